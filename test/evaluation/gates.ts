/**
 * The gates of the pipeline below the agents, measured on seeded statements. They say nothing of how good the agents'
 * statements are: the same set of statements can't measure a change to how statements are made.
 */
import { FLOWS } from '../../flows/catalogue/catalogue.ts';
import { BANDS } from '../../runner/core/step-spec.ts';
import { checkFlow } from '../flows/catalogue/invariants.ts';
import { closedRun, expectCitationsToResolve, reviewRun } from '../flows/report/review-run.ts';
import { citationFigures, mean, WRONG_FILE } from './seeded-citations.ts';
import { mergeFigures } from './seeded-duplicates.ts';
import { absenceFigures, lintFigure, rulingFigures } from './seeded-judgements.ts';

export interface Gate {
  readonly name: string;
  /** a share from 0 to 1 */
  readonly measured: number;
  readonly limit: number;
  readonly bound: 'at least' | 'at most';
}

export function holds({ measured, limit, bound }: Gate): boolean {
  return bound === 'at least' ? measured >= limit : measured <= limit;
}

const least = (name: string, measured: number, limit: number): Gate => {
  return { name, measured, limit, bound: 'at least' };
};

export async function measureGates(): Promise<readonly Gate[]> {
  const { kept, passed, resolved } = await citationFigures();
  const { [WRONG_FILE]: refiled = 0, ...rightFile } = kept;
  const { merged, wrong } = mergeFigures();
  const rulings = await rulingFigures();
  const absence = await absenceFigures();
  return [
    least('fabricated citations dropped', 1 - mean(Object.values(passed)), 0.99),
    least('true citations kept or repaired', mean(Object.values(kept)), 0.96),
    least('… where the file is right', mean(Object.values(rightFile)), 0.999),
    least('… where the file is wrong', refiled, 0.7),
    least('citations that hold give the line of their quote', resolved, 1),
    least('citations of a report resolve at its commit', await reportResolves(), 1),
    least('repeated findings merged', merged, 0.98),
    { name: 'findings merged wrongly', measured: wrong, limit: 0.015, bound: 'at most' },
    least('false claims on true code removed by a refutation that holds', rulings.removed, 1),
    least('true claims spared by a refutation that does not hold', rulings.spared, 1),
    least('false claims of absence rejected', absence.rejected, 1),
    least('true claims of absence kept', absence.kept, 1),
    least('injected ids, numbers and places struck from the synthesis', lintFigure(), 1),
    least('runs whose steps meet every invariant', soundRuns(), 1),
    least('reports with identical bytes from identical inputs', await identicalReports(), 1),
  ];
}

/** Throws at the first citation that does not resolve. */
async function reportResolves(): Promise<number> {
  const parts = reviewRun();
  const { report } = await closedRun(parts);
  return (await expectCitationsToResolve(report, parts.repository)) > 0 ? 1 : 0;
}

function soundRuns(): number {
  const all = FLOWS.length * BANDS.length * 2;
  const broken = new Set(FLOWS.flatMap(checkFlow).map((problem) => problem.split(':')[0]));
  return (all - broken.size) / all;
}

async function identicalReports(): Promise<number> {
  const [one, other] = [await closedRun(reviewRun()), await closedRun(reviewRun())];
  return one.report === other.report ? 1 : 0;
}
