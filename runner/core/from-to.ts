/** Recognizes what a migration leads from and to in a free text, such as `replace moment with date-fns`. Pure. */

export interface FromTo {
  readonly from: string;
  readonly to: string;
  /** whether the text says nothing else */
  readonly whole: boolean;
}

/** Returns null if the text names none of the two, or only one. */
export function fromToIn(text: string): FromTo | null {
  const labelled = labelledIn(text);
  if (labelled !== null) return labelled;
  for (const { pattern, swapped } of PHRASES) {
    for (const { groups, index, 0: phrase } of text.matchAll(pattern)) {
      const [first = '', second = ''] = [groups?.a, groups?.b];
      const found = swapped ? pairOf(second, first) : pairOf(first, second, groups?.of);
      if (found === null) continue;
      const rest = `${text.slice(0, index)}${text.slice(index + phrase.length)}`;
      const isSaid = groups?.of === undefined || found.from.startsWith(side(groups.of));
      const isAll = rest.replace(POLITE, '').trim() === '' && !hasMore(groups?.b ?? '');
      return { ...found, whole: isSaid && isAll };
    }
  }
  return null;
}

/** `from: X` and `to: Y`, a line each, also as a phone writes the options: `—from X —to Y`. */
const LABELLED =
  /(?:^|\s)(?:[-‐‑‒–—―−]+\s?from[\s=:]|from\s*:)\s*(?<a>.+?)\s+(?:[-‐‑‒–—―−]+\s?to[\s=:]|to\s*:)\s*(?<b>[^\n]+)/is;

function labelledIn(text: string): FromTo | null {
  const match = LABELLED.exec(text);
  const pair = match === null ? null : pairOf(match.groups?.a ?? '', match.groups?.b ?? '');
  if (match === null || pair === null) return null;
  const rest = `${text.slice(0, match.index)}${text.slice(match.index + match[0].length)}`;
  return { ...pair, whole: rest.trim() === '' && !hasMore(match.groups?.b ?? '') };
}

interface Phrase {
  /** `a` and `b` are the two sides, `of` what has two versions */
  readonly pattern: RegExp;
  /** whether the text names the new thing first */
  readonly swapped?: true;
}

/** What may stand on one side: anything up to the end of a sentence or line. */
const SIDE = '(?:(?![.;!?](?:\\s|$))[^\\n]){1,120}?';
const REST = '(?:(?![.;!?](?:\\s|$))[^\\n]){1,200}';
const MOVE =
  '(?:migrat(?:e|ing|ion)|upgrad(?:e|ing)|mov(?:e|ing)|switch(?:ing)?|port(?:ing)?|convert(?:ing)?|chang(?:e|ing)|transition(?:ing)?|go(?:ing)?|updat(?:e|ing)|bump(?:ing)?|downgrad(?:e|ing)|renam(?:e|ing)|rewrit(?:e|ing))';

const phrase = (source: string, swapped?: true): Phrase => ({
  pattern: new RegExp(source, 'giu'),
  ...(swapped === undefined ? {} : { swapped }),
});

/** The surest first. */
const PHRASES: readonly Phrase[] = [
  phrase(`(?<![\\p{L}\\p{N}])replac(?:e|ing)\\s+(?<a>${SIDE})\\s+(?:with|by)\\s+(?<b>${REST})`),
  phrase(`(?<![\\p{L}\\p{N}])(?:swap|exchange|trade)\\s+(?<a>${SIDE})\\s+(?:for|with)\\s+(?<b>${REST})`),
  phrase(
    `(?<![\\p{L}\\p{N}])(?:drop|deprecate|retire|abandon|leave|remove)\\s+(?<a>${SIDE})\\s+in\\s+favou?r\\s+of\\s+(?<b>${REST})`,
  ),
  phrase(`(?<![\\p{L}\\p{N}])use\\s+(?<a>${SIDE})\\s+instead\\s+of\\s+(?<b>${REST})`, true),
  phrase(
    `(?<![\\p{L}\\p{N}])${MOVE}\\s+(?:(?<of>${SIDE})\\s+)?(?:from|off)\\s+(?<a>${SIDE})\\s+(?:to|onto|into)\\s+(?<b>${REST})`,
  ),
  phrase(`(?<a>(?:(?![.;!?,:]\\s)[^\\n]){1,120}?)(?:\\s*[→⇒➔➜➝⟶]\\s*|\\s+[-=]+>\\s+)(?<b>${REST})`),
  phrase(`(?<![\\p{L}\\p{N}])from\\s+(?<a>${SIDE})\\s+to\\s+(?<b>${REST})`),
  phrase(`(?<![\\p{L}\\p{N}])${MOVE}\\s+(?<a>${SIDE})\\s+(?:to|onto|into)\\s+(?<b>${REST})`),
  phrase(`(?<![\\p{L}\\p{N}])rewrit(?:e|ing)\\s+(?<a>${SIDE})\\s+in\\s+(?<b>${REST})`),
  // The old version need not be known: the manifest has it.
  phrase(
    `(?<![\\p{L}\\p{N}])(?:migrat|upgrad|updat|mov)(?:e|ing)\\s+to\\s+(?<b>(?<a>\\p{L}[^\\s,]*)\\s+v?\\d${REST})`,
  ),
  // Nothing but `X to Y`.
  phrase(
    `^(?!\\s*(?:how|what|when|where|who|why|which|${MOVE})\\b)\\s*(?<a>(?:[^\\s,]+\\s+){1,3}?)to\\s+(?<b>(?:[^\\s,]+\\s*){1,3})$`,
  ),
];

/** Where the second side ends. */
const END =
  /,\s|\s[-–—(]|\s(?:to|without|because|since|so|before|after|by|while|but|in|until|within|this|next|please|when|where|if|as|on|at|for|across|and\s+(?:then|keep|make|also|do|remove))\s/iu;
const LEADING =
  /^(?:(?:please|we|i|let['’]s|want|need|should|must|can|could|have|like|would|plan|planning|how|do|does|you|to|the|an?|our|my|all|every|any|from|off|away|of|for|step|help|us|me|migrate|migrating|migration|upgrade|upgrading|upgrades?|move|moving|switch|switching|port|porting|convert|converting|change|changing|replace|replacing|rename|go|update)(?:\s+|:\s*))+/iu;
const POLITE =
  /\b(?:please|thanks|thank you|we (?:want|need|have) to|i (?:want|need) to|let['’]s|how (?:do|can) we)\b|[.!?,:]/giu;
const VERSION = /^v?\d[\w.+-]*$/iu;
const LAST_VERSION = /\s+v?\d[\w.+-]*$/iu;
/** The beginning of what a migration is for, not of what it leads to. */
const PURPOSE =
  /^(?:be|have|make|get|see|keep|avoid|allow|let|help|reduce|improve|fix|support|run|save|ensure|prevent|use|do|add|remove|work|it|them|this|that|there|here|where|what)\b/iu;
const IDIOMS = new Set([
  'time',
  'start',
  'top',
  'a',
  'beginning',
  'here',
  'end',
  'day',
  'one',
  'left',
  'scratch',
]);
const MOST_WORDS = 8;

function pairOf(first: string, second: string, of = ''): Pick<FromTo, 'from' | 'to'> | null {
  const to = side(cut(second));
  const from = side(first);
  if (from === '' || to === '' || PURPOSE.test(to)) return null;
  if (IDIOMS.has(from.toLowerCase())) return null;
  if ([from, to].some((each) => each.split(/\s+/).length > MOST_WORDS || !/[\p{L}\p{N}]/u.test(each)))
    return null;
  const pair = withSubject(from, to, side(of));
  return pair.from.toLowerCase() === pair.to.toLowerCase() ? null : pair;
}

/** Names what has the versions on both sides: `Vue 2` and `Vue 3`. */
function withSubject(from: string, to: string, of: string): Pick<FromTo, 'from' | 'to'> {
  if (!VERSION.test(to)) return { from, to };
  if (VERSION.test(from)) return of === '' ? { from, to } : { from: `${of} ${from}`, to: `${of} ${to}` };
  return { from, to: `${from.replace(LAST_VERSION, '')} ${to}` };
}

const cut = (text: string): string => text.slice(0, END.exec(`${text} `)?.index ?? text.length);

const hasMore = (text: string): boolean =>
  cut(text).trim().length < text.trim().replace(POLITE, '').trim().length;

/** Without articles, verbs and the quotes around it. */
function side(text: string): string {
  const bare = text.trim().replace(LEADING, '');
  return bare
    .replace(/[\s.,;:!?]+$/u, '')
    .replace(/^["'“”‘’]+|["'“”‘’]+$|`/gu, '')
    .trim();
}
