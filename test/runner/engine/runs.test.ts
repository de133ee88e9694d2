import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import type { Frame } from '../../../runner/core/frames.ts';
import type { Runner, Work } from '../../../runner/runner.ts';
import { type FreshDatabase, freshDatabase } from '../../setup/database.ts';
import { type Toy, toyRequest, toyRunner } from '../../setup/toy-runner.ts';

let database: FreshDatabase;
let runner: Runner;
let work: Work | null = null;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  await work?.stop();
  await runner.close();
  work = null;
});

async function open(toy: Toy = {}): Promise<void> {
  runner = await toyRunner(database, toy);
  work = await runner.startWork();
}

/** The run's detail once it has ended, found through its frames. */
async function ended(run_id: string, seen: Frame[] = []) {
  const stop = new AbortController();
  for await (const frame of runner.service.frames({ run_id }, stop.signal)) {
    seen.push(frame);
    if (frame.type === 'flow_run_step_updated' && frame.run_status !== undefined) stop.abort();
  }
  return runner.service.run(run_id);
}

describe('a run', () => {
  it('completes, with every step’s output and the report stored', async () => {
    await open({ code: async ({ step }) => ({ output: step.step_id === 'render' ? '# Report' : 'scoped' }) });
    const { run_id } = await runner.service.start(toyRequest());
    const { run, steps, report } = await ended(run_id);
    expect(run.status).toBe('completed');
    expect(report).toBe('# Report');
    expect(steps.map((step) => step.output)).toEqual([
      'scoped',
      'answer of a',
      'answer of b',
      'answer of c',
      'answer of d',
      '# Report',
    ]);
  });

  it('tells a watcher each change once, and the end last', async () => {
    await open();
    const seen: Frame[] = [];
    const { run_id } = await runner.service.start(toyRequest());
    await ended(run_id, seen);
    expect(seen[0]?.type).toBe('flow_run_started');
    expect(seen.at(-1)).toMatchObject({ run_status: 'completed', report: 'render' });
    const completed = seen.flatMap((frame) =>
      frame.type === 'flow_run_step_updated' && frame.status === 'completed' && frame.run_status === undefined
        ? [frame.step_id]
        : [],
    );
    expect(completed.toSorted()).toEqual(['a', 'b', 'c', 'd', 'render', 'scope']);
  });

  it('completes though a lens fails, and says on the step what it met', async () => {
    await open({
      agent: async ({ prompt }) => {
        if (prompt === 'b') throw new BatonError('step', 'model', 'The model is out.');
        return 'yes';
      },
    });
    const { run_id } = await runner.service.start(toyRequest());
    const { run, steps } = await ended(run_id);
    expect(run.status).toBe('completed');
    expect(steps.find((step) => step.step_id === 'b')).toMatchObject({
      status: 'failed',
      error: 'The model is out.',
    });
  });
});
