/**
 * The keys of `baton.yaml` about agents: which back end is used for what, what it may use, and what that costs. The
 * descriptions make up the table in `docs/configuration.md`.
 */
import { z } from 'zod';
import { parseAddress } from '../../adapters/agents/cli/network/reachable-address.ts';
import { OWN_NAME } from './environment.ts';
import { count, dollars, keys, name, optional } from './setting-keys.ts';

const Preference = keys({
  backend: optional(name).describe('a back end'),
  model: optional(name).describe('a model'),
}).refine(({ backend, model }) => backend !== null || model !== null, 'names neither a backend nor a model');

const VARIABLE = /^[A-Za-z_]\w*$/;
const VARIABLE_RULE = 'is a list of names of environment variables (none of Baton’s own)';
const FILE = /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).+$/;
const BACKEND = /^[a-z][a-z0-9-]*$/;
const BACKEND_RULE = 'is not a name for a back end: use small letters, digits and "-"';

/** The built-in back ends; other names are free for agents below `acp`. */
export const BUILT_IN = ['direct', 'claude-code', 'codex', 'opencode', 'offline', 'scripted'] as const;

/** An agent that speaks the Agent Client Protocol. */
const AcpAgent = keys({
  command: name.describe('its program'),
  args: z.array(z.string('is a text'), 'is a list of texts').default([]).describe('the program’s arguments'),
  mode: name.describe('the id of its plan mode; without that mode it is not run'),
  environment: z
    .array(
      z
        .string(VARIABLE_RULE)
        .regex(VARIABLE, VARIABLE_RULE)
        .refine((variable) => !OWN_NAME.test(variable) && variable !== 'DATABASE_URL', VARIABLE_RULE),
      VARIABLE_RULE,
    )
    .default([])
    .describe('the variables that it is given'),
  files: z
    .record(
      z.string().regex(FILE, 'is not a path below the agent’s home'),
      z.string('is a text'),
      'is a map from paths to texts',
    )
    .default({})
    .describe('files of its home, by their path'),
});

const HOST_RULE =
  'is a list of hosts, each a name or an IP address with or without a port: models.example.com:8443';

const program = optional(name).describe('its program; looked up on the PATH otherwise');

export const BackendSettings = keys({
  order: optional(z.array(name, 'is a list of back ends').min(1, 'is empty')).describe(
    'the first of these that is ready is used by runs that name no back end',
  ),
  personas: z
    .record(z.string(), Preference, 'is a map from personas to back ends')
    .default({})
    .describe('for a persona’s steps, unless the run names a back end'),
  projects: z
    .record(z.string(), Preference, 'is a map from projects to back ends')
    .default({})
    .describe('for a project’s runs that name none'),
  models: z
    .record(z.string(), name, 'is a map from back ends to models')
    .default({})
    .describe('the model of a back end where none is named'),
  hosts: z
    .record(
      z.string(),
      z.array(
        z.string(HOST_RULE).refine((host) => parseAddress(host) !== null, HOST_RULE),
        HOST_RULE,
      ),
      'is a map from back ends to lists of hosts',
    )
    .default({})
    .describe(
      'what the agents of a back end may reach beside their models: hosts, with a port if it is not 443; see [the network](backends.md#the-network-of-the-sandbox)',
    ),
  executables: keys({
    'claude-code': program,
    codex: program,
    opencode: program,
  }).prefault({}),
  acp: z
    .record(
      z
        .string()
        .regex(BACKEND, BACKEND_RULE)
        .refine((id) => !BUILT_IN.some((own) => own === id), 'is the name of a back end of Baton’s own'),
      AcpAgent,
      'is a map from names to agents',
    )
    .default({})
    .describe('any agent that speaks the Agent Client Protocol'),
});

export const SandboxSetting = z
  .enum(['auto', 'bwrap', 'none'], 'is auto, bwrap or none')
  .default('auto')
  .describe('`auto`, `bwrap` or `none`; see [the sandbox](backends.md#the-sandbox)');

export const SandboxNetworkSetting = z
  .enum(['auto', 'own', 'machine'], 'is auto, own or machine')
  .default('auto')
  .describe(
    'what sandboxed agents reach: `own`, their models only, or they are not run; `machine`, what Baton reaches; `auto`, their models only where the system allows it; see [the network](backends.md#the-network-of-the-sandbox)',
  );

const Allowance = keys({
  max_tokens: optional(count(1, 1_000_000_000_000, 'tokens')).describe('input and output together'),
  max_cost: optional(dollars.gt(0, 'is a number of US dollars above 0')).describe('US dollars'),
}).prefault({});

export const BudgetSettings = keys({
  run: Allowance.describe('of one run'),
  user: Allowance.describe('of one person, in a day (UTC)'),
  channel: Allowance.describe('of one channel, in a day'),
  project: Allowance.describe('of one project, in a day'),
  day: Allowance.describe('of all runs of a day'),
}).prefault({});

export const PriceSettings = z
  .record(
    z.string(),
    keys({ input: dollars.describe('of input'), output: dollars.describe('of output') }),
    'is a map from models to prices',
  )
  .default({})
  .describe('US dollars per million tokens, by model; a name that ends in `*` holds for all that begin so');
