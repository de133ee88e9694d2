/** Names that a claim puts in back-ticks must exist: an invented function is the clearest sign of an invented finding. */
import type { TreeIndex } from './tree-index.ts';

/** Words of the languages and their run times, which a claim may name though the tree never uses them. */
const LANGUAGE = new Set(
  `abstract any array arguments async await bigint bool boolean break case catch char class const continue
  debugger def default delete do double elif else enum except export extends false final finally float for from func
  function goto if implements import in instanceof int interface is lambda let long nil None not null number object
  of or package pass private protected public raise readonly record return self short static str string struct
  super switch symbol this throw throws True False true try type typeof undefined unknown unsafe use using var void
  volatile while with yield NaN Infinity Promise Array Object String Number Boolean Map Set Error Date JSON Math
  RegExp Symbol Buffer process console globalThis window document`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const SHORTEST = 3;

/** The first name in back-ticks that does not occur in the tree; null if all do. `searched`: patterns of proved absences. */
export async function phantomSymbol(
  claim: string,
  index: TreeIndex,
  searched: readonly string[],
): Promise<string | null> {
  for (const name of symbolsIn(claim)) {
    if (searched.some((pattern) => pattern.includes(name))) continue;
    if (!(await index.hasWord(name))) return name;
  }
  return null;
}

const IDENTIFIER = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const CHAIN =
  /^[#@]?[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\?\.|\.|::|->|#)[\p{L}_$][\p{L}\p{N}_$]*)*(?:<.*>)?(?:\(.*\))?;?$/u;

/** Names in back-ticked spans: all of a name or a call; of other code, the words that only a program would have. */
export function symbolsIn(claim: string): string[] {
  const names = new Set<string>();
  for (const [, , span = ''] of claim.matchAll(/(`+)([^`]+)\1/g)) {
    const code = span.trim().replace(/'[^']*'|"[^"]*"/g, "''");
    if (code.includes('/')) continue;
    const whole = CHAIN.test(code);
    for (const match of code.matchAll(IDENTIFIER)) {
      const called = code[match.index + match[0].length] === '(';
      if (whole || called || isProgramWord(match[0])) {
        for (const part of match[0].split('$'))
          if (part.length >= SHORTEST && !LANGUAGE.has(part)) names.add(part);
      }
    }
  }
  return [...names];
}

function isProgramWord(word: string): boolean {
  return /[a-z\d][A-Z]|_\w|\w_/.test(word);
}
