/** Loose ends: what is told in one line with its count and worst example, instead of in many findings. */
import { type EvidencePack, type Fact, factsOf, type Scope } from '../contracts/evidence-pack.ts';

export interface LooseEnd {
  /** what they are, e.g. `TODO comments` */
  readonly name: string;
  readonly count: number;
  /** the worst of them; null where no place is known */
  readonly worst: Pick<Fact, 'path' | 'line' | 'quote'> | null;
}

const NAMES = {
  'empty-catch': 'empty error handlers',
  any: 'uses of `any`',
  'disabled-test': 'skipped tests',
  suppression: 'suppressed checks',
} as const;

/** The kinds that occur, the most frequent first; a kind of which only a part is known is left out. */
export function looseEnds(pack: EvidencePack, _scope: Scope | null): LooseEnd[] {
  const complete = (kind: 'todo' | 'loose'): boolean => !pack.unavailable.some((note) => note.kind === kind);
  const loose = complete('loose') ? factsOf(pack, 'loose') : [];
  const kinds = (['empty-catch', 'disabled-test', 'any', 'suppression'] as const).map((what) => {
    const same = loose.filter(({ data }) => data.what === what);
    const [worst] = same.toSorted((a, b) => Number(b.value) - Number(a.value));
    return {
      name: NAMES[what],
      count: same.reduce((sum, { value }) => sum + Number(value), 0),
      worst: worst ?? null,
    };
  });
  const todos = complete('todo') ? factsOf(pack, 'todo') : [];
  return [...kinds, { name: 'TODO and FIXME comments', count: todos.length, worst: todos[0] ?? null }]
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}
