/**
 * Parses the text after `/flow`, or after a mention of the bot. Pure. If the first word is a flow or a verb, it is taken
 * as that; if it is close to one, the answer is a suggestion; otherwise the text is the focus of the channel's default
 * flow.
 */
import { editDistance, nearest } from '../../runner/core/errors.ts';
import { logStart } from '../../runner/core/pasted-log.ts';
import type { VerbForm } from '../../runner/core/ports/platform.ts';
import type { RunOptions } from '../../runner/core/run-options.ts';
import { judgeOptions, RUN_OPTIONS, type RunOption } from '../../runner/core/run-request.ts';
import { takes } from '../../runner/core/settled-input.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import {
  channelsAsNames,
  type OptionWord,
  parseChannelMention,
  parseOptionWord,
  removeSpans,
  unquoted,
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
  /** as typed, without quotes that enclose all of it; empty for a verb that takes none */
  readonly text: string;
}

const WORDS = RUN_OPTIONS.filter(({ faces }) => faces.includes('word'));
/** Those of every flow; the others are inputs of some flows. */
const NAMES = WORDS.filter(({ input }) => input === undefined).map(({ name }) => name);

export type FlowForm = Pick<Flow, 'name' | 'inputs'>;

export function parseCommand(text: string, forms: readonly FlowForm[], verbs: readonly VerbForm[]): Command {
  const flows = forms.map(({ name }) => name);
  const words = wordsOf(text);
  const [first] = words;
  if (first === undefined) return { kind: 'launcher' };
  if (parseOptionWord(first)?.name === 'help') return { kind: 'verb', verb: 'help', given: NO_ARGUMENTS };
  const free = verbs.find((verb) => verb.takes === 'text' && !first.quoted && isCalled(verb, first.text));
  const rest = text.slice(first.end);
  if (free !== undefined && mayBegin(free, rest)) {
    return { kind: 'verb', verb: free.name, given: { ...NO_ARGUMENTS, text: unquoted(rest) } };
  }
  const found = optionsIn(text, words, forms);
  if (found.kind === 'wrong') return found;
  const { values, cuts } = found;
  const [head, ...others] = words.filter((word) => !cuts.includes(word));
  const name = head === undefined || head.quoted ? '' : head.text.toLowerCase();
  const verb = verbs.find((each) => each.takes !== 'text' && each.name === name);
  if (verb !== undefined) return verbOf(verb, others);
  if (head !== undefined && flows.includes(name)) {
    return startOf({ ...values, flow: name, focus: focusOf(text, others, [...cuts, head]) });
  }
  const near = name === '' ? null : suggestionFor(name, removeSpans(text, cuts), flows, verbs);
  return (
    near ?? startOf({ ...values, focus: focusOf(text, head === undefined ? [] : [head, ...others], cuts) })
  );
}

const NO_ARGUMENTS: VerbArguments = { run: '', channel: null, text: '' };

function isCalled({ name }: VerbForm, word: string): boolean {
  return word.toLowerCase() === name;
}

function mayBegin({ words }: VerbForm, rest: string): boolean {
  const [first] = wordsOf(rest);
  return first === undefined || words === undefined || words.includes(first.text.toLowerCase());
}

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
  return { kind: 'verb', verb: name, given: { ...NO_ARGUMENTS, run: id, channel } };
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

/** Takes the options out of the words, wherever they stand. What looks like one in a pasted log is none. */
function optionsIn(text: string, words: readonly Word[], forms: readonly FlowForm[]): Found {
  const values: Record<string, string | true | readonly string[]> = {};
  const cuts: Word[] = [];
  const end = logStart(text);
  const flow = forms.find(({ name }) =>
    words.some((word) => !word.quoted && word.text.toLowerCase() === name),
  );
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const typed = word === undefined || word.start >= end ? null : parseOptionWord(word);
    if (word === undefined || typed === null) continue;
    const option = meant(typed, flow);
    if (option === undefined) {
      if (!typed.plain && !isTypo(typed.name)) continue;
      return wrong(unknownOption(word.text));
    }
    const { name, multiple } = option;
    const before = values[name];
    if (before !== undefined && multiple !== true && option.value !== undefined) {
      return wrong(`--${name} is given twice.`);
    }
    if (option.value === undefined && typed.value !== null) {
      return wrong(`--${name} is a switch and takes no value.`);
    }
    const used = option.value === undefined ? 0 : valueWords(words.slice(at + 1), typed, option);
    const rest = words.slice(at + 1, at + 1 + used);
    cuts.push(word, ...rest);
    at += used;
    if (option.value === undefined) {
      values[name] = true;
      continue;
    }
    const value = typedValue(text, typed, rest).trim();
    if (value === '') return wrong(`--${name} needs a value, as in --${name} ${option.example ?? '…'}.`);
    values[name] =
      multiple === true ? [...(Array.isArray(before) ? before : []), value] : inCase(option, value);
  }
  return { kind: 'found', values, cuts };
}

/** The option that a word names. After a single long dash, which also occurs in sentences, an input counts for its flows only. */
function meant({ name: typed, plain }: OptionWord, flow: FlowForm | undefined): RunOption | undefined {
  return WORDS.find(({ name, input }) => {
    if (name !== typed) return false;
    return input === undefined || plain || (flow !== undefined && takes(flow, input));
  });
}

/** Returns how many of the words after an option belong to its value. */
function valueWords(after: readonly Word[], { value }: OptionWord, { extent }: RunOption): number {
  const [next] = after;
  if (value !== null || next === undefined) return 0;
  if (extent === 'rest') return after.length;
  const end = after.findIndex((word) => parseOptionWord(word) !== null);
  const most = end === -1 ? after.length : end;
  return extent === 'words' && !next.quoted ? most : Math.min(most, 1);
}

/** Several words are taken as they were typed. */
function typedValue(text: string, { value }: OptionWord, words: readonly Word[]): string {
  const [first] = words;
  if (value !== null || first === undefined) return value ?? '';
  const all = text.slice(first.start, words.at(-1)?.end);
  return channelsAsNames(words.length === 1 ? first.text : unquoted(all));
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
  // A name of three letters is near to half of the short words that begin a question.
  const isNear = names.some((name) => name.length > 3 && editDistance(bare, name) <= 2);
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
