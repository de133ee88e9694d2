/** Which facts are about a change, and not about the repository around it. Pure. */
import type { EvidencePack, Fact, FactKind, FactOf, Scope } from '../contracts/evidence-pack.ts';

/** Facts about the repository as a whole, or about how often its files change: they say nothing of a change. */
const ABOUT_THE_WHOLE: ReadonlySet<FactKind> = new Set<FactKind>([
  'tree',
  'langs',
  'lockfile',
  'licences',
  'churn',
  'ownership',
  'age',
  'instability',
  'hotspot',
]);
/** Facts about single lines: those of a changed file count only where these lines are changed. */
const ABOUT_LINES: ReadonlySet<FactKind> = new Set<FactKind>([
  'longfn',
  'secrets',
  'sink',
  'todo',
  'loose',
  'env',
  'routes',
  'ci',
  'docker',
  'sql',
  'entry',
]);

/** In a run that compares nothing, every fact counts. */
export function aboutChange({
  base,
  changed,
  hunks,
}: Pick<Scope, 'base' | 'changed' | 'hunks'>): (fact: Fact) => boolean {
  if (base === null) return () => true;
  const paths = new Set(changed.map(({ path }) => path));
  const byPath = Map.groupBy(hunks, ({ path }) => path);
  const touches = (path: string, start: number, end: number): boolean =>
    (byPath.get(path) ?? []).some((hunk) => hunk.start <= end && hunk.end >= start);

  return (fact) => {
    const { kind, path, line, end } = fact;
    if (ABOUT_THE_WHOLE.has(kind)) return false;
    // How tests are run is worth knowing whatever is changed.
    if (path === null) return kind === 'tests';
    if (kind === 'cycles') return fact.data.files.some((file) => paths.has(file));
    // Files that usually change together, and did not.
    if (kind === 'cochange') return paths.has(path) !== paths.has(fact.data.other);
    if (kind === 'dup') {
      const { other } = fact.data;
      return touches(path, line ?? 1, end ?? 1) || touches(other.path, other.line, other.end);
    }
    if (ABOUT_LINES.has(kind) && line !== null) return touches(path, line, end ?? line);
    return paths.has(path);
  };
}

/** The facts of one kind that are about the change; all of them in a run that compares nothing. */
export function factsAbout<K extends FactKind>(pack: EvidencePack, scope: Scope, kind: K): FactOf<K>[] {
  const concerns = aboutChange(scope);
  return pack.facts.filter((fact): fact is FactOf<K> & Fact => fact.kind === kind && concerns(fact));
}
