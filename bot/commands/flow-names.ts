/**
 * Finds the flow that a text names at its beginning: by its name or its title, in any case, with spaces or dashes, as
 * copied with its formatting, after `run` or `start` and words of politeness. Pure.
 */
import { editDistance } from '../../runner/core/errors.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import { isOpener, isPointing, plainWords } from './small-talk.ts';

export type FlowForm = Pick<Flow, 'name' | 'title' | 'inputs'>;

const MARKS = '["\'`*_~“”„‘’‚«»(\\[<]';
const CLOSING = '["\'`*_~“”‘’«»)\\]>]';
/** Between the words of a name. */
const JOINT = '(?:\\s+|[-_‐‑‒–—―−]+)';
/** Not in the middle of a word, a path or a file's name. */
const END = "(?![\\p{L}\\p{N}]|[-_'’./\\\\@#=‐‑][\\p{L}\\p{N}])";

const POLITE =
  '(?:hi|hey|hello|yo|ok|okay|please|pls|plz|kindly|there|team|all|everyone|folks|guys|@?baton|thanks|thank you|thx|good (?:morning|afternoon|evening))';
const ASKING =
  "(?:(?:can|could|would|will) (?:you|u|we)|let['’]?s|i(?:['’]d| would) like (?:you )?to|(?:i |we )?(?:want|need) (?:you )?to|(?:i['’]d like|i would like|(?:(?:i|we) )?(?:want|need))(?= an? )|go ahead and|just|now)";
const ASKING_YOU = /^(?:can|could|would|will) (?:you|u)$/i;
const RUNNING =
  '(?:run|rerun|start|launch|begin|do|execute|perform|trigger|kick off|give (?:me|us)|get (?:me|us)|make|try|use)';
const ARTICLE = '(?:an?|the|our|my|your|another|new|quick|full|one)';
const GAP = '[\\s,!.:…]+';
const LEAD = new RegExp(
  `^(?:${POLITE}${GAP})*(?:(?<asking>${ASKING})${GAP}(?:${POLITE}${GAP})*)?(?:(?<running>${RUNNING})${GAP})?(?<article>(?:${ARTICLE}\\s+)+)?`,
  'iu',
);

export interface Lead {
  /** its length */
  readonly end: number;
  /** `run`, `start` or the like is said */
  readonly isRunning: boolean;
  /** what follows it may be a flow with a focus; otherwise only a flow alone */
  readonly isOpen: boolean;
}

/** Returns what stands before a command, as in `can you please run the`; often nothing. */
export function leadOf(body: string): Lead {
  const { 0: whole = '', groups = {} } = LEAD.exec(body) ?? {};
  const { asking, running, article } = groups;
  const isRunning = running !== undefined;
  const isAsking = asking === undefined || ASKING_YOU.test(asking);
  return { end: whole.length, isRunning, isOpen: isRunning || (isAsking && article === undefined) };
}

/** Whether it asks to run something without saying what, as `start` and `run it, please` do. */
export function asksToRun(body: string): boolean {
  const { end, isRunning } = leadOf(`${body} `);
  const rest = body.slice(Math.min(end, body.length));
  const isAgain =
    /^(?:once )?(?:again|anew|over)\b/i.test(body) &&
    isPointing(body.replace(/^once\b|\b(?:anew|over)\b/gi, ''));
  const plain = rest.replace(/\bflows?\b/i, '').replace(/\b(?:(?:some|any)thing|over|anew|once)\b/i, '');
  return isAgain || (isRunning && isPointing(plain));
}

export interface NamedFlow {
  readonly flow: string;
  /** what follows the name */
  readonly rest: string;
}

/** Returns the flow that stands at the beginning, the longest name first; null if none does. */
export function flowAtStart(body: string, flows: readonly FlowForm[]): NamedFlow | null {
  const lead = leadOf(body);
  return (
    named(body, flows, { end: 0, isRunning: false, isOpen: true }) ??
    (lead.end === 0 ? null : named(body, flows, lead))
  );
}

function named(body: string, flows: readonly FlowForm[], lead: Lead): NamedFlow | null {
  const text = body.slice(lead.end);
  const found = flows
    .flatMap(({ name, title }) => [name, title].map((alias) => ({ name, match: aliasAt(text, alias) })))
    .flatMap(({ name, match }) => (match === null ? [] : [{ name, ...match }]))
    .sort((one, other) => other.length - one.length)[0];
  if (found === undefined) return null;
  const after = text
    .slice(found.length)
    .replace(/^\s*[-‐-―−]+(?=\s)/u, '')
    .trim();
  const unclosed = withoutClosing(after, found.opened);
  const isFlow = /^flow\b/i.test(unclosed) && isPointing(unclosed.slice('flow'.length));
  const rest = lead.isRunning || isFlow ? withoutJoint(unclosed) : unclosed;
  if (!lead.isOpen && !isPointing(rest)) return null;
  return { flow: found.name, rest: isPointing(rest) ? '' : rest };
}

function aliasAt(text: string, alias: string): { length: number; opened: string } | null {
  if (partsOf(alias).length === 0) return null;
  const form = `^(?<marks>\\s*${MARKS}*\\s*)${pattern(alias)}${END}(?<closing>${CLOSING}*)(?:[:：,;.!?…]+${CLOSING}*|\\s+[:：,;.!?…]+(?=\\s|$))?`;
  const { 0: whole, groups } = new RegExp(form, 'iu').exec(text) ?? { 0: null };
  if (whole === null) return null;
  return { length: whole.length, opened: groups?.closing === '' ? (groups.marks?.trim() ?? '') : '' };
}

/** A quote that opened before the name may close at the end of the text. */
function withoutClosing(text: string, opened: string): string {
  return opened === '' ? text : text.replace(new RegExp(`${CLOSING}{1,${opened.length}}$`, 'u'), '').trim();
}

/** `the code review flow on the API` is about the API. */
function withoutJoint(text: string): string {
  return text
    .replace(/^flow\b\s*/i, '')
    .replace(/^(?:on|for|of|over|against|about|with)\b(?!-)[\s:]*/i, '')
    .trim();
}

const MOST_BESIDE = 2;
const WANTING = /\b(?:like|want|need)\b/i;

/**
 * Returns the flow that a text names elsewhere than at its beginning, if that may be what it asks for: as in `bitte code
 * review`, or after `we need a`. Null in a longer sentence.
 */
export function flowWithin(body: string, flows: readonly FlowForm[]): NamedFlow | null {
  const lead = leadOf(body);
  if (WANTING.test(body.slice(0, lead.end))) {
    const wanted = named(body, flows, { ...lead, isRunning: true, isOpen: true });
    if (wanted !== null) return wanted;
  }
  for (const { name, title } of flows) {
    for (const alias of [name, title]) {
      const found = new RegExp(`(?<![\\p{L}\\p{N}._/-])${pattern(alias)}${END}`, 'iu').exec(body);
      const beside = found === null ? [] : plainWords(body.replace(found[0], ' '));
      if (found !== null && beside.length <= MOST_BESIDE) return { flow: name, rest: '' };
    }
  }
  return null;
}

/** Returns the flows of whose names a text is a part and nothing else: `review`, `code rev`. */
export function flowsWithPart(body: string, flows: readonly FlowForm[]): NearName[] {
  const typed = bareWord(body.slice(leadOf(body).end).replace(/[\s,]+(?:please|pls|thanks)\W*$/i, ''));
  const plain = partsOf(typed).join('-');
  if (plain.length < 3) return [];
  return flows
    .filter(({ name, title }) =>
      [name, title].some((alias) => `-${partsOf(alias).join('-')}`.includes(`-${plain}`)),
    )
    .map(({ name }) => ({ name, distance: 1, typed, rest: '' }));
}

function pattern(alias: string): string {
  return partsOf(alias)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join(JOINT);
}

function partsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s\-_‐-―−]+/u)
    .filter(Boolean);
}

/** The flow with that name or title, in any spelling that is understood after `/flow`; null for any other text. */
export function flowCalled(typed: string, flows: readonly FlowForm[]): string | null {
  const found = flowAtStart(typed.trim(), flows);
  return found !== null && found.rest === '' ? found.flow : null;
}

export interface NearName {
  readonly name: string;
  readonly distance: number;
  /** what was typed for it */
  readonly typed: string;
  /** what follows */
  readonly rest: string;
}

/** Returns the flows whose name or title is nearly at the beginning, best first. */
export function flowsNearStart(body: string, flows: readonly FlowForm[]): NearName[] {
  const lead = leadOf(body);
  const starts = lead.isRunning && lead.end < body.length ? [0, lead.end] : [0];
  return starts
    .flatMap((start) => {
      const text = body.slice(start);
      return flows.flatMap(({ name, title }) =>
        [...new Set([name, title])].flatMap((alias) => nearAt(text, name, partsOf(alias))),
      );
    })
    .sort((one, other) => one.distance - other.distance || one.name.localeCompare(other.name));
}

function nearAt(text: string, name: string, alias: readonly string[]): NearName[] {
  return [...new Set([1, alias.length])].flatMap((count) => {
    const phrase = new RegExp(`^\\s*\\S+(?:\\s+\\S+){${count - 1}}`, 'u').exec(text)?.[0];
    if (phrase === undefined) return [];
    const typed = bareWord(phrase);
    const wanted = alias.join('-');
    const plain = partsOf(typed).join('-');
    const distance = editDistance(plain, wanted);
    const rest = text.slice(phrase.length).trim();
    if (alias.length === 1 && rest !== '' && isOpener(plain)) return [];
    if (count > 1 && !areNear(partsOf(typed), alias)) return [];
    const most = plain.includes('-') && count === 1 ? Math.floor(wanted.length / 3) : 0;
    if (distance > Math.max(most, mistakes(wanted))) return [];
    return [{ name, distance, typed, rest }];
  });
}

function areNear(typed: readonly string[], alias: readonly string[]): boolean {
  return alias.every((part, index) => editDistance(typed[index] ?? '', part) <= mistakes(part));
}

/** How many letters of a name may be wrong. */
export function mistakes(name: string): number {
  return name.length > 3 ? 2 : 1;
}

/** A word without formatting and punctuation around it, in lower case. */
export function bareWord(word: string): string {
  return word
    .trim()
    .replace(new RegExp(`^${MARKS}+`, 'u'), '')
    .replace(/[^\p{L}\p{N}]+$/u, '')
    .toLowerCase();
}
