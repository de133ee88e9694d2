/**
 * Everything that an operator can set, read once and checked into one object. Nothing else in Baton reads the
 * environment or a settings file.
 */
import { dirname, resolve } from 'node:path';
import { type ChatConfig, chatConfig } from './chat.ts';
import { withEnvFile } from './env-file.ts';
import {
  ALL_VARIABLES,
  agentVariables,
  builtInAgentVariables,
  type Environment,
  processEnvironment,
  readEnvironment,
  secretsIn,
  withAbsolutePaths,
} from './environment.ts';
import type { Home } from './home.ts';
import { environmentWarnings, fileNameWarnings } from './misspelt-names.ts';
import {
  BATON_FOLDER,
  callerDirectory,
  homeFolder,
  homeSource,
  type RawEnvironment,
  type SettingsFiles,
  settingsFiles,
} from './places.ts';
import type { Settings } from './settings.ts';
import { parseSettings, readSettings, type SettingsFile } from './settings-file.ts';

/** A project of `baton.yaml`; exactly one of `path` (absolute) and `url` is set. */
export interface ConfiguredProject {
  readonly id: string;
  readonly path: string | null;
  readonly url: string | null;
  readonly ref: string | null;
}

/** An agent that speaks the Agent Client Protocol. */
export interface AcpSettings {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** the id of its plan mode */
  readonly mode: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

export interface Config extends Home, ChatConfig, Pick<SettingsFile, 'lineOf' | 'isWritten'> {
  /** real path of the folder in which the command was typed */
  readonly callerDirectory: string;
  readonly files: SettingsFiles;
  /** names that have no effect, a line each */
  readonly warnings: readonly string[];
  /** the variables of the environment and of `.env`, checked, under their own names */
  readonly environment: Environment;
  /** which variables are set, and by which file; null: by the environment */
  readonly sources: ReadonlyMap<string, string | null>;
  /** the keys, tokens and passwords among the variables */
  readonly secrets: readonly string[];
  /** the keys of `baton.yaml`, under their own names */
  readonly settings: Settings;
  readonly projects: readonly ConfiguredProject[];
  /** absolute folders below which chat and API may name any path */
  readonly roots: readonly string[];
  /** absolute folders of the operator's own flows and personas, in the order of `baton.yaml` */
  readonly ownFolders: Readonly<Record<'flows' | 'personas', readonly string[]>>;
  readonly acpAgents: readonly AcpSettings[];
  /** what the built-in agents may be given of the environment */
  readonly agentEnvironment: Readonly<Record<string, string>>;
  /** whether a terminal may be written to in color */
  readonly colour: boolean;
  /** false for a terminal that can't move its cursor */
  readonly cursor: boolean;
}

export interface ConfigSource {
  readonly variables: RawEnvironment;
  readonly currentDirectory: string;
  /** the folder that holds Baton's `package.json` */
  readonly batonFolder: string;
}

function processSource(): ConfigSource {
  return { variables: processEnvironment(), currentDirectory: process.cwd(), batonFolder: BATON_FOLDER };
}

/** Throws a `BatonError` that names the variable, or the file and the line, that can't be used. */
export function loadConfig(source: ConfigSource = processSource()): Config {
  const caller = callerDirectory(source.variables, source.currentDirectory, source.batonFolder);
  const files = settingsFiles(source.variables, source.batonFolder, caller);
  const misnamed = fileNameWarnings(files);
  const env = withEnvFile(withAbsolutePaths(source.variables, caller), files.env);
  const raw = env.variables;
  const environment = readEnvironment(raw);
  const { settings, lineOf, isWritten } =
    files.yaml === null ? parseSettings('', 'baton.yaml') : readSettings(files.yaml);
  const isSet = (name: string) => (raw[name]?.trim() ?? '') !== '';
  const sourceOf = (name: string) => (source.variables[name] === undefined ? files.env : null);
  return {
    callerDirectory: caller,
    home: homeFolder(raw, source.batonFolder, caller),
    homeSource: homeSource(source.variables, files.env, raw),
    files,
    warnings: [...misnamed, ...env.warnings, ...environmentWarnings(source.variables)],
    environment,
    sources: new Map(
      Object.keys(ALL_VARIABLES)
        .filter(isSet)
        .map((name) => [name, sourceOf(name)]),
    ),
    secrets: secretsIn(raw),
    settings,
    lineOf,
    isWritten,
    ...fromSettings(settings, files.yaml === null ? caller : dirname(files.yaml)),
    acpAgents: Object.entries(settings.backends.acp).map(([name, agent]) => ({
      ...agent,
      name,
      environment: agentVariables(raw, agent.environment),
    })),
    agentEnvironment: builtInAgentVariables(raw),
    colour: environment.NO_COLOR === null && environment.TERM !== 'dumb',
    cursor: environment.TERM !== 'dumb',
    ...chatConfig(raw, environment, settings),
  };
}

/** Relative paths count from the folder of the file that they stand in. */
function fromSettings(settings: Settings, folder: string) {
  return {
    projects: Object.entries(settings.projects).map(([id, { path, url, ref }]) => ({
      ...{ id, url, ref },
      path: path === null ? null : resolve(folder, path),
    })),
    roots: settings.roots.map((root) => resolve(folder, root)),
    ownFolders: {
      flows: settings.flows.map((each) => resolve(folder, each)),
      personas: settings.personas.map((each) => resolve(folder, each)),
    },
  };
}
