/**
 * Everything that an operator can set, read once and checked into one object. Nothing else in Baton reads the
 * environment or a settings file.
 */
import { dirname, resolve } from 'node:path';
import { type BackendConfig, backendConfig } from './backends.ts';
import { chatConfig, type PlatformConfig, type Policy } from './chat.ts';
import { withEnvFile } from './env-file.ts';
import { type Environment, parseEnvironment, processVariables } from './environment.ts';
import type { Home } from './home.ts';
import { fileNameWarnings } from './misnamed-files.ts';
import {
  BATON_FOLDER,
  callerDirectory,
  homeFolder,
  homeSource,
  type SettingsFiles,
  settingsFiles,
  type Variables,
} from './places.ts';
import type { Settings } from './settings.ts';
import { readSettings } from './settings-file.ts';
import { environmentWarnings } from './variable-names.ts';

/** A project of `baton.yaml`; exactly one of `path` (absolute) and `url` is set. */
export interface ConfiguredProject {
  readonly id: string;
  readonly path: string | null;
  readonly url: string | null;
  readonly ref: string | null;
}

export interface Limits {
  /** agent tasks at the same time */
  readonly agentsPerWorker: number;
  readonly agentsPerRun: number;
  readonly agentsPerProject: number;
  /** how long an agent may say nothing, and how long it may take at all */
  readonly idleSeconds: number;
  readonly deadlineSeconds: number;
}

export interface Config extends BackendConfig, Home {
  /** real path of the folder that the person is in */
  readonly callerDirectory: string;
  readonly files: SettingsFiles;
  /** what the person should know of names that have no effect, a line each */
  readonly warnings: readonly string[];
  /** null: the embedded PostgreSQL below `home` */
  readonly databaseUrl: string | null;
  readonly backend: string | null;
  /** the file that the scripted back end answers from */
  readonly script: string | null;
  readonly host: string;
  readonly port: number;
  readonly apiToken: string | null;
  /** whether a terminal may be written to in colour */
  readonly colour: boolean;
  /** false for a terminal that can't move its cursor */
  readonly cursor: boolean;
  readonly projects: readonly ConfiguredProject[];
  /** absolute folders below which chat and API may name any path */
  readonly roots: readonly string[];
  readonly limits: Limits;
  readonly keepDays: number;
  /** by the platform's name; also of platforms that are not configured */
  readonly chat: Readonly<Record<string, PlatformConfig>>;
  readonly policy: Policy;
  /** the chat platforms whose tokens are set */
  readonly platforms: readonly string[];
  /** what installations are encrypted with */
  readonly secretKey: string | null;
  /** where people reach the service, without a slash at its end; null: nothing links to it */
  readonly publicUrl: string | null;
}

export interface ConfigSource {
  readonly variables: Variables;
  readonly currentDirectory: string;
  /** the folder that holds Baton's `package.json` */
  readonly batonFolder: string;
}

function processSource(): ConfigSource {
  return { variables: processVariables(), currentDirectory: process.cwd(), batonFolder: BATON_FOLDER };
}

/** Throws a `BatonError` that names the variable, or the file and the line, that can't be used. */
export function loadConfig(source: ConfigSource = processSource()): Config {
  const caller = callerDirectory(source.variables, source.currentDirectory, source.batonFolder);
  const files = settingsFiles(source.variables, source.batonFolder, caller);
  const misnamed = fileNameWarnings(files);
  const { variables, warnings } = withEnvFile(source.variables, files.env);
  const environment = parseEnvironment(variables);
  const settings = files.yaml === null ? {} : readSettings(files.yaml);
  return {
    callerDirectory: caller,
    home: homeFolder(variables, source.batonFolder, caller),
    homeSource: homeSource(source.variables, files.env, variables),
    files,
    warnings: [...misnamed, ...warnings, ...environmentWarnings(source.variables)],
    ...fromEnvironment(environment, caller),
    ...fromSettings(settings, files.yaml === null ? caller : dirname(files.yaml)),
    ...chatConfig(environment, settings),
    ...backendConfig(settings, variables),
  };
}

function fromEnvironment(environment: Environment, caller: string) {
  const { BATON_SCRIPT: script, NO_COLOR, TERM } = environment;
  return {
    databaseUrl: environment.DATABASE_URL,
    backend: environment.BATON_BACKEND,
    script: script === null ? null : resolve(caller, script),
    host: environment.HOST,
    port: environment.PORT,
    apiToken: environment.BATON_API_TOKEN,
    colour: NO_COLOR === null && TERM !== 'dumb',
    cursor: TERM !== 'dumb',
    secretKey: environment.BATON_SECRET_KEY,
    publicUrl: environment.BATON_PUBLIC_URL,
  };
}

/** Relative paths count from the folder of the file that they stand in. */
function fromSettings(settings: Settings, folder: string) {
  const { limits = {} } = settings;
  return {
    projects: Object.entries(settings.projects ?? {}).map(([id, { path, url, ref }]) => ({
      id,
      path: path === undefined ? null : resolve(folder, path),
      url: url ?? null,
      ref: ref ?? null,
    })),
    roots: (settings.roots ?? []).map((root) => resolve(folder, root)),
    limits: {
      agentsPerWorker: limits.agents_per_worker ?? 4,
      agentsPerRun: limits.agents_per_run ?? 4,
      agentsPerProject: limits.agents_per_project ?? 8,
      idleSeconds: limits.idle_seconds ?? 180,
      deadlineSeconds: limits.deadline_seconds ?? 1200,
    },
    keepDays: settings.keep_days ?? 90,
  };
}
