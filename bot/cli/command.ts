/** The definition of a command as data: enough to parse its arguments, write its help, and run it. */
import type { Context } from './context.ts';

export interface Option {
  /** the placeholder of the value in the help, e.g. `PATH`; absent for a switch */
  readonly value?: string;
  /** the allowed values */
  readonly choices?: readonly string[];
  readonly multiple?: true;
  readonly description: string;
}

export interface Arguments {
  readonly positionals: readonly string[];
  switch(name: string): boolean;
  /** null if it was not given */
  value(name: string): string | null;
  values(name: string): readonly string[];
}

export interface Example {
  readonly line: string;
  readonly description: string;
}

/** What the help and the parser need to know of a command. */
export interface CommandForm {
  readonly name: string;
  readonly summary: string;
  /** more than one line of explanation, for `--help` */
  readonly details?: string;
  /** the required positional arguments, e.g. `['flow']` */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly Example[];
}

export interface Command extends CommandForm {
  /** Returns the exit code. Throws a `BatonError` for expected errors. */
  run(given: Arguments, context: Context): Promise<number>;
}

export const JSON_OPTION: Option = { description: 'print JSON, the same as the API answers' };
