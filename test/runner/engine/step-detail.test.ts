/** What is known of a step: prompt, conversation, attempts, questions; and a run without its texts. */
import { describe, expect, it } from 'vitest';
import type { AgentBackend, AgentEvent } from '../../../runner/core/ports/agent.ts';
import { RunBrief, StepDetail } from '../../../runner/core/step-detail.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const on = harness();
const FLOW = toyFlow([toyStep('lens', [], { kind: 'agent' }), toyStep('end', ['lens'], { always: true })]);
const KEY = 'SECRET-1';

/** Fails once for a passing reason, then looks, speaks and answers. */
function agent(): AgentBackend {
  let turns = 0;
  return {
    name: 'toy',
    needsCheckout: false,
    probe: async () => ({ ok: true }),
    async *run(): AsyncIterable<AgentEvent> {
      yield { type: 'started', model: 'm9', agentVersion: '1.2' };
      yield { type: 'usage', inputTokens: 10, outputTokens: 2 };
      turns += 1;
      if (turns === 1) {
        yield { type: 'error', code: 'rate_limit', retryable: true, message: 'busy' };
        return;
      }
      yield { type: 'text', delta: `I know ${KEY}.` };
      yield { type: 'tool', id: '1', name: 'read', status: 'started', title: 'a.ts' };
      yield { type: 'tool', id: '1', name: 'read', status: 'completed' };
      yield { type: 'done', stop: 'end_turn', output: 'the answer' };
    },
  };
}

async function run() {
  const mask = async (text: string) => text.replaceAll(KEY, '***').replaceAll(/^lens$/g, 'asked: lens');
  const runner = await on.working({ flow: FLOW, options: { backends: [agent()], mask } });
  const run_id = await on.start(runner);
  await ended(runner, run_id);
  return { runner, run_id, service: runner.service };
}

describe('a step', () => {
  it('has its attempts, its masked prompt, its conversation and its output', async () => {
    const { service, run_id } = await run();
    const detail = StepDetail.parse(await service.step(run_id, 'lens'));
    expect(detail).toMatchObject({
      step: { step_id: 'lens', output: 'the answer', attempt: 2 },
      prompt: { prompt: 'asked: lens' },
      transcript: [
        { kind: 'text', text: 'I know ***.' },
        { kind: 'tool', name: 'read', title: 'a.ts', status: 'completed' },
      ],
      transcript_is_cut: false,
      attempts: [
        { attempt: 1, state: 'failed', error: 'busy', model: 'm9', input_tokens: 10 },
        { attempt: 2, state: 'completed', error: null, agent_version: '1.2', output_tokens: 2 },
      ],
      questions: [],
    });
  });

  it('that code does has neither prompt nor attempts', async () => {
    const { service, run_id } = await run();
    const { prompt, persona, attempts, transcript } = await service.step(run_id, 'end');
    expect([prompt, persona, attempts, transcript]).toEqual([null, null, [], []]);
  });

  it('has the questions to its own agent', async () => {
    const { service, run_id } = await run();
    const asked = await service.ask({ id: null, run_id, step_id: 'lens', question: 'why?', asked_by: 'api' });
    expect((await service.step(run_id, 'lens')).questions).toMatchObject([
      { id: asked.id, question: 'why?' },
    ]);
    expect((await service.step(run_id, 'end')).questions).toEqual([]);
  });

  it('is reported as unknown, with the names that there are, or the run is', async () => {
    const { service, run_id } = await run();
    await expect(service.step(run_id, 'lenz')).rejects.toThrow('Did you mean lens');
    const other = '1a2b3c4d-0000-4000-8000-000000000000';
    await expect(service.step(other, 'lens')).rejects.toMatchObject({ code: 'unknown_run' });
    await expect(service.brief(other)).rejects.toMatchObject({ code: 'unknown_run' });
  });
});

it('a run in brief is the run without outputs and report, with all attempts', async () => {
  const { service, run_id } = await run();
  const brief = RunBrief.parse(await service.brief(run_id));
  const whole = await service.run(run_id);
  expect(brief.run).toEqual(whole.run);
  expect(brief.steps).toEqual(whole.steps.map((step) => ({ ...step, output: null })));
  expect([brief.report, whole.report === null]).toEqual([null, false]);
  expect(brief.attempts.map(({ step_id, attempt, state }) => `${step_id} ${attempt} ${state}`)).toEqual([
    'lens 1 failed',
    'lens 2 completed',
  ]);
});
