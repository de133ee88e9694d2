/**
 * Parses the text after `/flow`, or after a mention of the bot. Pure. If the first word is a flow or a command, it is
 * taken as that; if it is close to one, the answer is a suggestion; otherwise the text is a question for the channel's
 * default flow.
 */
import { editDistance, nearest } from '../../runner/core/errors.ts';
import { BANDS, type Band } from '../../runner/core/step-spec.ts';
import { channelOf, optionOf, readable, unquoted, type Word, without, wordsOf } from './typed-text.ts';

export type Command =
  | { readonly kind: 'launcher' | 'help' | 'list' | 'history' | 'projects' }
  | { readonly kind: 'show' | 'cancel' | 'retry'; readonly run: string }
  | { readonly kind: 'export'; readonly run: string; readonly channel: string | null }
  | { readonly kind: 'start'; readonly options: RunOptions }
  /** the message says what was wrong and what to do */
  | { readonly kind: 'wrong'; readonly message: string };

/** The options of a run that a user asks for. */
export interface RunOptions {
  /** null: the channel's default */
  readonly flow: string | null;
  /** null: the flow's default question */
  readonly focus: string | null;
  readonly band: Band;
  readonly fast: boolean;
  readonly project: string | null;
  readonly base: string | null;
  readonly head: string | null;
  readonly paths: readonly string[];
  readonly backend: string | null;
  readonly model: string | null;
}

export const MOST_FOCUS = 4000;

const COMMANDS = ['list', 'history', 'show', 'cancel', 'retry', 'export', 'projects', 'help'];
const VALUES = ['size', 'project', 'base', 'head', 'path', 'backend', 'model'];
const OPTIONS = [...VALUES, 'fast'];

export function parseCommand(text: string, flows: readonly string[]): Command {
  const words = wordsOf(text);
  const [first] = words;
  if (first === undefined) return { kind: 'launcher' };
  if (optionOf(first)?.name === 'help') return { kind: 'help' };
  const given = optionsIn(words);
  if (given.kind === 'wrong') return given;
  const rest = without(text, given.cuts);
  const [head] = wordsOf(rest);
  const name = head === undefined || head.quoted ? '' : head.text.toLowerCase();
  if (COMMANDS.includes(name)) return commandOf(name, wordsOf(rest).slice(1));
  if (flows.includes(name)) return startCommandOf(name, rest.slice(head?.end ?? 0), given.values);
  if (head !== undefined && !head.quoted) {
    const message = suggestionFor(name, rest, flows);
    if (message !== null) return { kind: 'wrong', message };
  }
  return startCommandOf(null, rest, given.values);
}

function commandOf(name: string, [run, ...others]: readonly Word[]): Command {
  if (name === 'show' || name === 'cancel' || name === 'retry' || name === 'export') {
    const id = run?.text.replace(/^[`#]+|`+$/g, '') ?? '';
    if (id === '') return wrong(`Which run? Say ${sample(name)}; \`/flow history\` shows their ids.`);
    if (name !== 'export') return { kind: name, run: id };
    const where = others[0]?.text ?? null;
    const channel = where === null ? null : channelOf(where);
    if (where !== null && channel === null) {
      return wrong(
        `${JSON.stringify(readable(where))} is no channel that I can make out. Type # and pick it from the list.`,
      );
    }
    return { kind: 'export', run: id, channel };
  }
  return name === 'list' || name === 'history' || name === 'projects' ? { kind: name } : { kind: 'help' };
}

const sample = (name: string): string => `\`/flow ${name} 1a2b3c4d${name === 'export' ? ' #channel' : ''}\``;

type Values = ReadonlyMap<string, readonly string[]>;

function startCommandOf(flow: string | null, typed: string, values: Values): Command {
  const focus = typed.trim() === '' ? null : readable(unquoted(typed));
  if (focus !== null && [...focus.trim()].length > MOST_FOCUS) return wrong(longFocus(focus));
  const size = values.get('size')?.[0]?.toLowerCase() ?? 'small';
  const band = BANDS.find((candidate) => candidate === size);
  if (band === undefined) return wrong(`--size is small, medium or large, not ${JSON.stringify(size)}.`);
  const value = (name: string) => values.get(name)?.[0] ?? null;
  const options = {
    flow,
    focus,
    band,
    fast: values.has('fast'),
    project: value('project'),
    base: value('base'),
    head: value('head'),
    paths: values.get('path') ?? [],
    backend: value('backend'),
    model: value('model'),
  };
  return { kind: 'start', options };
}

export function longFocus(focus: string): string {
  const [length, most] = [[...focus.trim()].length, MOST_FOCUS].map((count) => count.toLocaleString('en'));
  return `The focus has ${length} characters; the most is ${most}. Say what matters most in fewer words.`;
}

type Given =
  | { readonly kind: 'given'; readonly values: Values; readonly cuts: readonly Word[] }
  | (Command & { readonly kind: 'wrong' });

function optionsIn(words: readonly Word[]): Given {
  const values = new Map<string, string[]>();
  const cuts: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const option = word === undefined ? null : optionOf(word);
    if (word === undefined || option === null) continue;
    const { name } = option;
    if (!OPTIONS.includes(name)) {
      if (!option.plain && !isTypo(name)) continue;
      return wrong(unknownOption(word.text));
    }
    cuts.push(word);
    const before = values.get(name);
    if (before !== undefined && name !== 'path' && name !== 'fast') return wrong(`--${name} is given twice.`);
    if (name === 'fast') {
      if (option.value !== null) return wrong('--fast is a switch and takes no value.');
      values.set(name, []);
      continue;
    }
    const next = option.value === null ? words[++at] : undefined;
    if (next !== undefined) cuts.push(next);
    const value = (option.value ?? (next === undefined || optionOf(next) !== null ? '' : next.text)).trim();
    if (value === '') return wrong(`--${name} needs a value, as in ${EXAMPLES[name] ?? `--${name} …`}.`);
    values.set(name, [...(before ?? []), value]);
  }
  return { kind: 'given', values, cuts };
}

const EXAMPLES: Readonly<Record<string, string>> = {
  size: '--size medium',
  base: '--base main',
  head: '--head feature/retry',
  path: '--path src/**',
};

function unknownOption(typed: string): string {
  const near = nearest(typed.replace(/^\W+/, '').replace(/=.*$/s, ''), OPTIONS).map((name) => `--${name}`);
  const hint =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : `There are ${OPTIONS.map((name) => `--${name}`).join(', ')}.`;
  return `There is no option ${typed}. ${hint} If it belongs to your question, put it in quotes.`;
}

/** Returns null for a word that is not close to a flow or command. */
function suggestionFor(word: string, text: string, flows: readonly string[]): string | null {
  const names = [...flows, ...COMMANDS];
  const bare = word.replace(/[.,:;!?]+$/, '');
  if (!/^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)+$/u.test(bare) && !isNear(bare, names)) return null;
  const near = names
    .map((name) => ({ name, distance: editDistance(bare, name) }))
    .sort((one, other) => one.distance - other.distance)
    .filter(({ distance, name }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .slice(0, 3)
    .map(({ name }) => `\`/flow ${name}\``);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : '`/flow list` shows the flows.';
  const flow = flows[0] ?? '';
  const whole =
    text.length <= 200 ? ` If it begins your question, name the flow first: \`/flow ${flow} ${text}\`` : '';
  return `There is no flow and no command "${bare}", so nothing was started. ${hint}${whole}`;
}

function isNear(word: string, names: readonly string[]): boolean {
  return names.some((name) => editDistance(word, name) <= 2);
}

/** After a single long dash, which also occurs in sentences. */
function isTypo(name: string): boolean {
  return OPTIONS.some(
    (option) => editDistance(name, option) <= (name.length > 4 ? 2 : name.length > 2 ? 1 : 0),
  );
}

function wrong(message: string): Command & { readonly kind: 'wrong' } {
  return { kind: 'wrong', message };
}
