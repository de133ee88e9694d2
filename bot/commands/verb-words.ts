/**
 * Decides by what a verb takes whether a text is that command or a sentence that merely begins with its word: `retry
 * 1a2b3c4d, please` is one, `retry logic is not safe?` is not. Pure.
 */
import type { CommandSyntax, VerbArguments, VerbForm } from '../../runner/core/ports/command-syntax.ts';
import { leadOf } from './flow-names.ts';
import { sampleOf } from './listings.ts';
import { isPointing, isPolite } from './small-talk.ts';
import { channelsAsNames, parseChannelMention, unquoted } from './typed-text.ts';

export const NO_ARGUMENTS: VerbArguments = { run: '', channel: null, text: '' };

/** The verbs for words that other tools have. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    list: 'flows menu catalog catalogue',
    projects: 'repos repositories',
    history: 'runs status recent queue jobs',
    show: 'view open report',
    cancel: 'stop abort kill quit exit undo terminate',
    retry: 'redo resume continue',
    export: 'share post download',
    why: 'config settings policy permissions',
    help: 'info commands usage man about version',
  }).flatMap(([verb, others]) => others.split(' ').map((word) => [word, verb] as const)),
);

export type VerbReading =
  | { readonly kind: 'verb'; readonly verb: string; readonly given: VerbArguments }
  | { readonly kind: 'wrong'; readonly message: string }
  /** `perhaps`: what the command would be given if it is one */
  | { readonly kind: 'question'; readonly verb: VerbForm; readonly perhaps: VerbArguments | null };

const WORD =
  /^(?<marks>["'`*_~“”„‘’]*)(?<word>[\p{L}\p{N}-]+)["'`*_~“”‘’]*[:,.!?…]*(?=\s|$)(?<rest>[\s\S]*)$/u;

/** What verbs are read by: how commands are typed there, and what may stand in their texts. */
export interface VerbGrammar {
  readonly syntax: CommandSyntax;
  readonly flows: readonly { readonly name: string }[];
  /** the run that a verb is for where none is named */
  readonly run?: string;
}

/** Returns what a text that begins with a verb means; null if it begins with none. */
export function verbAtStart(
  body: string,
  verbs: readonly VerbForm[],
  grammar: VerbGrammar,
): VerbReading | null {
  const direct = readingOf(body, verbs, grammar);
  if (direct !== null) return direct.isQuoted && direct.reading.kind === 'question' ? null : direct.reading;
  const polite = readingOf(body.slice(leadOf(body).end), verbs, grammar)?.reading;
  return polite?.kind === 'verb' ? polite : null;
}

function readingOf(body: string, verbs: readonly VerbForm[], grammar: VerbGrammar) {
  const { marks = '', word = '', rest = '' } = WORD.exec(body)?.groups ?? {};
  const verb = verbs.find(({ name }) => name === word.toLowerCase());
  if (verb === undefined) return null;
  return { reading: verbReading(verb, rest.trim(), grammar), isQuoted: /["'“”„‘’]/.test(marks) };
}

/** Returns what a verb means with what follows it. */
export function verbReading(verb: VerbForm, rest: string, grammar: VerbGrammar): VerbReading {
  const read = (given: Partial<VerbArguments>): VerbReading => ({
    kind: 'verb',
    verb: verb.name,
    given: { ...NO_ARGUMENTS, ...given },
  });
  const question: VerbReading = { kind: 'question', verb, perhaps: null };
  switch (verb.takes) {
    case 'nothing':
      return isPolite(rest) ? read({}) : { ...question, perhaps: NO_ARGUMENTS };
    case 'text':
      if (mayBegin(verb, rest, grammar)) return read({ text: textOf(verb, rest) });
      // Without a text, a verb that shows something is another thing that may be meant.
      return verb.opening === undefined ? question : { ...question, perhaps: NO_ARGUMENTS };
    default:
      return runReading(verb, rest, read, grammar) ?? question;
  }
}

function mayBegin({ words, opening }: VerbForm, rest: string, { flows }: VerbGrammar): boolean {
  const first = /^[\p{L}\p{N}-]+/u.exec(rest)?.[0]?.toLowerCase();
  if (isPolite(rest)) return true;
  if (opening !== undefined)
    return opening.fits(
      unquoted(rest),
      flows.map(({ name }) => name),
    );
  if (words === undefined) return true;
  return first !== undefined && words.includes(first) && isPolite(rest.slice(first.length));
}

function textOf({ words }: VerbForm, rest: string): string {
  if (isPolite(rest)) return '';
  const polite = words === undefined ? undefined : /^(\S+?)[\s,.!?]+(\D*)$/.exec(rest);
  const [, first = '', after = ''] = polite ?? [];
  return first !== '' && isPolite(after) ? first : unquoted(rest).replace(/^([\p{L}-]+)[.!]+$/u, '$1');
}

const RUN =
  /^(?:(?:the|that|my)\s+)?(?:run\b[\s:]*)?[`#"'“]*(?<id>[\w-]*)[`"'”]*[,.!?]*(?=\s|$)(?<tail>[\s\S]*)$/i;
const ID = /^[0-9a-f][0-9a-f-]{0,35}$/i;

/** Says which run without its id. */
const SOME_RUN =
  /^(?:(?:the|my|our|me|all|last|latest|newest|previous|current|running|to\s+<?#\S+|runs?|one|report|reports|please|pls|now)\b>?[\s,.!]*)+$/i;

/** Null: it is no command. */
function runReading(
  verb: VerbForm,
  rest: string,
  read: (given: Partial<VerbArguments>) => VerbReading,
  { syntax, run }: VerbGrammar,
): VerbReading | null {
  const given = run === undefined ? null : thisRun(verb, rest);
  if (run !== undefined && given !== null) return read({ run, channel: given.channel });
  const { id = '', tail = '' } = RUN.exec(rest)?.groups ?? {};
  const history = syntax.command({ kind: 'verb', verb: 'history' });
  if (isPointing(rest) || SOME_RUN.test(rest) || (id === '' && isPolite(tail) && RUN.test(rest))) {
    const sample = syntax.command(sampleOf(verb));
    return wrong(`Which run? Say \`${sample}\`; \`${history}\` shows their ids.`);
  }
  const where = verb.takes === 'run' ? { channel: null, rest: tail } : channelIn(tail);
  if (where.rest !== null && !isPolite(where.rest)) return null;
  const named = { run: id, channel: where.channel };
  if (ID.test(id) && /\d/.test(id)) {
    return where.rest === null
      ? wrong(
          `${JSON.stringify(channelsAsNames(tail.trim()))} is not a channel. Type # and pick it from the list.`,
        )
      : read(named);
  }
  // A word such as `facade` might be the beginning of an id.
  if (ID.test(id)) return { kind: 'question', verb, perhaps: { ...NO_ARGUMENTS, ...named } };
  return /\d/.test(id)
    ? wrong(`${JSON.stringify(id)} is not the id of a run; \`${history}\` shows them.`)
    : null;
}

/** Null: it names something, which may be another run. */
function thisRun(verb: VerbForm, rest: string): { readonly channel: string | null } | null {
  const after = rest.replace(/^(?:(?:the|this|that|my)\s+)?run\b/i, '').trim();
  if (isPointing(after)) return { channel: null };
  const { channel, rest: behind } = channelIn(after.replace(/^(?:it|this|that)\b/i, ''));
  return verb.takes === 'run and channel' && channel !== null && behind !== null && isPolite(behind)
    ? { channel }
    : null;
}

/** `rest` null: one word that is not a channel. */
function channelIn(tail: string): { readonly channel: string | null; readonly rest: string | null } {
  if (isPolite(tail)) return { channel: null, rest: tail };
  const [, word = '', rest = ''] = /^\s*(?:(?:to|in|into)\s+)?(\S+)([\s\S]*)$/i.exec(tail) ?? [];
  const channel = parseChannelMention(word.replace(/[,.!?]+$/, ''));
  if (channel !== null) return { channel, rest };
  return isPolite(rest) ? { channel: null, rest: null } : { channel: null, rest: tail };
}

function wrong(message: string): VerbReading {
  return { kind: 'wrong', message };
}
