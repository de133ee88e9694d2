/** What must be true of every run of every flow without a model, whatever the repository. */
import { beforeAll, describe, expect, test } from 'vitest';
import { FLOWS } from '../../flows/catalogue/catalogue.ts';
import { BANDS, type Flow } from '../../runner/core/step-spec.ts';
import { expectReport } from '../end-to-end/reports.ts';
import { askedOf } from './asked.ts';
import { useEngine } from './engine.ts';

import { REPOSITORIES, type RepositoryName, type Tried } from './repositories.ts';

const VARIANTS = BANDS.flatMap((band) => [false, true].map((fast) => ({ band, fast })));

/** One test for each flow, over all its sizes, with and without `fast`. */
export function describeEveryRun(name: RepositoryName): void {
  describe(name, () => {
    const engine = useEngine();
    let tried: Tried;
    beforeAll(() => {
      tried = REPOSITORIES[name]();
    });

    test.each(FLOWS.map((flow) => [flow.name, flow] as const))(
      '%s ends in a whole report, in every size, fast or not',
      async (_name, flow) => {
        const { repository, head } = tried;
        const base = flow.compares === true ? tried.base : null;
        for (const { band, fast } of VARIANTS) {
          const wanted = {
            flow: flow.name,
            path: repository.path,
            band,
            fast,
            base,
            head,
            ...askedOf(flow.name),
          };
          const { run, steps, report } = await engine.run(wanted);
          const failed = steps.filter(({ status }) => status === 'failed');
          expect(failed.map(({ step_id, error }) => `${step_id}: ${error}`)).toEqual([]);
          expect(run.status).toBe('completed');
          const text = expectReport(
            { run, steps, report },
            {
              title: flow.title,
              heading: new RegExp(`(^| · )${band}${fast ? ' · fast' : ''} · .*no model configured · `),
              repository: repository.path,
              citations: 0,
            },
          );
          expect(emptySections(text), whereOf(flow, band, fast)).toEqual([]);
        }
      },
    );
  });
}

const whereOf = (flow: Flow, band: string, fast: boolean): string =>
  `${flow.name}, ${band}${fast ? ', fast' : ''}`;

/** Headings that nothing stands below, not even one of a deeper level. */
export function emptySections(report: string): string[] {
  const lines = withoutFences(report)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const levelOf = (line: string | undefined): number => /^(#+) /.exec(line ?? '')?.[1]?.length ?? 0;
  return lines.filter((line, at) => {
    const [level, next] = [levelOf(line), lines[at + 1]];
    if (level === 0) return false;
    return next === undefined || (levelOf(next) > 0 && levelOf(next) <= level);
  });
}

/** A fence holds text of the repository, whose headings are not the report's. */
function withoutFences(report: string): string {
  return report.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '(code)');
}
