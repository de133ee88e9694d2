/** Runs that read a commit and report what a test says, to tell what the ledger makes of it. */
import { afterEach } from 'vitest';
import type { KnownFindings, LedgerFinding } from '../../../runner/core/ledger.ts';
import type { FindingQuery } from '../../../runner/core/ports/ledger.ts';
import type { ReportDocument, ReportFinding } from '../../../runner/core/report-document.ts';
import { OutcomeFinding } from '../../../runner/core/run-outcome.ts';
import type { Runner } from '../../../runner/runner.ts';
import { reportDocument, reportFinding } from '../../setup/report-document.ts';
import { runOutcome } from '../../setup/run-outcome.ts';
import {
  type Behaviour,
  TOY_PROJECT,
  toyCatalogue,
  toyFlow,
  toyRepositories,
  toyRequest,
  toyStep,
} from '../../setup/toy-runner.ts';
import { ended, type Harness, type Latch, limits } from './harness.ts';

/** The flow of these runs: `gate` may fail, and `render` writes the report. */
const FLOW = toyFlow([toyStep('gate', []), toyStep('render', ['gate'], { always: true })]);

/** Runs of one flow on one project. */
interface Runs {
  /** Starts a run at a commit. With a latch it waits there, after it has read the ledger and before it ends. */
  start(commit: string, says?: Says, latch?: Latch): Promise<StartedRun>;
  /** The same, and waits for its end. */
  run(commit: string, says?: Says): Promise<EndedRun>;
}

/** What a run reports; null: no report as data. */
type Says = Partial<ReportDocument> | null;

export interface ReportedRuns extends Runs {
  readonly runner: Runner;
  /** The flow `toy` on the project `toy`, unless another is named; there is a flow `other`. */
  of(place: { readonly flow_name?: string; readonly project_id?: string }): Runs;
  /** what the next runs report whatever they were started with; undefined: each its own */
  says: Says | undefined;
  /** while set, the gate of every run fails with it */
  fault: Error | undefined;
  rows(query?: Partial<FindingQuery>): Promise<readonly LedgerFinding[]>;
}

export interface StartedRun {
  readonly run_id: string;
  ended(): Promise<EndedRun>;
}

export interface EndedRun {
  readonly run_id: string;
  readonly status: string;
  /** what its last step was told of earlier runs */
  readonly known: KnownFindings;
}

export const commitOf = (name: string): string => name.repeat(40).slice(0, 40);

/** A finding of a report, named by its fingerprint. */
export function finding(fingerprint: string, over: Partial<ReportFinding> = {}): ReportFinding {
  return reportFinding({ fingerprint, title: `finding ${fingerprint}`, ...over });
}

const earlier = (fingerprint: string) => ({
  fingerprint,
  title: `finding ${fingerprint}`,
  severity: 'P1' as const,
  kind: 'bug',
  path: 'src/retry.ts',
  line: 12,
});

/** What a report says of earlier findings. */
export function since(
  commit: string,
  said: { fixed?: string[]; not_reviewed?: string[]; unshown?: string[] },
): ReportDocument['ledger'] {
  const { fixed = [], not_reviewed = [], unshown = [] } = said;
  const all = { since: commit, fixed: fixed.map(earlier), not_reviewed: not_reviewed.map(earlier) };
  return unshown.length === 0 ? all : { ...all, unshown: unshown.map(earlier) };
}

export async function reportedRuns(on: Harness): Promise<ReportedRuns> {
  const said = new Map<string, Says>();
  const known = new Map<string, KnownFindings>();
  const latches = new Map<string, Latch>();
  let commit = '';
  const report: Behaviour = async ({ run, step, pin, ledger }) => {
    if (step.step_id === 'gate' && self.fault !== undefined) throw self.fault;
    if (step.step_id !== 'render') return { output: '' };
    known.set(run.id, await ledger());
    await latches.get(run.question)?.wait();
    const says = self.says ?? said.get(run.question) ?? null;
    const findings = [...(says?.findings ?? []), ...(says?.measured ?? [])];
    const outcome = runOutcome({ findings: findings.map((each) => OutcomeFinding.parse(each)) });
    if (says === null) return { output: '# Report', outcome };
    const document = reportDocument({ commit_sha: pin.commit_sha, ...says });
    return { output: '# Report', outcome, document };
  };
  const toy = { flow: FLOW, code: report };
  const repositories = toyRepositories();
  const runner = await on.working({
    ...toy,
    options: {
      ...limits({ codeSteps: 8 }),
      catalogue: { ...toyCatalogue(toy), flows: [FLOW, { ...FLOW, name: 'other' }] },
      repositories: {
        ...repositories,
        pin: async (...args) => {
          const pin = await repositories.pin(...args);
          return { ...pin, commit_sha: commitOf(commit), label: commit };
        },
      },
    },
  });
  const endOf = async (run_id: string): Promise<EndedRun> => {
    const { run } = await ended(runner, run_id);
    return { run_id, status: run.status, known: known.get(run_id) ?? { since: null, findings: [] } };
  };
  let count = 0;
  const of: ReportedRuns['of'] = ({ flow_name = 'toy', project_id = TOY_PROJECT.id }) => ({
    async start(at, says = {}, latch) {
      const question = `run ${++count}`;
      said.set(question, says);
      if (latch !== undefined) latches.set(question, latch);
      commit = at;
      const project = { ...TOY_PROJECT, id: project_id };
      const { run_id } = await runner.service.start(toyRequest({ flow_name, question, project }));
      return { run_id, ended: () => endOf(run_id) };
    },
    async run(at, says) {
      return await (await of({ flow_name, project_id }).start(at, says)).ended();
    },
  });
  const self: ReportedRuns = {
    ...of({}),
    of,
    runner,
    says: undefined,
    fault: undefined,
    rows: async (query = {}) => (await runner.ledger.findings({ limit: 100, ...query })).findings,
  };
  return self;
}

/** Empties the ledger after each test of the file: unlike other rows it outlives its runs. */
export function emptyLedgerAfterEach(on: Harness): void {
  afterEach(async () => {
    await on.query('DELETE FROM findings');
    await on.query('DELETE FROM audit_log');
  });
}
