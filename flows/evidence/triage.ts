/**
 * The `triage` step: every file that a run is about, the riskiest first. It is code, so that no file is forgotten:
 * what agents don't reach is the end of this list, not whatever they failed to find.
 */
import type { CodeHandler } from '../../runner/core/ports/catalogue.ts';
import type { EvidencePack, FileRole, Scope, Triage } from '../contracts/evidence-pack.ts';
import { byWorth } from '../ordering.ts';
import { needed } from '../spine/upstream.ts';
import { count } from '../wording.ts';
import { riskOf } from './measures.ts';

export const triageHandler: CodeHandler = async (input) => {
  const [scope, pack] = await Promise.all([needed(input, 'scope'), needed(input, 'evidence')]);
  const triage = triageOf(scope, pack);
  const { ranked } = triage;
  const [first] = ranked;
  const riskiest = first === undefined ? '' : `, ${first.path} first`;
  return {
    output: JSON.stringify(triage),
    facts: { ranked: ranked.length },
    summary: `${count(ranked.length, 'file')} ranked${riskiest}`,
  };
};

const UNWRITTEN: ReadonlySet<FileRole> = new Set(['generated', 'vendored', 'snapshot']);
/** In a whole tree, what tests and programs only load is left out as well; where it changed, it is read. */
const UNREAD: ReadonlySet<FileRole> = new Set([...UNWRITTEN, 'fixture', 'data']);

/** Pure. In a run that compares, the changed files, deleted ones too; otherwise every file that is read. */
export function triageOf(scope: Scope, pack: EvidencePack): Triage {
  const measures = new Map((pack.measures ?? []).map((measure) => [measure.path, measure]));
  const changed = new Set(scope.changed.filter((change) => !change.missing).map(({ path }) => path));
  const files = new Map(scope.files.map((file) => [file.path, file]));
  const isRead = (path: string): boolean => {
    const file = files.get(path);
    if (file === undefined) return scope.base !== null;
    return file.omitted === null && !(changed.has(path) ? UNWRITTEN : UNREAD).has(file.role);
  };
  const paths = [...(scope.base === null ? files.keys() : changed)].filter(isRead);
  const ranked = paths
    .map((path) => ({ path, risk: riskOf(measures.get(path), changed.has(path)) }))
    .sort(
      byWorth(
        ({ risk }) => risk,
        ({ path }) => path,
      ),
    );
  return { ranked };
}
