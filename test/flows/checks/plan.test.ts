/** What code finds wrong with plans, migrations, decision records and runbooks. */
import { describe, expect, it } from 'vitest';
import { adrProblems, runbookProblems } from '../../../flows/checks/drafts/documents.ts';
import type { DraftView } from '../../../flows/checks/drafts/draft-view.ts';
import { migrationProblems, planProblems } from '../../../flows/checks/drafts/plan.ts';
import type { Adr, Runbook } from '../../../flows/contracts/documents.ts';
import type { MigrationPlan, Plan, Requirement, Task } from '../../../flows/contracts/plans.ts';
import { judged } from './builders.ts';

const task = (parts: Partial<Task> = {}): Task => ({
  id: 'T1',
  title: 'Add the column',
  needs: [],
  files: [{ path: 'src/orders.ts', change: 'edit' }],
  steps: ['Add it'],
  acceptance: ['GET /orders returns 200 with `total`'],
  verify: ['npm test'],
  size: 'S',
  risk: 'low',
  requirements: [],
  basis: [],
  ...parts,
});

const plan = (tasks: Task[], parts: Partial<Plan> = {}): Plan => ({
  goal: 'Totals on orders',
  approach: 'One column',
  basis: [],
  tasks,
  rollout: 'With the next release',
  rollback: 'Drop the column',
  assumptions: [],
  openQuestions: [],
  ...parts,
});

const view = (parts: Partial<DraftView> = {}): DraftView => ({
  has: (path) => path.startsWith('src/'),
  requirements: [],
  claims: [],
  pack: null,
  ...parts,
});

const said = (problems: readonly { at: string; text: string }[]): string[] =>
  problems.map(({ at, text }) => (at === '' ? text : `${at}: ${text}`));

const basis = { id: 'B1', statement: 'Orders have no total', evidence: [], assumption: false };
const holds = (parts = {}) => judged({ kind: 'basis', item: { id: 'B1' }, ...parts });

describe('problems of a plan', () => {
  it('are none where every task can be done and checked', () => {
    const second = task({ id: 'T2', needs: ['T1'], files: [{ path: 'lib/new.ts', change: 'new' }] });
    expect(said(planProblems(plan([task(), second]), view()))).toEqual([]);
  });

  it.each<[string, Task[], string]>([
    ['an unknown need', [task({ needs: ['T9'] })], 'T1: It refers to the task T9, which does not exist.'],
    [
      'tasks that wait for each other',
      [task({ needs: ['T2'] }), task({ id: 'T2', needs: ['T1'] })],
      'T1: Tasks wait for each other: T1 → T2 → T1.',
    ],
    ['a task that waits for itself', [task({ needs: ['T1'] })], 'T1: Tasks wait for each other: T1 → T1.'],
    ['two tasks of one id', [task(), task()], 'T1: 2 items are called T1.'],
    [
      'a file that is not there',
      [task({ files: [{ path: 'lib/x.ts', change: 'edit' }] })],
      'T1: `lib/x.ts` does not exist.',
    ],
    [
      'a new file that is there',
      [task({ files: [{ path: 'src/a.ts', change: 'new' }] })],
      'T1: `src/a.ts` exists already.',
    ],
    ['no files', [task({ files: [] })], 'T1: It names no files.'],
    ['no verification', [task({ verify: [] })], 'T1: It does not say how to verify it.'],
    ['no acceptance', [task({ acceptance: [] })], 'T1: It has no acceptance criteria.'],
    ['a date', [task({ steps: ['Release on 2026-03-01'] })], 'T1: It names a date, which no one agreed on.'],
  ])('tell of %s', (_what, tasks, problem) => {
    expect(said(planProblems(plan(tasks), view()))).toContain(problem);
  });

  it('accept an edit of a file that another task makes', () => {
    const makes = task({ files: [{ path: 'lib/new.ts', change: 'new' }] });
    const edits = task({ id: 'T2', needs: ['T1'], files: [{ path: 'lib/new.ts', change: 'edit' }] });
    expect(said(planProblems(plan([makes, edits]), view()))).toEqual([]);
  });

  it('tell of acceptance that nobody can test', () => {
    const [first] = said(planProblems(plan([task({ acceptance: ['Export is fast'] })]), view()));
    expect(first).toMatch(/^T1: “fast”/);
  });

  it('tell of statements that were refuted, that do not hold, and that are not there', () => {
    const resting = plan([task({ basis: ['B1'] })], { basis: [basis] });
    expect(said(planProblems(resting, view({ claims: [holds()] })))).toEqual([]);
    expect(said(planProblems(resting, view({ claims: [holds({ outcome: 'refuted' })] })))).toEqual([
      'T1: It rests on B1, which was refuted.',
    ]);
    expect(said(planProblems(resting, view()))).toEqual(['T1: It rests on B1, whose citations do not hold.']);
    expect(said(planProblems(plan([task({ basis: ['B7'] })]), view()))).toEqual([
      'T1: It rests on B7, which does not exist.',
    ]);
  });

  it('tell of requirements that no task serves, unless they are met already', () => {
    const requirements = [
      { id: 'R1', status: 'missing' },
      { id: 'R2', status: 'exists' },
      { id: 'R3', status: 'partial' },
    ] as unknown as Requirement[];
    const served = plan([task({ requirements: ['R1', 'R8'] })]);
    expect(said(planProblems(served, view({ requirements })))).toEqual([
      'No task serves the requirement R3.',
      'T1: It refers to the requirement R8, which does not exist.',
    ]);
  });

  it('tell that there is no way back, and of a plan without tasks only that', () => {
    expect(said(planProblems(plan([task()], { rollback: ' ' }), view()))).toEqual([
      'It does not say how to go back.',
    ]);
    expect(said(planProblems(plan([], { rollback: '' }), view()))).toEqual(['It has no tasks.']);
  });
});

describe('problems of a migration', () => {
  const migration = (parts: Partial<MigrationPlan>): MigrationPlan => ({
    ...plan([task()]),
    phases: [
      {
        name: 'Both',
        entry: [],
        exit: ['No reads of the old'],
        reversible: true,
        dataSteps: [],
        tasks: ['T1'],
      },
    ],
    compatWindow: 'Two releases',
    cutover: 'By flag',
    backout: 'Flag off',
    ...parts,
  });
  const [phase] = migration({}).phases;

  it('are none where each phase ends by something that can be seen', () => {
    expect(said(migrationProblems(migration({}), view()))).toEqual([]);
  });

  it.each<[Partial<MigrationPlan>, string]>([
    [{ phases: [] }, 'It has no phases.'],
    [{ compatWindow: '' }, 'It does not say how long old and new work side by side.'],
  ])('tell of %j', (parts, problem) => {
    expect(said(migrationProblems(migration(parts), view()))).toContain(problem);
  });

  it('tell of a phase without an end, without a way back, and of tasks outside of it', () => {
    if (phase === undefined) throw new Error('no phase');
    const parts = { phases: [{ ...phase, exit: [], reversible: false, tasks: ['T4'] }], backout: '' };
    expect(said(migrationProblems(migration(parts), view()))).toEqual([
      'Both: It refers to the task T4, which does not exist.',
      'Both: It has no exit criteria.',
      'Both: It can’t be undone, and the plan has no back-out.',
      'T1: It is in no phase.',
    ]);
  });
});

describe('problems of a decision record', () => {
  const adr = (parts: Partial<Adr> = {}): Adr => ({
    title: 'Use SQLite',
    status: 'proposed',
    context: 'One process writes [B1].',
    drivers: ['no server'],
    options: ['SQLite', 'PostgreSQL'].map((name) => ({ name, summary: '', pros: [], cons: [] })),
    outcome: { chosen: 'SQLite', because: 'no server to run' },
    consequences: { good: ['one file'], bad: ['one writer'] },
    confirmation: 'A test starts it without a network.',
    basis: [basis],
    supersedes: null,
    moreInfo: '',
    openQuestions: [],
    ...parts,
  });
  const looked = view({ claims: [holds()] });

  it('are none where the record is whole', () => {
    expect(said(adrProblems(adr(), looked))).toEqual([]);
  });

  it.each<[string, Partial<Adr>, string]>([
    [
      'a choice that is no option',
      { outcome: { chosen: 'MySQL', because: '' } },
      'It chooses “MySQL”, which is none of its options.',
    ],
    [
      'a single option',
      { options: [], outcome: { chosen: null, because: '' } },
      'It weighs fewer than two options.',
    ],
    [
      'a former record that is not there',
      { supersedes: 'docs/adr/1.md' },
      'It supersedes `docs/adr/1.md`, which does not exist.',
    ],
    [
      'what is left out',
      { consequences: { good: ['x'], bad: [] }, confirmation: '' },
      'It leaves out: bad consequences, confirmation.',
    ],
    ['a reference to nothing', { context: 'As [B4] shows.' }, 'It rests on B4, which does not exist.'],
  ])('tell of %s', (_what, parts, problem) => {
    expect(said(adrProblems(adr(parts), looked))).toContain(problem);
  });
});

describe('problems of a runbook', () => {
  const runbook = (parts: Partial<Runbook> = {}): Runbook => ({
    services: [{ name: 'web', purpose: 'orders', evidence: [], assumption: true }],
    settings: [],
    commands: [
      { use: 'start', command: 'npm start', source: { type: 'fact', id: 'K1', value: 'npm start' } },
    ],
    health: [],
    alerts: [
      {
        symptom: 'pool exhausted',
        causes: [],
        checks: ['connections'],
        actions: ['restart'],
        evidence: [],
        assumption: true,
      },
    ],
    rollback: 'Deploy the last tag.',
    unknowns: [],
    ...parts,
  });

  it('are none where it can be started, checked and rolled back', () => {
    expect(said(runbookProblems(runbook(), view()))).toEqual([]);
  });

  it('tell of what is missing', () => {
    const alerts = runbook().alerts.map((alert) => ({ ...alert, checks: [], actions: [] }));
    expect(
      said(runbookProblems(runbook({ services: [], commands: [], rollback: '', alerts }), view())),
    ).toEqual([
      'It names no service.',
      'It does not say how to start it.',
      'It does not say how to roll back.',
      'pool exhausted: It names nothing to check.',
      'pool exhausted: It names nothing to do.',
    ]);
  });
});
