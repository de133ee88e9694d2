/**
 * The descriptor that each chat platform's folder exports: name, variables, ids, checks, and how to open its adapter.
 * `bot/config/platforms.ts` lists them; the rest of Baton uses the list and mentions no platform by name. A descriptor imports
 * no client library: it loads its adapter, and what its checks need, when they are used.
 */
import type { z } from 'zod';
import type { Check } from '../../runner/core/ports/checks.ts';
import type { VerbForm } from '../../runner/core/ports/command-syntax.ts';
import type { Installations } from '../../runner/core/ports/installations.ts';
import type { Leases } from '../../runner/core/ports/leases.ts';
import type { PlatformAdapter } from '../../runner/core/ports/platform.ts';
import type { Variable } from '../../runner/core/variables.ts';
import type { Names } from './names.ts';
import type { Routes } from './routes.ts';

export interface Platform {
  /** the name in actors, places and `baton.yaml` */
  readonly name: string;
  /** the name in front of people */
  readonly title: string;
  /** by name: the environment variables of this platform alone */
  readonly variables: Readonly<Record<string, Variable<z.ZodType<string | null>>>>;
  /** the platform counts as configured if one of these variables is set */
  readonly enabledBy: readonly string[];
  readonly ids: PlatformIdForms;
  /** Returns the variables that have to be set before it can be opened; empty if none is missing. */
  missing(settings: AdapterSettings): readonly string[];
  /** Returns the doctor's checks; none if nothing of the platform is configured. */
  checks(settings: AdapterSettings, verbs: readonly VerbForm[]): Promise<readonly Check[]>;
  /** Only if nothing is missing. Connects to nothing yet. */
  open(settings: AdapterSettings, host: AdapterDependencies): Promise<OpenAdapter>;
}

/** The patterns of the platform's ids, by which `baton.yaml` and commands are checked, with an example of each. */
export interface PlatformIdForms {
  readonly channel: IdPattern;
  readonly person: IdPattern;
  /** a group of people as the policy names one: a word, a colon, and the id */
  readonly group: IdPattern & { readonly word: string };
}

export interface IdPattern {
  readonly form: RegExp;
  readonly example: string;
}

/** What an adapter reads of the configuration: the values of its platform's environment variables, and two shared ones. */
export interface AdapterSettings {
  /** by name; null for those that are not set */
  readonly variables: Readonly<Record<string, string | null>>;
  /** the secret from which encryption keys are derived */
  readonly secretKey: string | null;
  /** where people reach the service, without a slash at its end */
  readonly publicUrl: string | null;
}

/** What the application lends an adapter. */
export interface AdapterDependencies {
  /** the verbs after `/flow`, for a platform that registers them */
  readonly verbs: readonly VerbForm[];
  readonly leases: Leases;
  readonly installations: Installations;
  readonly log: (line: string) => void;
}

/** An adapter as its platform's descriptor opens it: the port, and the routes that it is heard on. */
export interface OpenAdapter extends PlatformAdapter {
  /** the routes to mount on the HTTP server; null if the platform is not heard over HTTP */
  readonly routes: Routes | null;
  /** how people and channels of a workspace are called */
  names(workspace: string): Names;
  /** Returns the address of a message in a browser; null if the platform does not tell it. */
  link(workspace: string, channel: string, reference: string): Promise<string | null>;
}
