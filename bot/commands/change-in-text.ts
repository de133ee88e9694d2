/**
 * Finds the pull or merge request that a text is about: its URL, wherever it stands, as chats and people write it. The
 * rest is the focus. Pure.
 */
import {
  linkText,
  type PullRequest,
  parsePullRequest,
  pullRequestIn,
} from '../../runner/core/pull-request.ts';

export interface ChangeInText {
  /** a number is one of the project that is read */
  readonly request: PullRequest | number;
  /** whether the text begins with it */
  readonly isFirst: boolean;
  /** what else is said; null: nothing */
  readonly focus: string | null;
  /** whether other requests are named as well */
  readonly others: boolean;
}

const WORD = /\S+/g;
/** A URL with what chats and sentences put around it. */
const WRAPPED = /^(?<before>[(["'“‘«*_~`]*)(?<url>(?:<[^<>]*>|[^<>]+?))(?<after>[)\]"'”’»*_~`.,;:!?]*)$/;
/** As typed without the beginning. */
const BARE = /^(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?\/\S+\/(?:pull|pulls|merge_requests)\/\d+/i;

interface Found {
  readonly request: PullRequest;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

const UNREADABLE = /\/pull-requests\/\d+/;

/** Returns what is wrong with a request of a code host that keeps no refs of them, if the text has its URL; null otherwise. */
export function unreadableChange(text: string): string | null {
  const urls = text.match(/https?:\/\/[^\s<>|"'”’)\]]+/g) ?? [];
  const parsed = urls.filter((url) => UNREADABLE.test(url)).map(parsePullRequest);
  return parsed.flatMap((each) => ('fault' in each ? [each.fault] : []))[0] ?? null;
}

const NUMBER =
  /^(?<before>.*?)(?:(?:\b(?:pull|merge)[ -]request|\b[pm]r)\s*[#!]?|(?<![^\s(])[#!])(?<number>[1-9]\d{0,8})(?![\w.-]|:\d)(?<after>.*)$/is;

/**
 * Returns the request whose number is given instead of its URL, as in `PR 12, is it safe?`: at the beginning, or in a text
 * that says nothing else. Null for any other text.
 */
export function numberInText(text: string): ChangeInText | null {
  const { before = '', number, after = '' } = NUMBER.exec(text.trim())?.groups ?? {};
  if (number === undefined || !(before === '' || ONLY_REVIEW.test(text.trim()))) return null;
  const rest = after.replace(/^[\s,.:;!-]+/, '').trim();
  const isAll = before !== '' || rest === '' || ONLY_REVIEW.test(rest);
  const isFirst = before === '';
  return { request: Number(number), isFirst, focus: isAll ? null : rest, others: /[#!]\d/.test(after) };
}

/** Returns null for a text without such a URL. */
export function changeInText(text: string): ChangeInText | null {
  const all = [...text.matchAll(WORD)].flatMap(({ 0: word, index }) => foundIn(word, index));
  const [first, ...others] = all;
  if (first === undefined) return null;
  const isFirst = text.slice(0, first.start).trim() === '';
  return {
    request: first.request,
    isFirst,
    focus: focusOf(text, first, isFirst),
    others: others.some(({ request }) => request.url !== first.request.url),
  };
}

function foundIn(word: string, start: number): Found[] {
  const { before = '', url = '', after = '' } = WRAPPED.exec(word)?.groups ?? {};
  const request = pullRequestIn(url) ?? (BARE.test(url) ? pullRequestIn(`https://${url}`) : null);
  return request === null ? [] : [{ request, start, end: start + word.length, before, after }];
}

/** In the middle of a sentence the request keeps its name, so that the sentence still reads. */
function focusOf(
  text: string,
  { request, start, end, before, after }: Found,
  isFirst: boolean,
): string | null {
  const [head, tail] = [text.slice(0, start).trimEnd(), text.slice(end).trim()];
  const isLast = tail === '' && /[.,:;!?]$/.test(head);
  const name = isFirst || isLast ? '' : `${before}${linkText(request)}${after}`;
  const rest = [head, name, tail].filter(Boolean).join(' ');
  return /\p{L}|\p{N}/u.test(rest.replace(linkText(request), '')) && !ONLY_REVIEW.test(rest) ? rest : null;
}

/** Says nothing but that it shall be reviewed. */
const ONLY_REVIEW =
  /^(?:(?:hi|hey|hello|there|team|all|folks|everyone|everybody|guys|please|pls|thanks|thank|you|u|can|could|would|will|someone|anyone|have|take|give|do|a|an|the|this|that|my|our|quick|look|glance|check|see|review|inspect|code|at|on|of|over|out|in|into|it|for|me|us|need|needs|i|we|want|to|run|start|now|merge|pull|request|pr|mr|[#!]\d+)\b[\s,.!?:]*|[#!]\d+[\s,.!?:]*|[\s,.!?:]+)+$/i;
