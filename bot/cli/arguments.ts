/** Parses argv into a command's arguments. Rejects what it does not know, with the nearest known name. */
import { parseArgs } from 'node:util';
import { BatonError, nearest } from '../../runner/core/errors.ts';
import { choiceFault, textFault } from '../../runner/core/text-faults.ts';
import { type Arguments, COMMON_OPTIONS, type CommandForm, type Option } from './command.ts';

export function parseArguments(argv: readonly string[], command: CommandForm): Arguments {
  const options = { ...command.options, ...COMMON_OPTIONS };
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(
        Object.entries(options).map(([name, { value }]) => [
          name,
          { type: value === undefined ? ('boolean' as const) : ('string' as const) },
        ]),
      ),
      help: { type: 'boolean' as const, short: 'h' },
    },
  });
  const given = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) throw unknownOption(token.rawName, Object.keys(options), command);
    const value = checkedValue(token, option);
    given.set(token.name, [...(given.get(token.name) ?? []), value]);
    if ((given.get(token.name)?.length ?? 0) > 1 && option.value !== undefined && option.multiple !== true) {
      throw refused(`--${token.name} is given twice.`, token.name);
    }
  }
  return {
    positionals: given.has('help') ? positionals : checkedPositionals(positionals, command),
    switch: (name) => given.has(name),
    value: (name) => given.get(name)?.[0] ?? null,
    values: (name) => given.get(name) ?? [],
  };
}

interface OptionToken {
  readonly name: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** The option's value; empty for a switch. */
function checkedValue({ name, value, inlineValue }: OptionToken, option: Option): string {
  if (option.value === undefined) {
    if (value !== undefined) throw refused(`--${name} is a switch and takes no value.`, name);
    return '';
  }
  if (value === undefined || (inlineValue !== true && /^--?[A-Za-z]/.test(value))) {
    const hint = value === undefined ? '' : ` If "${value}" is the value, write --${name}=${value}.`;
    throw refused(`--${name} needs a value: --${name} ${option.value}.${hint}`, name);
  }
  const fault = textFault(value);
  if (fault !== null) throw refused(`--${name} ${fault}: --${name} ${option.value}.`, name);
  if (option.choices !== undefined && !option.choices.includes(value)) {
    throw refused(`--${name} ${choiceFault(value, option.choices)}.`, name);
  }
  return value;
}

function checkedPositionals(positionals: readonly string[], command: CommandForm): readonly string[] {
  const missing = command.positionals[positionals.length];
  if (missing !== undefined) {
    throw refused(`baton ${command.name} needs <${missing}>. ${seeHelp(command)}`, missing);
  }
  const surplus = command.further === undefined ? positionals.slice(command.positionals.length) : [];
  if (surplus.length > 0) {
    const quoted = surplus.map((text) => JSON.stringify(text)).join(' ');
    const hint = quotesHint(command);
    throw refused(
      `baton ${command.name} does not know what to do with ${quoted}.${hint} ${seeHelp(command)}`,
    );
  }
  positionals.forEach((value, at) => {
    const name = command.positionals[at] ?? 'argument';
    const fault = textFault(value);
    if (fault !== null) throw refused(`<${name}> ${fault}. ${seeHelp(command)}`, name);
  });
  return positionals;
}

/** A hint for missing quotes. */
function quotesHint({ options, positionals }: CommandForm): string {
  if ('focus' in options) return ' A focus of several words goes in quotes: --focus "…".';
  return positionals.includes('question') ? ' A question of several words goes in quotes.' : '';
}

function unknownOption(raw: string, names: readonly string[], command: CommandForm): BatonError {
  const near = nearest(raw.replace(/^-+/, ''), names).map((name) => `--${name}`);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : seeHelp(command);
  return refused(`baton ${command.name} has no option ${raw}. ${hint}`, raw);
}

function seeHelp(command: CommandForm): string {
  return `See: baton ${command.name} --help`;
}

function refused(message: string, path?: string): BatonError {
  return new BatonError('refused', 'bad_arguments', message, { path });
}
