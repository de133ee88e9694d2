/** Where the source writes an error's message: by the longest runs of its words that stand in a line. Pure. */

import { isWeakQuote } from '../../../contracts/finding.ts';
import { byWorth } from '../../../ordering.ts';

export type MessageUse = 'throws' | 'logs' | 'text';

export interface MessageSource {
  readonly path: string;
  readonly line: number;
  readonly source: string;
  /** the words of the message that stand there */
  readonly matched: string;
  /** of the message's characters, from 0 to 1 */
  readonly share: number;
  readonly use: MessageUse;
  readonly isTest: boolean;
}

/** Reads one file after the other, and then returns the best places. */
export interface MessageSearch {
  look(path: string, text: string, isTest: boolean): void;
  best(): MessageSource[];
}

const MOST_WORDS = 40;
const LEAST_CHARACTERS = 10;
const MOST_PLACES = 5;
const MOST_FOUND = 2_000;
/** A place that has much less of the message than the best one is about something else. */
const NEAR_BEST = 0.6;
/** Messages that the language's own runtime writes are in no repository's source. */
const RUNTIME =
  /^(?:Cannot read propert|Cannot set propert|undefined is not|null is not|.* is not a function|.* is not defined|.* is not iterable|Unexpected token|Unexpected end of|Maximum call stack|Invalid array length|'?\w+'? object (?:has no attribute|is not)|name '.*' is not defined|unsupported operand|list index out of range|division by zero|No module named|cannot import name|.* missing \d+ required|runtime error:|invalid memory address|assignment to entry in nil map|index out of range|undefined method|undefined local variable|uninitialized constant|wrong number of arguments|Call to undefined|Undefined (?:variable|index|array key|property)|Cannot invoke "|Index \d+ out of bounds|Object reference not set|called `(?:Option|Result)::unwrap)/;

export const isRuntimeMessage = (message: string): boolean => RUNTIME.test(message);

/** Words with what is between them, in the form in which a template's text has them. */
function runsOf(message: string): string[] {
  return [...message.matchAll(/\S+/g)].slice(0, MOST_WORDS).map(([word]) => word);
}

/** A word that a program puts into its message: a number, a path, an id, a quoted value. */
const isValue = (word: string): boolean =>
  /^["'`[{(<]*(?:[\d.,:-]+|0x[\da-f]+|[\da-f]{8,}(?:-[\da-f-]+)?|\/\S+|https?:\S+|[A-Za-z]:\\\S*)["'`\]}),.:;>]*$/i.test(
    word,
  );

export function messageSearch(message: string): MessageSearch | null {
  const words = runsOf(message);
  const pairs = [...new Set(words.slice(1).map((word, at) => `${words[at]} ${word}`))].filter(
    (pair) => pair.length >= 6,
  );
  const whole = words.join(' ');
  const needles = pairs.length > 0 ? pairs : isValue(whole) || whole.length < LEAST_CHARACTERS ? [] : [whole];
  if (needles.length === 0) return null;
  const found: MessageSource[] = [];
  return {
    look(path, text, isTest) {
      if (found.length >= MOST_FOUND || !needles.some((needle) => text.includes(needle))) return;
      const lines = text.split('\n');
      for (const [index, source] of lines.entries()) {
        if (source.length > 1_000 || !needles.some((needle) => source.includes(needle))) continue;
        const matched = longestRun(words, source);
        const isEnough = matched.length >= LEAST_CHARACTERS && !isWeakQuote(matched);
        if (!isEnough || matched.split(' ').every(isValue)) continue;
        const after = `${lines[index - 2] ?? ''}\n${lines[index - 1] ?? ''}\n${source}`;
        const use = isTest || isComment(source) ? 'text' : useOf(after, source);
        found.push({
          path,
          line: index + 1,
          source,
          matched,
          share: matched.length / whole.length,
          use,
          isTest,
        });
      }
    },
    best() {
      const ranked = found.sort(
        byWorth(worthOf, ({ path, line }) => `${path}\0${String(line).padStart(7, '0')}`),
      );
      const most = Math.max(0, ...ranked.map(({ share }) => share));
      const near = ranked.filter(({ share }) => share >= most * NEAR_BEST);
      const written = near.filter(({ isTest }) => !isTest);
      return (written.length > 0 ? written : near).slice(0, MOST_PLACES);
    },
  };
}

/** The longest run of consecutive words of the message that the line has, with single blanks as in the message. */
function longestRun(words: readonly string[], line: string): string {
  let best = '';
  for (let from = 0; from < words.length; from += 1) {
    let run = words[from] ?? '';
    if (!line.includes(run)) continue;
    for (let to = from + 1; to < words.length && line.includes(`${run} ${words[to]}`); to += 1) {
      run = `${run} ${words[to]}`;
    }
    if (run.length > best.length) best = run;
  }
  return best;
}

const THROWS =
  /\b(?:throw|raise|panic!?|reject|assert|bail!?|anyhow!|abort|fail|die|Errorf|errors\.New|fmt\.Errorf|fatal|expect|ensure!)\b|\bnew\s+\w*(?:Error|Exception)\b|(?:Error|Exception)\(/;
const LOGS =
  /\b(?:log(?:ger|ging)?|console|slog|zap|winston|pino|tracing|print(?:ln|f)?!?|puts|warn|eprintln!?|stderr)\b/i;

function useOf(around: string, source: string): MessageUse {
  if (THROWS.test(source)) return 'throws';
  if (LOGS.test(source)) return 'logs';
  return THROWS.test(around) ? 'throws' : LOGS.test(around) ? 'logs' : 'text';
}

const isComment = (line: string): boolean => /^\s*(?:\/\/|#(?!\{)|\*|\/\*|--\s|<!--)/.test(line);

const USE_WORTH: Readonly<Record<MessageUse, number>> = { throws: 1, logs: 0.95, text: 0.6 };

const worthOf = ({ share, use, isTest }: MessageSource): number =>
  share * USE_WORTH[use] * (isTest ? 0.4 : 1);
