/** A runner without a database, for tests of the faces alone: a run does what the test tells it to. */
import { randomUUID } from 'node:crypto';
import { EventEmitter, on, once } from 'node:events';
import type { ListedRun, RunDetail, RunDocument, StepDocument } from '../../runner/core/documents.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { ExpectedRun, WantedRun } from '../../runner/core/expected-run.ts';
import type { Frame } from '../../runner/core/frames.ts';
import type { Ledger } from '../../runner/core/ports/ledger.ts';
import type { Schedules } from '../../runner/core/ports/schedules.ts';
import type { QuestionRequest, RunFilter, RunnerService } from '../../runner/core/ports/service.ts';
import type { ReportDocument } from '../../runner/core/report-document.ts';
import { isRetryable, isSettled, RUN_STATUSES, type RunStatus } from '../../runner/core/run.ts';
import type { RunRequest } from '../../runner/core/run-request.ts';
import type { SnapshotStep } from '../../runner/core/run-snapshot.ts';
import type { QuestionDocument, StepDetail } from '../../runner/core/step-detail.ts';
import type { WaitingReason } from '../../runner/core/waiting.ts';

const BEGIN = Date.parse('2026-03-01T12:00:00Z');

export function stepDocument(step_id: string, over: Partial<StepDocument> = {}): StepDocument {
  return {
    step_id,
    kind: 'agent',
    persona: step_id,
    label: step_id,
    needs: [],
    status: 'pending',
    task_id: null,
    chat_id: null,
    attempt: 0,
    activity: null,
    output: null,
    error: null,
    skip_cause: null,
    fail_code: null,
    started_at: null,
    completed_at: null,
    ...over,
  };
}

/** The same as the thread of a run sees it. */
export function snapshotStep(step: StepDocument): SnapshotStep {
  return { ...step, backend: 'offline', primary: false, findings: null, fate: null, tokens: null };
}

export function runDocument(over: Partial<RunDocument> = {}): RunDocument {
  return {
    id: randomUUID(),
    project_id: 'shop',
    flow_name: 'code-review',
    band: 'small',
    fast: false,
    status: 'running',
    model: null,
    backend: 'offline',
    backend_reason: 'no model configured',
    input: { question: 'Is it right?' },
    commit_sha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
    base_sha: null,
    history: 'full',
    refs: { base: null, head: null },
    error: null,
    outcome: null,
    usage: { input_tokens: null, output_tokens: null, cost: null, unknown_tokens: 0, unknown_cost: 0 },
    estimate: null,
    budget_warning: null,
    schedule: null,
    requested_by: 'api',
    created_at: '2026-03-01T12:00:00.000Z',
    started_at: '2026-03-01T12:00:00.000Z',
    completed_at: null,
    ...over,
  };
}

function agentsOf(steps: readonly StepDocument[]): ListedRun['agents'] {
  const agents = steps.filter(({ kind }) => kind === 'agent');
  return { ended: agents.filter(({ status }) => isSettled(status)).length, all: agents.length };
}

function fits(run: RunDocument, { text = '', ...wanted }: RunFilter): boolean {
  const { requested_by: _, ...columns } = wanted;
  const said = `${run.input.question}\n${run.outcome?.verdict}\n${run.error}`.toLowerCase();
  return (
    Object.entries(columns).every(([name, value]) => run[name as keyof typeof columns] === value) &&
    (said.includes(text.toLowerCase()) || run.id.startsWith(text))
  );
}

const unknown = async (): Promise<never> => {
  throw new BatonError('not_found', 'unknown_finding', 'There is no such finding.');
};

/** A ledger without findings; what it does with some is tested on a database. */
export const EMPTY_LEDGER: Ledger = {
  findings: async () => ({ findings: [], next_cursor: null }),
  dismiss: unknown,
  restore: unknown,
  vote: unknown,
  compare: unknown,
};

/** No schedule is there, and none can be added. */
export const NO_SCHEDULES: Schedules = {
  list: async () => [],
  get: noSchedule,
  add: noSchedule,
  change: noSchedule,
  pause: noSchedule,
  resume: noSchedule,
  remove: noSchedule,
  run: noSchedule,
  takeNotices: async () => [],
  noticeTold: async () => undefined,
  noticeDelayed: async () => undefined,
};

async function noSchedule(): Promise<never> {
  throw new BatonError('not_found', 'unknown_schedule', 'There is no such schedule.');
}

const NOTHING_KNOWN = {
  persona: null,
  prompt: null,
  transcript: [],
  transcript_is_cut: false,
  attempts: [],
} satisfies Partial<StepDetail>;

/** No run like it has completed, and none would ask a model. */
export const NOTHING_EXPECTED: ExpectedRun = {
  ...{ backend: 'offline', backend_reason: 'no model configured', model: null, asks_model: false },
  ...{ runs: 0, duration_ms: null, input_tokens: null, output_tokens: null, cost: null, warning: null },
};

export interface MemoryService extends RunnerService {
  readonly requests: RunRequest[];
  /** the runs of which somebody asked what they would take */
  readonly foreseen: WantedRun[];
  /** what they would take */
  expectation: ExpectedRun;
  readonly cancelled: string[];
  readonly retried: string[];
  readonly asked: QuestionRequest[];
  /** in the order in which they were asked */
  questions(): readonly QuestionDocument[];
  /** answers a question, or fails it, and tells those who wait */
  reply(question_id: string, over: Partial<QuestionDocument>): void;
  /** the chat platforms that are there */
  platforms: readonly string[];
  /** adds a run, or replaces the one of that id */
  put(detail: RunDetail, document?: ReportDocument): void;
  /** sets what is known of a step beyond its document */
  know(run_id: string, step_id: string, detail: Partial<Omit<StepDetail, 'step'>>): void;
  /** replaces parts of a run and tells those who listen */
  change(run_id: string, run: Partial<RunDocument>, rest?: Partial<Omit<RunDetail, 'run'>>): void;
  /** sends a frame to those who listen */
  tell(frame: Frame): void;
  /** how many are listening to frames */
  listeners(): number;
  databaseUp: boolean;
  /** why runs and questions make no progress */
  wait: WaitingReason | null;
}

export function memoryService(): MemoryService {
  const details = new Map<string, RunDetail>();
  const documents = new Map<string, ReportDocument>();
  const questions = new Map<string, QuestionDocument>();
  const stepDetails = new Map<string, Partial<StepDetail>>();
  const known = (run_id: string, step_id: string) => stepDetails.get(`${run_id} ${step_id}`) ?? {};
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const get = (run_id: string): RunDetail => {
    const detail = details.get(run_id);
    if (detail === undefined) throw new BatonError('not_found', 'unknown_run', `There is no run ${run_id}.`);
    return detail;
  };
  const service: MemoryService = {
    requests: [],
    foreseen: [],
    expectation: NOTHING_EXPECTED,
    cancelled: [],
    retried: [],
    asked: [],
    questions: () => [...questions.values()],
    platforms: ['slack', 'discord'],
    databaseUp: true,
    wait: null,
    put(detail, document) {
      details.set(detail.run.id, detail);
      if (document !== undefined) documents.set(detail.run.id, document);
    },
    know: (run_id, step_id, detail) => void stepDetails.set(`${run_id} ${step_id}`, detail),
    change(run_id, run, rest = {}) {
      const before = get(run_id);
      details.set(run_id, { ...before, ...rest, run: { ...before.run, ...run } });
      const status = details.get(run_id)?.run.status ?? 'running';
      service.tell({
        type: 'flow_run_step_updated',
        run_id,
        step_id: 'lens',
        status: 'running',
        run_status: status,
      });
    },
    tell: (frame) => void emitter.emit('frame', frame),
    listeners: () => emitter.listenerCount('frame'),
    async start(request) {
      if (request.id !== null && details.has(request.id)) return { run_id: request.id };
      if (request.post_to !== null && !service.platforms.includes(request.post_to.platform)) {
        throw new BatonError('refused', 'no_platform', 'That platform is not configured.', {
          path: 'post_to',
        });
      }
      if (request.question?.trim() === '') {
        throw new BatonError('refused', 'blank_focus', 'The focus is blank.', { path: 'input.question' });
      }
      service.requests.push(request);
      const run = runDocument({
        ...(request.id === null ? {} : { id: request.id }),
        flow_name: request.flow_name,
        project_id: request.project.id,
        band: request.band,
        created_at: new Date(BEGIN + details.size * 60_000).toISOString(),
      });
      details.set(run.id, {
        run,
        steps: [stepDocument('lens', { label: 'Security reviewer' })],
        report: null,
      });
      return { run_id: run.id };
    },
    async expected(wanted) {
      service.foreseen.push(wanted);
      return service.expectation;
    },
    async cancel(run_id) {
      if (get(run_id).run.status !== 'running') {
        throw new BatonError('conflict', 'run_ended', 'This run has ended already.');
      }
      service.cancelled.push(run_id);
      service.change(run_id, { status: 'cancelled' });
    },
    async retry(run_id) {
      const { run, steps } = get(run_id);
      const { status } = run;
      if (!isRetryable(status, steps)) {
        throw new BatonError('conflict', 'not_retryable', `This run is ${status}.`);
      }
      service.retried.push(run_id);
      service.change(run_id, { status: 'running' });
    },
    run: async (run_id) => {
      if (!service.databaseUp) {
        throw new BatonError('environment', 'database_down', 'The database does not answer.', {
          passing: true,
        });
      }
      return get(run_id);
    },
    async brief(run_id) {
      const { run, steps } = await service.run(run_id);
      const without = steps.map((step) => ({ ...step, output: null }));
      return {
        run,
        steps: without,
        report: null,
        attempts: steps.flatMap(({ step_id }) => known(run_id, step_id).attempts ?? []),
      };
    },
    async step(run_id, step_id) {
      const step = (await service.run(run_id)).steps.find((other) => other.step_id === step_id);
      if (step === undefined)
        throw new BatonError('not_found', 'unknown_step', `There is no step ${step_id}.`);
      const asked = [...questions.values()].filter(
        (other) => other.run_id === run_id && other.step_id === step_id,
      );
      return { ...NOTHING_KNOWN, step, questions: asked, ...known(run_id, step_id) };
    },
    async report(run_id) {
      const detail = await service.run(run_id);
      const { report } = detail;
      if (report !== null) return { ...detail, report, document: documents.get(run_id) ?? null };
      const why = `This run has no report: it is ${detail.run.status}.`;
      throw new BatonError('not_found', 'no_report', why);
    },
    async runs({ limit, cursor, ...filter }) {
      const all = [...details.values()]
        .map(({ run, steps }) => ({ ...run, agents: agentsOf(steps) }))
        .filter((run) => fits(run, filter))
        .sort((a, b) => b.created_at.localeCompare(a.created_at));
      const from = cursor === undefined ? 0 : Number(cursor);
      const next = from + limit < all.length ? String(from + limit) : null;
      return { runs: all.slice(from, from + limit), next_cursor: next };
    },
    async runCounts({ status: _, ...filter }) {
      const all = [...details.values()].map(({ run }) => run).filter((run) => fits(run, filter));
      const of = (status: RunStatus) => all.filter((run) => run.status === status).length;
      const counts = Object.fromEntries(RUN_STATUSES.map((status) => [status, of(status)]));
      return { all: all.length, ...(counts as Record<RunStatus, number>) };
    },
    async resolveRunId(prefix) {
      const ids = [...details.keys()].filter((id) => id.startsWith(prefix));
      if (ids.length > 1) throw new BatonError('refused', 'ambiguous_run', `${ids.length} runs begin so.`);
      const [id] = ids;
      if (id === undefined) throw new BatonError('not_found', 'unknown_run', `No run begins with ${prefix}.`);
      return id;
    },
    async ask(request) {
      const id = request.id ?? randomUUID();
      const known = questions.get(id);
      if (known !== undefined) return known;
      if (!get(request.run_id).steps.some(({ step_id }) => step_id === request.step_id)) {
        throw new BatonError('not_found', 'unknown_step', `There is no step ${request.step_id}.`);
      }
      service.asked.push(request);
      const { run_id, step_id, question, asked_by } = request;
      const n = [...questions.values()].filter((other) => other.run_id === run_id).length + 1;
      const pending = { state: 'pending', answer: null, error: null, answered_at: null } as const;
      const asked_at = new Date(BEGIN).toISOString();
      const card = null;
      const document = { id, run_id, step_id, n, asked_by, card, question, asked_at, ...pending };
      questions.set(id, document);
      return document;
    },
    reply(question_id, over) {
      const question = questions.get(question_id);
      if (question === undefined) throw new Error(`there is no question ${question_id}`);
      const answered_at = new Date(BEGIN).toISOString();
      questions.set(question_id, { ...question, state: 'answered', answered_at, ...over });
      emitter.emit('answer');
    },
    async answered(question_id, signal) {
      for (;;) {
        const question = questions.get(question_id);
        if (question === undefined) throw new BatonError('not_found', 'unknown_question', 'There is none.');
        if (question.answer !== null || question.error !== null) return question;
        await once(emitter, 'answer', { signal }).catch(() => signal.throwIfAborted());
      }
    },
    async *frames({ run_id }, signal) {
      try {
        for await (const [frame] of on(emitter, 'frame', { signal })) {
          if (run_id === undefined || !('run_id' in frame) || frame.run_id === run_id) yield frame;
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    ready: async () =>
      service.databaseUp
        ? { ready: true }
        : { ready: false, reason: 'the database does not answer', remedy: 'Start it.' },
    waiting: async () => service.wait,
  };
  return service;
}
