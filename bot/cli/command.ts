/** The definition of a command as data: enough to parse its arguments and run it; and the help made from it. */
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
  /** how the help shows further arguments, which may be left out, e.g. `[check [path…]]`; absent: there are none */
  readonly further?: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly Example[];
}

export interface Command extends CommandForm {
  /** Returns the exit code. Throws a `BatonError` for expected errors. */
  run(given: Arguments, context: Context): Promise<number>;
  /** what its help says of the arguments before `--help`; default: what it says of none */
  help?(given: Arguments, wiring: Context['wiring']): Promise<CommandForm>;
}

export const JSON_OPTION: Option = { description: 'print JSON, the same as the API answers' };

/** Options of every command. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  help: { description: 'show this help' },
  verbose: { description: 'show where an error comes from' },
};

/** The commands, and what to start with. */
export function generalHelp(commands: readonly CommandForm[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return `Baton sends a small team of read-only agents over your repository and ends in one report.

Usage: baton <command> [options]

Commands
${commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

Start with
  baton doctor             check what a run needs
  baton flows              list the flows
  baton run code-review    review the repository you are in

Help on a command: baton <command> --help
`;
}

/** What a command is for, its options, and examples to copy. */
export function commandHelp(command: CommandForm): string {
  const options: [string, Option][] = [...Object.entries(command.options), ...Object.entries(COMMON_OPTIONS)];
  const shown = options.map(([name, option]) => ({
    flag: flagOf(name, option),
    description: descriptionOf(option),
  }));
  const width = Math.max(...shown.map(({ flag }) => flag.length));
  const further = command.further === undefined ? [] : [command.further];
  const wanted = command.positionals.map((name) => `<${name}>`);
  const usage = ['baton', command.name, ...wanted, ...further, '[options]'].join(' ');
  const examples = command.examples.map(({ line, description }) => `  ${line}\n      ${description}`);
  return [
    command.summary,
    ...(command.details === undefined ? [] : ['', command.details]),
    '',
    `Usage: ${usage}`,
    '',
    'Options',
    ...shown.map(({ flag, description }) => `  ${flag.padEnd(width)}  ${description}`),
    '',
    'Examples',
    ...examples,
    '',
  ].join('\n');
}

function flagOf(name: string, { value, choices }: Option): string {
  if (value === undefined) return `--${name}`;
  return `--${name} ${choices === undefined ? value : choices.join('|')}`;
}

function descriptionOf({ description, multiple }: Option): string {
  return multiple ? `${description}; may be repeated` : description;
}
