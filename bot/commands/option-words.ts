/** Takes the options of a run out of typed words: `--size medium`, wherever it stands. Pure. */
import { editDistance, nearest } from '../../runner/core/errors.ts';
import { logStart } from '../../runner/core/pasted-log.ts';
import { RUN_OPTIONS, type RunOption } from '../../runner/core/run-request.ts';
import { takes } from '../../runner/core/settled-input.ts';
import type { FlowForm } from './flow-names.ts';
import { channelsAsNames, type OptionWord, parseOptionWord, unquoted, type Word } from './typed-text.ts';

const WORDS = RUN_OPTIONS.filter(({ faces }) => faces.includes('word'));
/** Those of every flow; the others are inputs of some flows. */
const NAMES = WORDS.filter(({ input }) => input === undefined).map(({ name }) => name);

/** By the names of the options. */
export type Values = Readonly<Record<string, string | true | readonly string[] | null>>;

export type Found =
  | { readonly kind: 'found'; readonly values: Values; readonly cuts: readonly Word[] }
  | { readonly kind: 'wrong'; readonly message: string };

/** Takes the options out of the words, wherever they stand. What looks like one in a pasted log is none. */
export function optionsIn(text: string, words: readonly Word[], forms: readonly FlowForm[]): Found {
  const values: Record<string, string | true | readonly string[]> = {};
  const cuts: Word[] = [];
  const end = logStart(text);
  const flow = forms.find(({ name }) =>
    words.some((word) => !word.quoted && word.text.toLowerCase() === name),
  );
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const typed =
      word === undefined || word.start >= end ? null : (parseOptionWord(word) ?? choiceWord(word));
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
      const [next] = words.slice(at + 1);
      const said = isLast(words, at + 1) ? SAID.get(next?.text.toLowerCase() ?? '') : undefined;
      if (said === false) return wrong(`--${name} is a switch. Leave it out to turn it off.`);
      if (said === true && next !== undefined) cuts.push(next);
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

const SAID: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'true', 'on', '1'].map((word) => [word, true] as const),
  ...['no', 'false', 'off', '0'].map((word) => [word, false] as const),
]);

/** Whether no text follows that the word may belong to. */
function isLast(words: readonly Word[], at: number): boolean {
  const next = words[at + 1];
  return next === undefined || parseOptionWord(next) !== null;
}

/** `size:large`, as other platforms write it. */
function choiceWord({ text, quoted }: Word): OptionWord | null {
  const [, name = '', value = ''] = (quoted ? null : /^(\w+)[:=](\w+)[.,;!?]*$/.exec(text)) ?? [];
  const option = WORDS.find((each) => each.name === name.toLowerCase());
  return option?.choices?.includes(value.toLowerCase()) === true
    ? { name: option.name, value, plain: true }
    : null;
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

/** Choices may be typed in any case, and as a part of a sentence. */
function inCase({ choices }: RunOption, value: string): string {
  return choices === undefined ? value : value.toLowerCase().replace(/[.,;:!?]+$/, '');
}

function unknownOption(typed: string): string {
  const near = nearest(typed.replace(/^\W+/, '').replace(/=.*$/s, ''), NAMES).map((name) => `--${name}`);
  const hint =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : `There are ${NAMES.map((name) => `--${name}`).join(', ')}.`;
  return `There is no option ${typed}. ${hint} If it belongs to your question, put it in quotes.`;
}

/** After a single long dash, which also occurs in sentences. */
function isTypo(name: string): boolean {
  return NAMES.some(
    (option) => editDistance(name, option) <= (name.length > 4 ? 2 : name.length > 2 ? 1 : 0),
  );
}

function wrong(message: string): Found {
  return { kind: 'wrong', message };
}
