/** Loads the flows with everything that their steps need: personas, prompts, handlers; Baton's and the operator's own. */
import { join } from 'node:path';
import { createCatalogue, FLOWS } from '../../flows/catalogue/catalogue.ts';
import { codeHandlers } from '../../flows/catalogue/handlers.ts';
import type { Collect } from '../../flows/contracts/collecting.ts';
import { type OwnContent, readOwn } from '../../flows/own/own-files.ts';
import { inOrder } from '../../flows/own/problem.ts';
import { loadPersonas, type PersonaFiles } from '../../personas/load.ts';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { Contents, FlowsCheck } from '../cli/context.ts';
import { VERBS } from '../commands/verbs.ts';
import type { Config } from '../config/config.ts';
import { filesAt, type OwnFilesRead, readOwnFolders } from '../config/own-files.ts';
import { BATON_FOLDER } from '../config/places.ts';

/** Baton's own flows only. Throws as `loadContents` does. */
export async function loadCatalogue(collect: Collect): Promise<Catalogue> {
  return (await loadContents(null, collect)).catalogue;
}

/**
 * An own file with errors is left out, with a problem. Without a configuration there are Baton's own flows only. Throws
 * `bad_persona` or `bad_catalogue` (kind `environment`) if Baton's own files are inconsistent.
 */
export async function loadContents(config: Config | null, collect: Collect): Promise<Contents> {
  const builtIn = await builtInPersonas();
  const own = config === null ? NOTHING : contentOf(readOwnFolders(config), builtIn);
  const personas = [...builtIn.personas, ...own.personas];
  const catalogue = createCatalogue({
    personas,
    shared: builtIn.shared,
    handlers: codeHandlers({ collect, personas }),
    flows: [...FLOWS, ...own.flows],
  });
  return { catalogue, problems: own.problems };
}

/**
 * Checks the configured files, or those at these paths. Personas that only the configuration has are known to them.
 * Throws `no_such_path` (kind `refused`) for a path that is not there.
 */
export async function checkFlows(config: Config, paths: readonly string[]): Promise<FlowsCheck> {
  const builtIn = await builtInPersonas();
  const configured = readOwnFolders(config);
  if (paths.length === 0) return checked(configured, contentOf(configured, builtIn));
  const given = filesAt(paths, config.callerDirectory);
  const { personas } = contentOf(configured, builtIn);
  return checked(given, contentOf(given, builtIn, personas));
}

const NOTHING: OwnContent = { flows: [], personas: [], problems: [] };

/** What chat takes for commands; `run` is the start of a run on Discord. */
const COMMANDS: readonly string[] = [...VERBS.map(({ name }) => name), 'run'];

const builtInPersonas = (): Promise<PersonaFiles> => loadPersonas(join(BATON_FOLDER, 'personas'));

function contentOf(
  files: OwnFilesRead,
  { personas }: PersonaFiles,
  elsewhere: OwnContent['personas'] = [],
): OwnContent {
  const builtInFlows = FLOWS.map(({ name }) => name);
  const own = readOwn(files, { personas, builtInFlows, commands: COMMANDS, elsewhere });
  return { ...own, problems: inOrder([...files.problems, ...own.problems]) };
}

function checked(files: OwnFilesRead, { problems }: OwnContent): FlowsCheck {
  return { flows: files.flows.length, personas: files.personas.length, problems };
}
