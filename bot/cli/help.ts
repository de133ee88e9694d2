/** Formats the help: what a command is for, its options, and examples to copy. */
import { COMMON_OPTIONS } from './arguments.ts';
import type { CommandForm, Option } from './command.ts';

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

export function commandHelp(command: CommandForm): string {
  const options: [string, Option][] = [...Object.entries(command.options), ...Object.entries(COMMON_OPTIONS)];
  const shown = options.map(([name, option]) => ({
    flag: flagOf(name, option),
    description: descriptionOf(option),
  }));
  const width = Math.max(...shown.map(({ flag }) => flag.length));
  const usage = ['baton', command.name, ...command.positionals.map((name) => `<${name}>`), '[options]'].join(
    ' ',
  );
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
