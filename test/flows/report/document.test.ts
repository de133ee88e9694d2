/** What the document of a run has beside what its Markdown shows. */
import { describe, expect, test } from 'vitest';
import { finding, smallSteps, step } from '../checks/builders.ts';
import { memoryRepository } from '../memory-repository.ts';
import { CATCH, CORRECTNESS, closedRun, lens, ROWS, reviewRun, SECURITY, TEXTS } from './review-run.ts';

const HEAD = 'https://github.com/acme/shop/blob/a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0';

/** An analysis, in which rules measured one thing and agents read another. */
async function analysis() {
  const parts = reviewRun({
    repository: memoryRepository(TEXTS, { remote: 'git@github.com:acme/shop.git' }),
    steps: smallSteps([CORRECTNESS, SECURITY], 'Analysis'),
    run: { flow_name: 'tech-debt' },
  });
  const { synth: _, ...outputs } = parts.outputs;
  const caught = {
    ...finding({ title: 'Errors vanish', severity: 'P2', impact: 60, evidence: [CATCH], source: 'rule' }),
    rule: 'swallowed-error',
  };
  const read = finding({ title: 'No tenant', evidence: [ROWS], assumptions: ['one database', 'no proxy'] });
  return await closedRun({
    ...parts,
    outputs: {
      ...outputs,
      rules: [{ lens: 'any', filesRead: [], findings: [caught], notChecked: [] }],
      'lens:security': lens([read]),
      'lens:correctness': lens([]),
      'skeptic-1': { verdicts: [], challenged: false },
    },
  });
}

describe('the document of a run', () => {
  test('has of an agent’s finding where it is, by what it is known, and each of its texts', async () => {
    const { document } = await analysis();
    expect(document.findings).toEqual([
      {
        id: 'F1',
        severity: 'P1',
        impact: null,
        confidence: 75,
        kind: 'security',
        title: 'No tenant',
        path: 'src/export.ts',
        line: 2,
        effort: 'S',
        state: 'new',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        url: `${HEAD}/src/export.ts#L2`,
        source: 'agent',
        rule: null,
        quote: 'const rows = await find(params.id);',
        lenses: ['security'],
        origin: null,
        ruling: 'unchallenged',
        claim: 'The query takes no tenant.',
        failure: 'Any signed-in user reads the orders of all tenants.',
        fix: 'Pass the tenant to the query.',
        assumes: 'one database; no proxy',
        citations: [
          {
            place: {
              path: 'src/export.ts',
              start: 2,
              end: 2,
              side: 'head',
              url: `${HEAD}/src/export.ts#L2`,
            },
            lines: ['  const rows = await find(params.id);'],
            text: `[\`src/export.ts:2\`](${HEAD}/src/export.ts#L2) — \`const rows = await find(params.id);\``,
          },
        ],
        notes: [],
      },
    ]);
  });

  test('names the rule of what a rule measured', async () => {
    const { document } = await analysis();
    expect(document.measured).toMatchObject([
      {
        id: 'F2',
        source: 'rule',
        rule: 'swallowed-error',
        impact: 60,
        quote: CATCH.type === 'code' && CATCH.quote,
      },
    ]);
  });

  test('says what was read: flow, project, commits, day and code host', async () => {
    const { document } = await analysis();
    expect(document).toMatchObject({
      version: 1,
      flow: { name: 'tech-debt', title: 'Tech debt' },
      project: 'shop',
      commit_sha: 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0',
      base_sha: null,
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      repository_url: 'https://github.com/acme/shop',
      band: 'small',
      backend: 'direct',
    });
  });

  test('has a map of a whole tree, and none of a change', async () => {
    expect((await analysis()).document.map.map(({ path }) => path)).toContain('src/export.ts');
    expect((await closedRun(reviewRun())).document.map).toEqual([]);
  });

  test('of a failed run has neither an answer nor headlines, and keeps what was found', async () => {
    const { outputs, ...parts } = reviewRun({ failed: { 'verify-verdicts': 'git was killed' } });
    const { synth: _, ...before } = outputs;
    const { document } = await closedRun({ ...parts, outputs: before });
    expect(document).toMatchObject({ focus: null, headlines: [], map: [] });
    expect(document.findings.length).toBeGreaterThan(0);
  });

  test('has the modules of a tour and their relations, as agents name them', async () => {
    const module = (id: string, name: string) => ({
      ...{ id, name, paths: ['src/router.ts'], responsibility: 'Takes requests' },
      evidence: [ROWS],
    });
    const relation = (from: string, to: string) => ({ from, to, kind: 'calls "it"', evidence: [ROWS] });
    const { document } = await closedRun({
      steps: smallSteps([step('lens:map', { persona: 'cartographer', contract: 'SystemMap' })], 'Discovery'),
      repository: memoryRepository(TEXTS),
      run: { flow_name: 'codebase-tour' },
      outputs: {
        ...reviewRun().outputs,
        'lens:map': {
          modules: [module('router', 'Router "in"'), module('alone', 'Alone'), module('export', 'Export')],
          relations: [
            relation('router', 'export'),
            relation('router', 'Export'),
            relation('router', 'router'),
            relation('router', 'nowhere'),
          ],
          entryPoints: [],
          externalSystems: [],
        },
        'skeptic-1': { verdicts: [], challenged: false },
      },
      failed: { synth: 'no model' },
    });
    const modules = document.after.find(({ title }) => title === 'Modules');
    expect(modules?.blocks[0]).toEqual({
      type: 'diagram',
      nodes: [
        { id: 'm1', label: 'Router "in"' },
        { id: 'm3', label: 'Export' },
      ],
      edges: [{ from: 'm1', to: 'm3', label: 'calls "it"' }],
    });
  });
});
