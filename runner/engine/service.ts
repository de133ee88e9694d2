/** Implements the service port: starts, cancels, retries and shows runs, in any process and for any run. */
import type { Catalogue } from '../core/ports/catalogue.ts';
import type { RunnerService } from '../core/ports/service.ts';
import type { StepDetail } from '../core/step-detail.ts';
import type { Bus } from '../events/bus.ts';
import { reportedRun, runDetail, runIdOf } from '../store/document-rows.ts';
import { answerOf, refuseUnstorable } from '../store/outage.ts';
import { TRIED_ONCE } from '../store/outage-log.ts';
import { createProbe } from '../store/probe.ts';
import { startOnce } from '../store/request-keys.ts';
import { runCounts, runPage } from '../store/run-lists.ts';
import { runBrief, stepDetail } from '../store/step-detail-rows.ts';
import { expectedRun } from './expectation.ts';
import { createFrameStream } from './frame-stream.ts';
import { askQuestion, awaitAnswer } from './questions.ts';
import { cancelRun, retryRun } from './run-changes.ts';
import { type StartOptions, startRun } from './start-run.ts';
import { waitingReasonOf } from './waiting.ts';

export interface ServiceOptions extends StartOptions {
  readonly bus: Bus;
  /** the database's URL, for error messages */
  readonly url: string;
}

/** During an outage of the database every method throws `database_unreachable`, except for `frames`, which waits. */
export function createService(options: ServiceOptions): RunnerService {
  const { context, bus, url, mask } = options;
  const { pool, outages } = context;
  const read = <T>(answer: Promise<T>) => answerOf(url, answer, READ_MS);
  const write = async <T>(answer: Promise<T>) => {
    try {
      const stored = await answerOf(url, answer.catch(refuseUnstorable));
      outages.stored();
      return stored;
    } catch (error) {
      outages.failed(TRIED_ONCE.requests, error);
      throw error;
    }
  };
  const { watch } = createFrameStream(pool, bus);
  return {
    start: (request) => write(startOnce(pool, request, () => startRun(options, request))),
    expected: (wanted) => read(expectedRun(options, wanted)),
    cancel: (run_id, by) => write(cancelRun(context, run_id, by)),
    retry: (run_id, by) => write(retryRun(context, run_id, by)),
    run: (run_id) => read(runDetail(pool, run_id)),
    brief: (run_id) => read(runBrief(pool, run_id)),
    step: (run_id, step_id) => read(withPersona(options.catalogue, stepDetail(pool, run_id, step_id))),
    report: (run_id) => read(reportedRun(pool, run_id)),
    runs: (query) => read(runPage(pool, query)),
    runCounts: (filter) => read(runCounts(pool, filter)),
    resolveRunId: (prefix) => read(runIdOf(pool, prefix)),
    ask: async (request) =>
      write(askQuestion(context, { ...request, question: await mask(request.question) })),
    answered: (question_id, signal) => answerOf(url, awaitAnswer(context, bus, question_id, signal)),
    frames: watch,
    ready: createProbe(pool, outages),
    waiting: (of) => waitingReasonOf(context, of),
  };
}

async function withPersona(
  { personas }: Catalogue,
  reading: Promise<Omit<StepDetail, 'persona'>>,
): Promise<StepDetail> {
  const detail = await reading;
  const persona = personas.find(({ id }) => id === detail.step.persona);
  if (persona === undefined) return { ...detail, persona: null };
  return { ...detail, persona: { id: persona.id, name: persona.name, body: persona.body } };
}

/** A read that takes longer is treated as an outage. */
const READ_MS = 5000;
