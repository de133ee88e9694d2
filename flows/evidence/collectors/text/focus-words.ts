/** The words of a focus or a ticket by their stems, and how well a line speaks of them. Pure. */
import { stemmer } from 'stemmer';
import { byWorth } from '../../../ordering.ts';

export interface FocusWord {
  /** as the person wrote it, in lower case */
  readonly word: string;
  readonly stem: string;
}

/** Words of a question that say nothing of its subject. */
const EMPTY = new Set(
  `a ability able about add after all allow allows also an and any anything are as at be been before being but by
  can check code codebase could currently did do does done each enable enables every everything feature file files
  find focus for from function get has have how i if implement in instead into is it its just know let lets like
  look make many may me might more most much must my need new no not of on only or our out over please possible
  project provide provides repository review s should show so some support supports tell than that the their them
  then there these they thing things this those to too under up us use used uses using very want wants was way we
  well were what when where whether which while who why will with work working works would you your`.split(
    /\s+/,
  ),
);
const LEAST_WORD = 3;
const MOST_WORDS = 12;

/** The words that tell most of what a text is about, in the order of the text. */
export function focusWords(text: string): FocusWord[] {
  const words = wordsIn(text).filter((word) => word.length >= LEAST_WORD && !EMPTY.has(word));
  const byStem = new Map(words.map((word) => [stemmer(word), word]));
  const all = [...byStem].map(([stem, word]) => ({ word, stem }));
  if (all.length <= MOST_WORDS) return all;
  const weigh = weights(text, words);
  const best = all.toSorted(byWorth(weigh, ({ word }) => word)).slice(0, MOST_WORDS);
  return all.filter((one) => best.includes(one));
}

/** What a reader would take for a name in a ticket: a code span, an identifier, a path. */
const NAMES =
  /`[^`\n]{1,80}`|[\w.-]*\/[\w./-]+|[\p{L}\d]+_[\p{L}\d_]+|\p{Ll}[\p{L}\d]*\p{Lu}[\p{L}\d]*|\p{L}[\p{L}\d]*(?:\.\p{L}[\p{L}\d]+)+/gu;
const URLS = /https?:\/\/\S+/g;
/** Words that tickets have in common. */
const COMMON = new Set(
  `able acceptance actual add added already always behavior behaviour button click com create criteria currently delete
  description error example expected fix github given happens https http implement issue need needs never new open page problem
  remove reproduce result see send set steps story ticket update user users value www`.split(/\s+/),
);

const stemsIn = (text: string): ReadonlySet<string> => new Set(wordsIn(text).map((word) => stemmer(word)));

/** Names weigh most, then words of the first line and words that are repeated; numbers and what any ticket has, little. */
function weights(text: string, words: readonly string[]): (one: FocusWord) => number {
  const named = stemsIn((text.replace(URLS, ' ').match(NAMES) ?? []).join(' '));
  const [title = ''] = text.trim().split('\n');
  const titled = stemsIn(title);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(stemmer(word), (counts.get(stemmer(word)) ?? 0) + 1);
  return ({ word, stem }) => {
    const said = Math.log2(1 + (counts.get(stem) ?? 0));
    const worth = said + (named.has(stem) ? 4 : 0) + (titled.has(stem) ? 2 : 0);
    return /^\d+$/.test(word) || COMMON.has(word) ? worth / 4 : worth;
  };
}

/** Words in lower case; an identifier by its parts. */
function wordsIn(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}]+|(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

const LEAST_PREFIX = 4;

/** Returns a function that gives the focus words that a text has, by their stems or as a shortened form: `auth`. */
export function focusMatcher(words: readonly FocusWord[]): (text: string) => readonly string[] {
  // A first look that is cheap: whether the text has any beginning of a stem at all.
  const roots = words.map(({ stem }) => stem.slice(0, LEAST_PREFIX));
  const some = new RegExp(
    roots.map((root) => root.replace(/[^\p{L}\p{N}]/gu, '.')).join('|') || '(?!)',
    'iu',
  );
  const known = new Map<string, readonly string[]>();
  const hits = (part: string): readonly string[] => {
    const cached = known.get(part);
    if (cached !== undefined) return cached;
    const stem = stemmer(part);
    const found = words
      .filter((one) => stem === one.stem || (part.length >= LEAST_PREFIX && one.word.startsWith(part)))
      .map(({ word }) => word);
    known.set(part, found);
    return found;
  };
  return (text) => (some.test(text) ? [...new Set(wordsIn(text).flatMap(hits))] : []);
}
