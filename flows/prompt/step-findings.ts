/**
 * What the thread of a run shows of a lens' answer before anything is checked: how many findings, and the gravest. A place
 * is told only if the file is in the repository, since the citation check comes later.
 */
import type { StepInput } from '../../runner/core/ports/catalogue.ts';
import { MOST_TOP_FINDINGS, type StepFindings, type TopFinding } from '../../runner/core/step-findings.ts';
import { withoutIds } from '../../runner/core/wording.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import type { Evidence, Finding } from '../contracts/finding.ts';
import { compare } from '../ordering.ts';
import { codeHostOf, linkOf } from '../permalink.ts';
import { leftBy } from '../spine/upstream.ts';
import { oneLine } from '../wording.ts';

const LONGEST_TITLE = 120;

export async function stepFindings(findings: readonly Finding[], input: StepInput): Promise<StepFindings> {
  const gravest = findings
    .toSorted((a, b) => compare(a.severity, b.severity) || (b.impact ?? 0) - (a.impact ?? 0))
    .slice(0, MOST_TOP_FINDINGS);
  const pack = gravest.length === 0 ? null : await leftBy(input, 'evidence');
  const facts = new Map(pack?.facts.map((fact) => [fact.id, fact]));
  const { repository, pin } = input;
  const top = gravest.map(async ({ severity, title, evidence }): Promise<TopFinding> => {
    const shown = { severity, title: oneLine(withoutIds(title), LONGEST_TITLE) };
    for (const given of evidence) {
      const { path, line } = placeOf(given, facts);
      if (path === null || (await repository.read(path)) === null) continue;
      const at = { path, sha: pin.commit_sha, start: line, end: line };
      return { ...shown, path, line, url: linkOf(codeHostOf(repository.remote), at) };
    }
    return { ...shown, path: null, line: null, url: null };
  });
  return { total: findings.length, top: await Promise.all(top) };
}

/** Where a piece of evidence says that it is, at the run's commit; a fact is where its collector found it. */
function placeOf(evidence: Evidence, facts: ReadonlyMap<string, Fact>): Pick<Fact, 'path' | 'line'> {
  if (evidence.type === 'code' && evidence.side === 'head') {
    return { path: evidence.path, line: evidence.start };
  }
  const fact = evidence.type === 'fact' ? facts.get(evidence.id) : undefined;
  return { path: fact?.path ?? null, line: fact?.line ?? null };
}
