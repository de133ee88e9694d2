/** Where the repository has the words of a request, and which of its parts are named alike. Pure. */
import {
  type EvidencePack,
  type Fact,
  type FactOf,
  factsOf,
  type Scope,
} from '../contracts/evidence-pack.ts';
import { focusMatcher, focusWords } from '../evidence/collectors/text/focus-words.ts';
import { byWorth } from '../ordering.ts';

export interface WordOfRequest {
  readonly word: string;
  /** the files that have it */
  readonly files: number;
  /** the best lines with it */
  readonly best: readonly FactOf<'mention'>[];
}

const COUNTED = 'mention:';

/** The words that were looked for, in the order of the text. */
export function wordsOfRequest(pack: EvidencePack, request: string): WordOfRequest[] {
  const mentions = factsOf(pack, 'mention').filter(({ path }) => path !== null);
  return focusWords(request).flatMap(({ word }): WordOfRequest[] => {
    const files = pack.totals?.[`${COUNTED}${word}`];
    if (files === undefined) return [];
    return [{ word, files, best: mentions.filter(({ data }) => data.words.includes(word)) }];
  });
}

/** A word in more of the files than this says nothing of where to look. */
const MOST_SHARE = 0.2;
/** In a small repository a word is common anyhow. */
const FEW_FILES = 8;

export const isCommon = ({ files }: Pick<WordOfRequest, 'files'>, scope: Scope): boolean =>
  files > Math.max(FEW_FILES, scope.files.length * MOST_SHARE);

export interface AlikePart {
  readonly kind: 'route' | 'command' | 'export' | 'variable' | 'table' | 'test';
  /** its name as the repository has it */
  readonly name: string;
  readonly path: string;
  readonly line: number | null;
}

type Part = AlikePart & { readonly said: string };

/** Routes, commands, exports, variables, tables and tests with rare words of the request in their names, the best first. */
export function alikeParts(pack: EvidencePack, scope: Scope, request: string): AlikePart[] {
  const words = wordsOfRequest(pack, request).filter((one) => one.files > 0 && !isCommon(one, scope));
  const weight = new Map(words.map(({ word, files }) => [word, 1 / Math.log2(1 + files)]));
  const match = focusMatcher(focusWords(words.map(({ word }) => word).join(' ')));
  const weigh = ({ said, kind }: Part): number =>
    match(said).reduce((sum, word) => sum + (weight.get(word) ?? 0), 0) * WEIGHT[kind];
  return partsOf(pack, scope)
    .map((part) => ({ part, worth: weigh(part) }))
    .filter(({ worth }) => worth > 0)
    .sort(
      byWorth(
        ({ worth }) => worth,
        ({ part }) => `${part.path} ${part.name}`,
      ),
    )
    .map(({ part: { said: _, ...part } }) => part);
}

/** What people use comes before what only code uses. */
const WEIGHT: Readonly<Record<AlikePart['kind'], number>> = {
  route: 3,
  command: 2.5,
  table: 2,
  export: 2,
  variable: 1.5,
  test: 1,
};

function partsOf(pack: EvidencePack, scope: Scope): Part[] {
  const at = (fact: Fact) => ({ path: fact.path ?? '', line: fact.line });
  return [
    ...factsOf(pack, 'routes').map((fact): Part => {
      const name = fact.subject ?? '';
      return { kind: 'route', name, said: name, ...at(fact) };
    }),
    ...factsOf(pack, 'command').map((fact): Part => {
      const name = String(fact.value);
      return { kind: 'command', name, said: name, ...at(fact) };
    }),
    ...factsOf(pack, 'exports').flatMap((fact) =>
      fact.data.symbols.map((name): Part => ({ kind: 'export', name, said: name, ...at(fact) })),
    ),
    ...factsOf(pack, 'env').map((fact): Part => {
      const name = fact.subject ?? '';
      return { kind: 'variable', name, said: name.toLowerCase(), ...at(fact) };
    }),
    ...factsOf(pack, 'sql').map((fact): Part => {
      const name = fact.subject ?? '';
      return { kind: 'table', name, said: name, ...at(fact) };
    }),
    ...scope.files
      .filter(({ role, omitted }) => role === 'test' && omitted === null)
      .map(({ path }): Part => {
        const name = path.split('/').at(-1) ?? path;
        return { kind: 'test', name, said: name, path, line: null };
      }),
  ].filter(({ path, name }) => path !== '' && name !== '');
}
