/**
 * Parses the text after `/flow`, or after a mention of the bot. Pure. If the first word is a flow or a verb, it is taken
 * as that; if it is close to one, the answer is a suggestion; otherwise the text is the focus of the channel's default
 * flow.
 */
import { editDistance, nearest } from '../../runner/core/errors.ts';
import type { VerbForm } from '../../runner/core/ports/platform.ts';
import type { RunOptions } from '../../runner/core/run-options.ts';
import { judgeOptions, RUN_OPTIONS, type RunOption } from '../../runner/core/run-request.ts';
import {
  channelsAsNames,
  parseChannelMention,
  parseOptionWord,
  removeSpans,
  type Word,
  wordsOf,
} from './typed-text.ts';

export type Command =
  | { readonly kind: 'launcher' }
  | { readonly kind: 'verb'; readonly verb: string; readonly given: VerbArguments }
  | { readonly kind: 'start'; readonly options: RunOptions }
  /** the message says what was wrong and what to do */
  | { readonly kind: 'wrong'; readonly message: string };

export interface VerbArguments {
  /** as typed: the first characters of a run's id; empty for a verb that takes none */
  readonly run: string;
  readonly channel: string | null;
}

const WORDS = RUN_OPTIONS.filter(({ faces }) => faces.includes('word'));
const NAMES = WORDS.map(({ name }) => name);

export function parseCommand(text: string, flows: readonly string[], verbs: readonly VerbForm[]): Command {
  const words = wordsOf(text);
  const [first] = words;
  if (first === undefined) return { kind: 'launcher' };
  if (parseOptionWord(first)?.name === 'help') return { kind: 'verb', verb: 'help', given: NO_ARGUMENTS };
  const found = optionsIn(words);
  if (found.kind === 'wrong') return found;
  const { values, cuts } = found;
  const [head, ...others] = words.filter((word) => !cuts.includes(word));
  const name = head === undefined || head.quoted ? '' : head.text.toLowerCase();
  const verb = verbs.find((each) => each.name === name);
  if (verb !== undefined) return verbOf(verb, others);
  if (head !== undefined && flows.includes(name)) {
    return startOf({ ...values, flow: name, focus: focusOf(text, others, [...cuts, head]) });
  }
  const rest = removeSpans(text, cuts);
  const near = name === '' ? null : suggestionFor(name, rest, flows, verbs);
  return (
    near ?? startOf({ ...values, focus: focusOf(text, head === undefined ? [] : [head, ...others], cuts) })
  );
}

const NO_ARGUMENTS: VerbArguments = { run: '', channel: null };

function verbOf({ name, takes }: VerbForm, [run, where]: readonly Word[]): Command {
  if (takes === 'nothing') return { kind: 'verb', verb: name, given: NO_ARGUMENTS };
  const id = run?.text.replace(/^[`#]+|`+$/g, '') ?? '';
  if (id === '') {
    const sample = `\`/flow ${name} 1a2b3c4d${takes === 'run' ? '' : ' #channel'}\``;
    return wrong(`Which run? Say ${sample}; \`/flow history\` shows their ids.`);
  }
  const channel = takes === 'run' || where === undefined ? null : parseChannelMention(where.text);
  if (takes === 'run and channel' && where !== undefined && channel === null) {
    const typed = JSON.stringify(channelsAsNames(where.text));
    return wrong(`${typed} is not a channel. Type # and pick it from the list.`);
  }
  return { kind: 'verb', verb: name, given: { run: id, channel } };
}

/** Returns what is left without the cuts, without quotes that enclose all of it; null if nothing is. */
function focusOf(text: string, words: readonly Word[], cuts: readonly Word[]): string | null {
  const [only, ...others] = words;
  if (only === undefined) return null;
  return channelsAsNames(only.quoted && others.length === 0 ? only.text : removeSpans(text, cuts));
}

type Values = Readonly<Record<string, string | true | readonly string[] | null>>;

function startOf(values: Values): Command {
  const judged = judgeOptions(values, ({ name, faces }) =>
    faces.includes('word') ? `--${name}` : `The ${name}`,
  );
  if ('options' in judged) return { kind: 'start', options: judged.options };
  return wrong(judged.refusals[0]?.message ?? '');
}

type Found =
  | { readonly kind: 'found'; readonly values: Values; readonly cuts: readonly Word[] }
  | (Command & { readonly kind: 'wrong' });

/** Takes the options out of the words, wherever they stand. */
function optionsIn(words: readonly Word[]): Found {
  const values: Record<string, string | true | readonly string[]> = {};
  const cuts: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const typed = word === undefined ? null : parseOptionWord(word);
    if (word === undefined || typed === null) continue;
    const option = WORDS.find(({ name }) => name === typed.name);
    if (option === undefined) {
      if (!typed.plain && !isTypo(typed.name)) continue;
      return wrong(unknownOption(word.text));
    }
    cuts.push(word);
    const { name, multiple } = option;
    const before = values[name];
    if (option.value === undefined) {
      if (typed.value !== null) return wrong(`--${name} is a switch and takes no value.`);
      values[name] = true;
      continue;
    }
    if (before !== undefined && multiple !== true) return wrong(`--${name} is given twice.`);
    const next = typed.value === null ? words[++at] : undefined;
    if (next !== undefined) cuts.push(next);
    const value = (
      typed.value ?? (next === undefined || parseOptionWord(next) !== null ? '' : next.text)
    ).trim();
    if (value === '') return wrong(`--${name} needs a value, as in --${name} ${option.example ?? '…'}.`);
    values[name] =
      multiple === true ? [...(Array.isArray(before) ? before : []), value] : inCase(option, value);
  }
  return { kind: 'found', values, cuts };
}

/** Choices may be typed in any case. */
function inCase({ choices }: RunOption, value: string): string {
  return choices === undefined ? value : value.toLowerCase();
}

function unknownOption(typed: string): string {
  const near = nearest(typed.replace(/^\W+/, '').replace(/=.*$/s, ''), NAMES).map((name) => `--${name}`);
  const hint =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : `There are ${NAMES.map((name) => `--${name}`).join(', ')}.`;
  return `There is no option ${typed}. ${hint} If it belongs to your question, put it in quotes.`;
}

/** Returns null for a word that is not close to a flow or verb. */
function suggestionFor(
  word: string,
  text: string,
  flows: readonly string[],
  verbs: readonly VerbForm[],
): Command | null {
  const names = [...flows, ...verbs.map(({ name }) => name)];
  const bare = word.replace(/[.,:;!?]+$/, '');
  const isNear = names.some((name) => editDistance(bare, name) <= 2);
  if (!isNear && !/^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)+$/u.test(bare)) return null;
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
  return wrong(`There is no flow and no command "${bare}", so nothing was started. ${hint}${whole}`);
}

/** After a single long dash, which also occurs in sentences. */
function isTypo(name: string): boolean {
  return NAMES.some(
    (option) => editDistance(name, option) <= (name.length > 4 ? 2 : name.length > 2 ? 1 : 0),
  );
}

function wrong(message: string): Command & { readonly kind: 'wrong' } {
  return { kind: 'wrong', message };
}
