/** The keys of `baton.yaml` that are about agents: which back end is used for what, what it may use, and what that costs. */
import { z } from 'zod';
import { amount, count, keys, name } from './setting-keys.ts';

/** Either alone is enough. */
const Preference = keys({ backend: name.optional(), model: name.optional() }).refine(
  ({ backend, model }) => backend !== undefined || model !== undefined,
  'names neither a backend nor a model',
);

/** Baton's own variables are not for an agent. */
const VARIABLE = /^(?!BATON_|SLACK_|DISCORD_|DATABASE_URL$)[A-Za-z_]\w*$/;
const VARIABLE_RULE = 'is a list of names of environment variables (none of Baton’s own)';
const FILE = /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).+$/;
const BACK_END = /^[a-z][a-z0-9-]*$/;
const BACK_END_RULE = 'is no name for a back end: small letters, digits and "-"';

/** The back ends that come along; the names of others are free. */
export const BUILT_IN = ['direct', 'claude-code', 'codex', 'opencode', 'offline', 'scripted'] as const;

const AcpAgent = keys({
  command: name,
  args: z.array(z.string('is a text'), 'is a list of texts').optional(),
  mode: name,
  environment: z.array(z.string(VARIABLE_RULE).regex(VARIABLE, VARIABLE_RULE), VARIABLE_RULE).optional(),
  files: z
    .record(
      z.string().regex(FILE, 'is no path below the agent’s home'),
      z.string('is a text'),
      'is a map from paths to texts',
    )
    .optional(),
});

export const BackendSettings = keys({
  order: z.array(name, 'is a list of back ends').min(1, 'is empty').optional(),
  personas: z.record(z.string(), Preference, 'is a map from personas to back ends').optional(),
  projects: z.record(z.string(), Preference, 'is a map from projects to back ends').optional(),
  models: z.record(z.string(), name, 'is a map from back ends to models').optional(),
  executables: keys({
    'claude-code': name.optional(),
    codex: name.optional(),
    opencode: name.optional(),
  }).optional(),
  acp: z
    .record(
      z
        .string()
        .regex(BACK_END, BACK_END_RULE)
        .refine((id) => !BUILT_IN.some((own) => own === id), 'is the name of a back end of Baton’s own'),
      AcpAgent,
      'is a map from names to agents',
    )
    .optional(),
});
export type BackendSettings = z.output<typeof BackendSettings>;

export const SandboxSetting = z.enum(['auto', 'bwrap', 'none'], 'is auto, bwrap or none');

const Allowance = keys({
  max_tokens: count(1, 1_000_000_000_000, 'tokens').optional(),
  max_cost: amount.gt(0, 'is a number of US dollars above 0').optional(),
});

export const BudgetSettings = keys({
  run: Allowance.optional(),
  project: Allowance.optional(),
  day: Allowance.optional(),
});
export type BudgetSettings = z.output<typeof BudgetSettings>;

/** US dollars per million tokens. */
export const PriceSettings = z.record(
  z.string(),
  keys({ input: amount, output: amount }),
  'is a map from models to prices',
);
export type PriceSettings = z.output<typeof PriceSettings>;
