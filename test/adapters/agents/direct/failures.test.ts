import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDirectBackend } from '../../../../adapters/agents/direct/backend.ts';
import type { ProviderName } from '../../../../adapters/agents/direct/options.ts';
import type { AgentEvent, AgentTask } from '../../../../runner/core/ports/agent.ts';
import { eventsOf } from '../../../contracts/agent-contract.ts';
import { memoryRepository } from '../../../flows/memory-repository.ts';
import {
  accessTo,
  asking,
  type ModelService,
  NOTHING,
  PROVIDER_NAMES,
  startModelService,
  toolEvents,
} from './model-service.ts';

let service: ModelService;
beforeAll(async () => {
  service = await startModelService();
});
beforeEach(() => {
  service.mock.clearFixtures().clearRequests();
});
afterAll(() => service.close());

const ANSWER = {
  content: 'An answer of many words, so that it comes in many pieces over the wire. '.repeat(2),
};
const README = memoryRepository({ 'README.md': '# Shop\n' });
const retries = (events: readonly AgentEvent[]) => events.filter((event) => event.type === 'retry');
const lasts = (events: readonly AgentEvent[]) =>
  events.filter((event) => event.type === 'done' || event.type === 'error');

function within(limits: Partial<AgentTask['limits']>): Partial<AgentTask> {
  return { limits: { ...asking('').limits, ...limits } };
}

interface Trouble {
  readonly times: number;
  readonly status: number;
  readonly message: string;
  /** seconds */
  readonly retryAfter?: number;
}

/** Answers with an error so many times, then with the answer. */
function failing(times: number, status: number, message: string, retryAfter?: number): void {
  fail({ times, status, message, ...(retryAfter === undefined ? {} : { retryAfter }) }, false);
}

/** The same, but in the second turn: the first one asks for a tool. */
function failingLater(times: number, status: number, message: string, retryAfter?: number): void {
  fail({ times, status, message, ...(retryAfter === undefined ? {} : { retryAfter }) }, true);
}

function fail({ times, status, message, retryAfter }: Trouble, later: boolean): void {
  let left = times;
  let isFirst = later;
  service.mock.on({ predicate: () => true }, () => {
    if (isFirst) {
      isFirst = false;
      return { toolCalls: [{ name: 'list', arguments: '{}' }], finishReason: 'stop' };
    }
    left -= 1;
    if (left < 0) return ANSWER;
    return { error: { message, type: 'error' }, status, ...(retryAfter === undefined ? {} : { retryAfter }) };
  });
}

for (const provider of PROVIDER_NAMES) {
  const run = (changes: Partial<AgentTask> = {}, signal?: AbortSignal) =>
    eventsOf(service.backend(provider), asking('Go.', changes), signal);

  describe(`what goes wrong with ${provider}`, () => {
    it('waits in the middle of a conversation as long as a 429 asks for, says so, and goes on', async () => {
      failingLater(1, 429, 'slow down', 0.01);
      const events = await run({ repository: README });
      expect(retries(events)).toEqual([
        { type: 'retry', attempt: 1, reason: 'too many calls (429), next try in 0.0 s' },
      ]);
      expect(events.at(-1)).toMatchObject({ type: 'done', output: ANSWER.content });
    });

    it('makes the first call once, and reports how long a 429 asks to be left alone', async () => {
      failing(9, 429, 'slow down', 3600);
      const events = await run();
      expect(retries(events)).toEqual([]);
      expect(service.mock.getRequests()).toHaveLength(1);
      expect(events.at(-1)).toMatchObject({
        type: 'error',
        code: 'rate_limit',
        retryable: true,
        retryAfterMs: 3_600_000,
      });
    });

    it('makes the first call once when it fails with a 500, which may pass', async () => {
      failing(9, 500, 'something broke');
      const events = await run();
      expect(service.mock.getRequests()).toHaveLength(1);
      expect(lasts(events)).toEqual([
        {
          type: 'error',
          code: 'model',
          retryable: true,
          message: expect.stringContaining('something broke'),
        },
      ]);
    });

    it('tries a 500 in the middle of a conversation again twice, then ends with an error that may pass', async () => {
      failingLater(9, 500, 'something broke');
      const events = await run({ repository: README });
      expect(retries(events)).toHaveLength(2);
      expect(service.mock.getRequests()).toHaveLength(4);
      expect(lasts(events)).toEqual([expect.objectContaining({ code: 'model', retryable: true })]);
    });

    it('ends at once when the key is refused, and names the variable', async () => {
      failing(9, 401, 'invalid x-api-key');
      const events = await run();
      expect(retries(events)).toEqual([]);
      expect(events.at(-1)).toMatchObject({
        type: 'error',
        code: 'auth',
        retryable: false,
        message: expect.stringContaining('_API_KEY'),
      });
    });

    it('takes no part of an answer whose stream is cut', async () => {
      service.mock.on({ predicate: () => true }, ANSWER, { truncateAfterChunks: 6, latency: 30 });
      const events = await run();
      expect(events.some((event) => event.type === 'text')).toBe(true);
      expect(lasts(events)).toEqual([expect.objectContaining({ type: 'error', retryable: true })]);
    });

    it('takes nonsense for no answer', async () => {
      service.mock.on({ predicate: () => true }, ANSWER, { chaos: { malformedRate: 1 } });
      const events = await run();
      expect(lasts(events)).toEqual([expect.objectContaining({ type: 'error', code: 'malformed' })]);
    });

    it('takes an empty answer for none', async () => {
      service.mock.on({ predicate: () => true }, { content: ' ' });
      expect(lasts(await run())).toEqual([expect.objectContaining({ code: 'malformed', retryable: true })]);
    });

    it('is cancelled in the middle of an answer, and says nothing more', async () => {
      service.mock.on({ predicate: () => true }, ANSWER, { latency: 20 });
      const abort = new AbortController();
      const events: AgentEvent[] = [];
      for await (const event of service.backend(provider).run(asking('Go.'), abort.signal)) {
        events.push(event);
        if (event.type === 'text') abort.abort();
      }
      expect(events.filter((event) => event.type === 'text')).toHaveLength(1);
      expect(lasts(events)).toEqual([expect.objectContaining({ code: 'cancelled' })]);
    });

    it('is cancelled while it waits for another try', async () => {
      failingLater(9, 429, 'slow down', 0.9);
      const abort = new AbortController();
      const events: AgentEvent[] = [];
      const task = asking('Go.', { repository: README });
      for await (const event of service.backend(provider).run(task, abort.signal)) {
        events.push(event);
        if (event.type === 'retry') abort.abort();
      }
      expect(lasts(events)).toEqual([expect.objectContaining({ code: 'cancelled' })]);
    });
  });
}

describe('what else goes wrong', () => {
  const run = (changes: Partial<AgentTask> = {}, provider: ProviderName = 'compatible') =>
    eventsOf(service.backend(provider), asking('Go.', changes));

  for (const message of [
    'prompt is too long: 210000 tokens > 200000 maximum',
    "This model's maximum context length is 128000 tokens",
    'The input token count (1100000) exceeds the maximum number of tokens allowed',
  ]) {
    it(`knows a conversation that became too long by "${message.slice(0, 24)}…"`, async () => {
      failing(9, 400, message);
      expect((await run()).at(-1)).toMatchObject({
        code: 'model',
        retryable: false,
        message: expect.stringContaining('too long for llama-4'),
      });
    });
  }

  it('does not try again when there is no credit left', async () => {
    failing(9, 429, 'You exceeded your current quota: insufficient_quota', 0);
    const events = await run();
    expect(retries(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      code: 'no_credit',
      retryable: false,
      message: expect.stringContaining('has no credit left: '),
    });
  });

  it('says which model a provider does not have', async () => {
    failing(9, 404, 'not found');
    expect((await run()).at(-1)).toMatchObject({
      code: 'no_model',
      message: expect.stringContaining('has no model "llama-4" (404)'),
    });
  });

  it('says that a server is not there, and where its address is set', async () => {
    const compatible = accessTo('http://127.0.0.1:9', 'llama');
    const providers = { ...NOTHING.providers, compatible };
    const retry = { most: 1, firstDelayMs: 1, longestDelayMs: 10 };
    const events = await eventsOf(createDirectBackend({ ...NOTHING, providers, retry }), asking('Go.'));
    expect(retries(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      code: 'model',
      retryable: true,
      message: expect.stringContaining('OPENAI_COMPATIBLE_BASE_URL'),
    });
  });

  it('repeats no secret from what a provider complains of', async () => {
    const key = ['sk', 'live', '0123456789abcdefghij'].join('_');
    failing(9, 401, `Incorrect API key provided: ${key}`);
    const last = (await run()).at(-1);
    expect(last).toMatchObject({ code: 'auth', message: expect.stringContaining('***') });
    expect(JSON.stringify(last)).not.toContain(key);
  });

  it('refuses a model that belongs to nobody before it calls anyone', async () => {
    const anthropic = accessTo(service.url);
    const providers = { ...NOTHING.providers, anthropic };
    const events = await eventsOf(
      createDirectBackend({ ...NOTHING, providers }),
      asking('Go.', { model: 'qwen' }),
    );
    expect(events).toEqual([
      { type: 'started' },
      expect.objectContaining({ type: 'error', code: 'no_model' }),
    ]);
    expect(service.mock.getRequests()).toEqual([]);
  });

  it('says that an answer was cut at the limit of tokens', async () => {
    service.mock.on({ predicate: () => true }, { ...ANSWER, finishReason: 'length' });
    expect((await run()).at(-1)).toMatchObject({ type: 'done', stop: 'max_tokens' });
  });

  it('says that a model refused', async () => {
    service.mock.on({ predicate: () => true }, { ...ANSWER, finishReason: 'content_filter' });
    expect((await run()).at(-1)).toMatchObject({ type: 'done', stop: 'refusal' });
  });
});

describe('a model that only ever uses tools', () => {
  const look = { name: 'list', arguments: {} };
  const run = (maxSteps: number) =>
    eventsOf(service.backend('compatible'), asking('Go.', { repository: README, ...within({ maxSteps }) }));

  it('is told to answer in its last turn', async () => {
    service.mock
      .on({ userMessage: /no more tools/ }, { content: 'From what I have read: yes.' })
      .on({ userMessage: 'Go.' }, { toolCalls: [look] });
    const events = await run(4);
    expect(toolEvents(events).filter(({ status }) => status === 'completed')).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ type: 'done', output: 'From what I have read: yes.' });
  });

  it('fails when it does not do so', async () => {
    service.mock.on({ predicate: () => true }, { toolCalls: [look] });
    expect((await run(3)).at(-1)).toMatchObject({ type: 'error', code: 'too_many_steps', retryable: false });
  });

  it('gets no more tools than its steps allow, however many it asks for at once', async () => {
    service.mock
      .on({ userMessage: /no more tools/ }, { content: 'Enough.' })
      .on({ userMessage: 'Go.' }, { toolCalls: Array.from({ length: 5 }, () => look) });
    const events = await run(3);
    const statuses = toolEvents(events).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'started')).toHaveLength(2);
    expect(statuses.filter((status) => status === 'completed')).toHaveLength(2);
    expect(statuses.filter((status) => status === 'denied')).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ type: 'done', output: 'Enough.' });
  });
});
