/** Whole reports, made by the code steps from what agents left: compared with golden files, and read back. */
import { describe, expect, test } from 'vitest';
import { finding, scope, smallSteps, step } from '../checks/builders.ts';
import { memoryRepository } from '../memory-repository.ts';
import {
  CATCH,
  CORRECTNESS,
  closedRun,
  code,
  expectCitationsToResolve,
  FACTS,
  lens,
  ROWS,
  reportOf,
  reviewRun,
  SECURITY,
  TEXTS,
} from './review-run.ts';

describe('a report', () => {
  test('of a review matches the golden file', async () => {
    const parts = reviewRun();
    const { report, outcome } = await closedRun(parts);
    await expect(report).toMatchFileSnapshot('golden/code-review.md');
    expect(await expectCitationsToResolve(report, parts.repository)).toBeGreaterThan(2);
    expect(outcome.verdict).toBe('Do not merge yet: 1 critical, 1 high.');
  });

  test('of tech debt matches the golden file', async () => {
    const parts = reviewRun({
      repository: memoryRepository(TEXTS),
      steps: smallSteps([CORRECTNESS, SECURITY], 'Analysis'),
      run: { flow_name: 'tech-debt', fast: true, focused: false },
    });
    const report = await reportOf(parts);
    await expect(report).toMatchFileSnapshot('golden/tech-debt.md');
    await expectCitationsToResolve(report, parts.repository);
  });

  test('of a tour without a model matches the golden file', async () => {
    const evidence = [code('src/router.ts', 1, "router.get('/orders/export', listOrders);")];
    const tour = {
      stops: [
        {
          order: 1,
          title: 'The routes',
          path: 'src/router.ts',
          lines: '1-2',
          why: 'Every request comes in here.',
          evidence,
        },
      ],
      glossary: [{ term: 'Order', meaning: 'What a customer bought.', evidence: [ROWS] }],
      runIt: [
        { command: 'npm test', source: code('package.json', 3, '"scripts": { "test": "vitest run" }') },
      ],
      pitfalls: [{ text: 'Tasks that fail look done.', evidence: [CATCH] }],
    };
    const map = {
      modules: [
        {
          id: 'router',
          name: 'Router "in"',
          paths: ['src/router.ts'],
          responsibility: 'Takes requests',
          evidence,
        },
        {
          id: 'export',
          name: 'Export',
          paths: ['src/export.ts'],
          responsibility: 'Lists orders',
          evidence: [ROWS],
        },
      ],
      relations: [{ from: 'router', to: 'export', kind: 'calls', evidence }],
      entryPoints: [],
      externalSystems: [],
    };
    const lenses = [
      step('lens:tour', { persona: 'tour-guide', contract: 'Tour' }),
      step('lens:map', { persona: 'cartographer', contract: 'SystemMap' }),
    ];
    const repository = memoryRepository(TEXTS);
    const report = await reportOf({
      steps: smallSteps(lenses, 'Discovery'),
      repository,
      run: { flow_name: 'codebase-tour', backend: 'offline', model: null },
      outputs: {
        scope: scope(Object.keys(TEXTS)),
        evidence: FACTS,
        rules: [],
        'lens:tour': tour,
        'lens:map': map,
        'skeptic-1': { verdicts: [], challenged: false },
      },
      failed: { synth: 'no model' },
    });
    await expect(report).toMatchFileSnapshot('golden/codebase-tour.md');
    await expectCitationsToResolve(report, repository);
  });

  test('of a run that failed midway says where and why, and keeps what was found', async () => {
    const { outputs, ...parts } = reviewRun({ failed: { 'verify-verdicts': 'git was killed' } });
    const { synth: _, ...before } = outputs;
    const { report, outcome } = await closedRun({ ...parts, outputs: before });
    await expect(report).toMatchFileSnapshot('golden/failed-run.md');
    expect(outcome.verdict).toBe('This run failed at step verify-verdicts: git was killed');
    expect(report).toContain('### F1 · P0 · ');
  });

  test('of a run that failed at its first step still has its lines', async () => {
    const { report, outcome } = await closedRun({
      ...reviewRun(),
      outputs: {},
      failed: { scope: 'the ref is gone' },
    });
    expect(report.split('\n').slice(0, 5)).toEqual([
      '# Code review · shop · main..feat/export (a1b2c3d)',
      '',
      '**Verdict:** This run failed at step scope: the ref is gone',
      '',
      'small · 0 agents · model m-1',
    ]);
    expect(outcome.verdict).toBe('This run failed at step scope: the ref is gone');
    expect(report).toContain('## Coverage & limits');
    expect(report).toContain('Step `evidence` skipped');
  });

  test('says that nothing was looked at when every lens failed', async () => {
    const { outputs, ...parts } = reviewRun({
      failed: { 'lens:security': 'hung', 'lens:correctness': 'hung' },
    });
    const { 'lens:security': _, 'lens:correctness': __, 'skeptic-1': ___, synth: ____, ...rest } = outputs;
    const { report, outcome } = await closedRun({
      ...parts,
      outputs: { ...rest, 'skeptic-1': { verdicts: [] } },
    });
    expect(outcome.verdict).toBe(
      'Incomplete — nothing was looked at by an agent: all 2 lenses failed: hung.',
    );
    expect(report).toContain('Step `lens:security` failed: hung');
  });

  test('never sounds complete when one lens failed', async () => {
    const { outputs, ...parts } = reviewRun({ failed: { 'lens:security': 'hung' } });
    const { 'lens:security': _, ...rest } = outputs;
    expect((await closedRun({ ...parts, outputs: rest })).outcome.verdict).toMatch(
      /^Incomplete: 1 of 2 lenses failed\. /,
    );
  });

  test('names what is not in the clone, with the command that fetches it, once', async () => {
    const paths = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `lost/${name}.ts`);
    const { files } = scope(Object.keys(TEXTS));
    const lost = scope(paths).files.map((file) => ({ ...file, omitted: 'not-in-clone' as const }));
    const [pointer] = scope(['media/big.js']).files.map((file) => ({
      ...file,
      omitted: 'lfs-pointer' as const,
    }));
    const changed = { path: 'src/export.ts', status: 'modified', added: 0, deleted: 0 };
    const { outputs, ...parts } = reviewRun();
    const { report, outcome } = await closedRun({
      ...parts,
      outputs: {
        ...outputs,
        scope: scope([], {
          base: 'b'.repeat(40),
          files: [...files, ...lost, ...(pointer === undefined ? [] : [pointer])],
          changed: [changed, { ...changed, path: 'lost/a.ts', missing: true }],
        }),
      },
    });
    expect(report).toContain(
      '6 files are not in the clone: `lost/a.ts`, `lost/b.ts`, `lost/c.ts`, `lost/d.ts`, `lost/e.ts` and 1 more',
    );
    expect(report).toContain(
      '1 changed file cannot be compared, since a side of it is not in the clone: `lost/a.ts`',
    );
    expect(report.split('`git fetch --refetch --no-filter`')).toHaveLength(2);
    expect(report).toContain('1 file is a Git LFS pointer; its content is not read: `media/big.js`');
    expect(outcome.verdict).toContain('Incomplete: 1 of 2 changed files');
  });

  test('of a change that cannot be compared at all never says that nothing blocks a merge', async () => {
    const { outputs, ...parts } = reviewRun();
    const changed = {
      path: 'src/export.ts',
      status: 'modified',
      added: 0,
      deleted: 0,
      missing: true as const,
    };
    const uncompared = scope(Object.keys(TEXTS), { base: 'b'.repeat(40), changed: [changed] });
    const { outcome } = await closedRun({ ...parts, outputs: { ...outputs, scope: uncompared } });
    expect(outcome.verdict).toContain('Incomplete — cannot compare the only changed file: not in the clone.');
  });

  test('is the same bytes from the same inputs', async () => {
    expect(await reportOf(reviewRun())).toBe(await reportOf(reviewRun()));
    const other = { ...reviewRun().run, id: '11111111-1111-4111-8111-111111111111' };
    expect(await reportOf(reviewRun({ run: other }))).toBe(await reportOf(reviewRun()));
  });

  test('of a flood of 500 findings shows five and counts the rest', async () => {
    const lines = Array.from({ length: 5000 }, (_, at) => `export const option${at} = read('option-${at}');`);
    const flood = Array.from({ length: 500 }, (_, at) =>
      finding({
        title: `Fault ${at}`,
        claim: `\`option${at * 10}\` is read too late.`,
        evidence: [code('src/options.ts', at * 10 + 1, `export const option${at * 10} =`)],
      }),
    );
    const parts = reviewRun({
      repository: memoryRepository({ ...TEXTS, 'src/options.ts': lines.join('\n') }),
    });
    const outputs = {
      ...parts.outputs,
      'lens:security': lens(flood),
      'skeptic-1': { verdicts: [], challenged: false },
    };
    const report = await reportOf({ ...parts, outputs });
    expect(report.match(/^### F/gm)).toHaveLength(5);
    expect(report).toContain('501 statements → 5 shown');
    expect(report).toContain('Over the limit (495)');
  });
});
