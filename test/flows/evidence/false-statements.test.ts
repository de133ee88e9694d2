/** What reports without a model once said wrongly, tried on small repositories: from the commit to the statements. */
import { describe, expect, it } from 'vitest';
import type { StepBrief } from '../../../flows/contracts/brief.ts';
import { FACT_KINDS, factsOf } from '../../../flows/contracts/evidence-pack.ts';
import type { Evidence, LensOutput } from '../../../flows/contracts/finding.ts';
import { mapAnswer } from '../../../flows/offline/system-map.ts';
import { tourAnswer } from '../../../flows/offline/tour.ts';
import { rulesHandler } from '../../../flows/rules/handler.ts';
import type { Repository } from '../../../runner/core/ports/repository.ts';
import { DEBT_CASES } from './false-statements-cases.ts';
import type { Case } from './false-statements-parts.ts';
import { TOUR_CASES } from './false-tours-cases.ts';
import { evidenceOf, openCommits, stepInput } from './fixture.ts';

const READERS = ['maintainability-reviewer', 'architect', 'test-engineer', 'historian'].map((persona) => ({
  step_id: persona,
  persona,
  contract: 'LensOutput' as const,
  budget: { maxFindings: 10, maxMinutes: 1, maxTurns: 1 },
}));

describe.each([...DEBT_CASES, ...TOUR_CASES])(
  'a report that $name',
  ({ flow, commits, wrong, right }: Case) => {
    it('is not made', async () => {
      const repository = await openCommits(...commits);
      const said = flow === 'tech-debt' ? await debtOf(repository) : await tourOf(repository);
      expect(said).not.toMatch(wrong);
      if (right !== undefined) expect(said).toMatch(right);
    });
  },
);

/** The findings in the order of the report, each with its lines, and what is told of the whole. */
async function debtOf(repository: Repository): Promise<string> {
  const { output, scopeOutput, pack } = await evidenceOf(repository, { others: READERS });
  const left = { scope: scopeOutput, evidence: output };
  const found = await rulesHandler(stepInput(repository, { handler: 'rules', left, others: READERS }));
  const findings = (JSON.parse(found.output) as LensOutput[])
    .flatMap(({ findings }) => findings)
    .sort((a, b) => (a.severity < b.severity ? -1 : 1) || (b.impact ?? 0) - (a.impact ?? 0));
  const told = findings.map(
    ({ severity, title, claim, evidence }, at) =>
      `F${at + 1} · ${severity} · ${title}\n${claim}\n${evidence.map(placeOf).join('\n')}`,
  );
  const whole = ['test-reach', 'loose-end'] as const;
  const facts = whole.flatMap((kind) => factsOf(pack, kind).map(({ text, path }) => `${text} (${path})`));
  return [...told, ...facts].join('\n');
}

/** A finding without a line has nothing but what was measured. */
function placeOf(one: Evidence, _: number, all: readonly Evidence[]): string {
  if (one.type === 'code') return `${one.path}:${one.start} ${one.quote}`;
  return all.some(({ type }) => type === 'code') ? '' : `measured: ${one.type}`;
}

async function tourOf(repository: Repository): Promise<string> {
  const { pack, scopeOutput } = await evidenceOf(repository, { kinds: FACT_KINDS });
  const brief = {
    pack,
    scope: JSON.parse(scopeOutput),
    persona: 'tour-guide',
    params: {},
  } as unknown as StepBrief;
  const { stops, runIt, pitfalls } = tourAnswer(brief);
  const { modules, entryPoints } = mapAnswer({ ...brief, persona: 'cartographer' });
  return [
    ...factsOf(pack, 'about').map(({ text }) => text),
    ...runIt.map(({ command }) => command),
    ...entryPoints.map(({ name }) => name),
    ...modules.map(({ id, responsibility }) => `${id}: ${responsibility}`),
    ...stops.map(({ order, title, why }) => `${order} · ${title} · ${why}`),
    ...pitfalls.map(({ text }) => text),
  ].join('\n');
}
