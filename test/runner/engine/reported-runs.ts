/** Runs that read a commit and report what a test says, to tell what the ledger makes of it. */
import { afterEach } from 'vitest';
import type { KnownFindings, LedgerFinding } from '../../../runner/core/ledger.ts';
import type { FindingQuery } from '../../../runner/core/ports/ledger.ts';
import type { ReportDocument, ReportFinding } from '../../../runner/core/report-document.ts';
import type { Runner } from '../../../runner/runner.ts';
import { reportDocument, reportFinding } from '../../setup/report-document.ts';
import { runOutcome } from '../../setup/run-outcome.ts';
import { toyFlow, toyRepositories, toyRequest, toyStep } from '../../setup/toy-runner.ts';
import { ended, type Harness, type Latch, limits } from './harness.ts';

/** The flow of these runs: `gate` may fail, and `render` writes the report. */
const FLOW = toyFlow([toyStep('gate', []), toyStep('render', ['gate'], { always: true })]);

export interface ReportedRuns {
  readonly runner: Runner;
  /** Starts a run at a commit. With a latch it waits there, after it has read the ledger and before it ends. */
  start(commit: string, says?: Partial<ReportDocument> | null, latch?: Latch): Promise<StartedRun>;
  /** The same, and waits for its end. */
  run(commit: string, says?: Partial<ReportDocument> | null): Promise<EndedRun>;
  /** what the next runs report whatever they were started with; undefined: each its own */
  says: Partial<ReportDocument> | undefined;
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
  { fixed = [], not_reviewed = [] }: { fixed?: string[]; not_reviewed?: string[] },
): ReportDocument['ledger'] {
  return { since: commit, fixed: fixed.map(earlier), not_reviewed: not_reviewed.map(earlier) };
}

export async function reportedRuns(on: Harness, flow_name = 'toy'): Promise<ReportedRuns> {
  const said = new Map<string, Partial<ReportDocument> | null>();
  const known = new Map<string, KnownFindings>();
  const latches = new Map<string, Latch>();
  let commit = '';
  const toy = toyRepositories();
  const runner = await on.working({
    flow: { ...FLOW, name: flow_name },
    options: {
      ...limits({ codeSteps: 8 }),
      repositories: {
        ...toy,
        pin: async (...args) => ({
          ...(await toy.pin(...args)),
          commit_sha: commitOf(commit),
          label: commit,
        }),
      },
    },
    code: async (input) => {
      const { run, step, pin, ledger } = input;
      if (step.step_id === 'gate' && self.fault !== undefined) throw self.fault;
      if (step.step_id !== 'render') return { output: '' };
      known.set(run.id, await ledger());
      await latches.get(run.question)?.wait();
      const says = self.says ?? said.get(run.question) ?? null;
      const { commit_sha } = pin;
      const outcome = runOutcome({ findings: says?.findings ?? [] });
      if (says === null) return { output: '# Report', outcome };
      return { output: '# Report', outcome, document: reportDocument({ commit_sha, ...says }) };
    },
  });
  let count = 0;
  const self: ReportedRuns = {
    runner,
    says: undefined,
    fault: undefined,
    async start(at, says = {}, latch) {
      const question = `run ${++count}`;
      said.set(question, says);
      if (latch !== undefined) latches.set(question, latch);
      commit = at;
      const { run_id } = await runner.service.start(toyRequest({ flow_name, question }));
      return {
        run_id,
        async ended() {
          const { run } = await ended(runner, run_id);
          return { run_id, status: run.status, known: known.get(run_id) ?? { since: null, findings: [] } };
        },
      };
    },
    run: async (at, says) => await (await self.start(at, says)).ended(),
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
