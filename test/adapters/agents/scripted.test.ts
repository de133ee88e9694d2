import { describe, expect, it } from 'vitest';
import { createOfflineBackend } from '../../../adapters/agents/offline.ts';
import type { Script } from '../../../adapters/agents/script.ts';
import { createScriptedBackend } from '../../../adapters/agents/scripted.ts';
import type { AgentEvent } from '../../../runner/core/ports/agent.ts';
import { agentContract, eventsOf, taskOf } from '../../contracts/agent-contract.ts';

const fallback = createOfflineBackend({ answer: () => 'offline says so' });
const scripted = (script: Script) => createScriptedBackend({ script, fallback });
const security = taskOf({ flow: 'code-review', step_id: 'lens:security', persona: 'security-reviewer' });

async function lastOf(script: Script, task = security): Promise<AgentEvent | undefined> {
  return (await eventsOf(scripted(script), task)).at(-1);
}

agentContract('scripted, answering', {
  make: () =>
    scripted({
      default: { answer: 'a long answer '.repeat(5_000), delay_ms: 1 },
      '@skeptic': { fault: 'hang' },
    }),
  task: security,
  silent: taskOf({ flow: 'code-review', step_id: 'skeptic-1', persona: 'skeptic' }),
  deterministic: true,
});

agentContract('scripted, falling back', { make: () => scripted({}), task: security, deterministic: true });

it('says an answer piece by piece when it is to be streamed', async () => {
  const events = await eventsOf(
    scripted({ default: { answer: 'a long answer '.repeat(50), stream_ms: 300 } }),
    security,
  );
  const said = events.flatMap((event) => (event.type === 'text' ? [event.delta] : []));
  expect(said).toHaveLength(3);
  expect(events.at(-1)).toMatchObject({ type: 'done', output: said.join('') });
});

describe('the scripted back end: which entry wins', () => {
  const script: Script = {
    'code-review/lens:security': { answer: 'exact' },
    '*/lens:security': { answer: 'step' },
    'code-review/*': { answer: 'flow' },
    '@security-reviewer': { answer: 'persona' },
    default: { answer: 'default' },
  };
  const order = ['exact', 'step', 'flow', 'persona', 'default'];

  for (const [place, wanted] of order.entries()) {
    it(`answers by the ${wanted} entry when it is the most specific one left`, async () => {
      const left = Object.fromEntries(Object.entries(script).slice(place));
      expect(await lastOf(left)).toMatchObject({ output: wanted });
    });
  }

  it('tells a follow-up question from the step that it is about', async () => {
    const question = taskOf({
      flow: 'code-review',
      step_id: 'ask:lens:security',
      persona: 'security-reviewer',
    });
    const asks: Script = {
      'code-review/ask:lens:security': { answer: 'exact' },
      '*/ask:lens:security': { answer: 'step' },
      'code-review/ask': { answer: 'any of the flow' },
      '*/ask': { answer: 'any' },
      '@security-reviewer': { answer: 'persona' },
      'code-review/lens:security': { answer: 'the step itself' },
    };
    const heard = [];
    for (const place of [0, 1, 2, 3, 4]) {
      heard.push(await lastOf(Object.fromEntries(Object.entries(asks).slice(place)), question));
    }
    expect(heard.map((last) => last?.type === 'done' && last.output)).toEqual([
      'exact',
      'step',
      'any of the flow',
      'any',
      'persona',
    ]);
    expect(await lastOf(asks)).toMatchObject({ output: 'the step itself' });
  });

  it('leaves what no pattern matches to the fallback', async () => {
    expect(await lastOf({ 'tech-debt/*': { answer: 'no' }, '@skeptic': { answer: 'no' } })).toMatchObject({
      output: 'offline says so',
    });
  });

  it('takes the most specific entry whole: it inherits nothing from a wider one', async () => {
    const last = await lastOf({ '@security-reviewer': { delay_ms: 0 }, default: { answer: 'no' } });
    expect(last).toMatchObject({ output: 'offline says so' });
  });

  it('uses an entry with `times` only so often, then the next most specific one', async () => {
    const backend = scripted({
      'code-review/lens:security': { answer: 'first', times: 1 },
      '@security-reviewer': { answer: 'second', times: 1 },
    });
    const outputs = [];
    for (let round = 0; round < 3; round++) {
      const last = (await eventsOf(backend, security)).at(-1);
      outputs.push(last?.type === 'done' && last.output);
    }
    expect(outputs).toEqual(['first', 'second', 'offline says so']);
  });

  it('counts `times` for each back end anew', async () => {
    const once: Script = { default: { answer: 'first', times: 1 } };
    expect(await lastOf(once)).toMatchObject({ output: 'first' });
    expect(await lastOf(once)).toMatchObject({ output: 'first' });
  });

  it('answers with JSON when the answer is not a text', async () => {
    expect(await lastOf({ default: { answer: { verdicts: [] } } })).toMatchObject({
      output: '{"verdicts":[]}',
    });
  });

  it('matches a brief that names no step by `default` alone', async () => {
    expect(await lastOf({ default: { answer: 'default' } }, taskOf(null))).toMatchObject({
      output: 'default',
    });
  });

  it('says that it has started once, before the delay and in front of the fallback', async () => {
    const events = await eventsOf(scripted({ default: { delay_ms: 5 } }), security);
    expect(events.map((event) => event.type)).toEqual(['started', 'text', 'done']);
  });

  it('ends as cancelled when it is aborted in the middle of its delay', async () => {
    const abort = new AbortController();
    const run = scripted({ default: { delay_ms: 3_600_000 } }).run(security, abort.signal);
    const events = run[Symbol.asyncIterator]();
    await events.next();
    const next = events.next();
    abort.abort();
    expect((await next).value).toMatchObject({ type: 'error', code: 'cancelled' });
    expect((await events.next()).done).toBe(true);
  });

  it('is not there without a script, and says why', async () => {
    const backend = createScriptedBackend({ script: null, reason: 'BATON_SCRIPT is not set', fallback });
    expect(await backend.probe()).toEqual({ ok: false, reason: 'BATON_SCRIPT is not set' });
    expect((await eventsOf(backend, security)).at(-1)).toMatchObject({ type: 'error', code: 'spawn' });
  });
});

describe('the scripted back end: its faults', () => {
  it('hangs until it is aborted, then ends as cancelled', async () => {
    const abort = new AbortController();
    const events = scripted({ default: { fault: 'hang' } })
      .run(security, abort.signal)
      [Symbol.asyncIterator]();
    expect((await events.next()).value).toEqual({ type: 'started' });
    const next = events.next();
    const first = await Promise.race([next.then(() => 'answered'), turnsOfTheLoop(50)]);
    expect(first).toBe('silent');
    abort.abort();
    expect((await next).value).toMatchObject({ type: 'error', code: 'cancelled' });
  });

  it('crashes by throwing, with no last event', async () => {
    await expect(eventsOf(scripted({ default: { fault: 'crash' } }), security)).rejects.toThrow(/died/);
  });

  it('talks nonsense: text that is not JSON', async () => {
    const last = await lastOf({ default: { fault: 'nonsense' } });
    expect(last?.type).toBe('done');
    expect(() => JSON.parse(last?.type === 'done' ? last.output : '{}')).toThrow();
  });

  it('floods: megabytes of valid JSON with 500 findings', async () => {
    const last = await lastOf({ default: { fault: 'flood' } });
    const output = last?.type === 'done' ? last.output : '{}';
    expect(output.length).toBeGreaterThan(2_000_000);
    expect(JSON.parse(output)).toMatchObject({ lens: 'security-reviewer' });
    expect(JSON.parse(output).findings).toHaveLength(500);
  });

  it('fails for good with `error`', async () => {
    expect(await lastOf({ default: { fault: 'error' } })).toMatchObject({
      type: 'error',
      code: 'model',
      retryable: false,
    });
  });

  it('fails for now with `rate_limit`', async () => {
    expect(await lastOf({ default: { fault: 'rate_limit' } })).toMatchObject({
      type: 'error',
      code: 'rate_limit',
      retryable: true,
    });
  });

  it('lets a fault win over an answer beside it', async () => {
    expect(await lastOf({ default: { fault: 'error', answer: 'fine' } })).toMatchObject({ type: 'error' });
  });
});

async function turnsOfTheLoop(turns: number): Promise<'silent'> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  return 'silent';
}
