/** What a command is, as data: enough to parse its arguments, to write its help, and to run it. */
import type { Context } from './context.ts';

export interface Option {
  /** what stands for the value in the help, e.g. `PATH`; absent for a switch */
  readonly value?: string;
  /** the only values there are */
  readonly choices?: readonly string[];
  readonly multiple?: true;
  /** a blank value is judged where its meaning is known */
  readonly mayBeBlank?: true;
  readonly description: string;
}

export interface Arguments {
  readonly positionals: readonly string[];
  switch(name: string): boolean;
  /** null when it was not given */
  value(name: string): string | null;
  values(name: string): readonly string[];
}

export interface Example {
  readonly line: string;
  readonly description: string;
}

/** What the help and the parser know of a command. */
export interface CommandForm {
  readonly name: string;
  readonly summary: string;
  /** more than one line of explanation, for `--help` */
  readonly details?: string;
  /** the positionals it takes, all of them needed, e.g. `['flow']` */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly Example[];
}

export interface Command extends CommandForm {
  /** Answers the exit code. Throws a `BatonError` for what a person may meet. */
  run(given: Arguments, context: Context): Promise<number>;
}

export const JSON_OPTION: Option = { description: 'print JSON, the same as the API answers' };
