/** The words of a focus by their stems, and how well a line speaks of them. Pure. */
import { stemmer } from 'stemmer';

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

export function focusWords(question: string): FocusWord[] {
  const words = wordsIn(question).filter((word) => word.length >= LEAST_WORD && !EMPTY.has(word));
  const byStem = new Map(words.map((word) => [stemmer(word), word]));
  return [...byStem].slice(0, MOST_WORDS).map(([stem, word]) => ({ word, stem }));
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
