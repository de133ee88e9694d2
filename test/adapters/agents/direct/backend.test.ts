import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDirectBackend } from '../../../../adapters/agents/direct/backend.ts';
import { agentContract, BUSY_MS, eventsOf } from '../../../contracts/agent-contract.ts';
import { memoryRepository } from '../../../flows/memory-repository.ts';
import {
  accessTo,
  asking,
  MODELS,
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
  service.mock
    .on({ userMessage: 'Answer.' }, { content: 'A whole answer, in several pieces.' })
    .on({ userMessage: 'Wait.' }, { content: 'Too late.' }, { latency: 60_000 })
    .on({ model: MODELS.google, userMessage: TOOLS }, { toolCalls, finishReason: 'stop' })
    .on({ userMessage: TOOLS }, { toolCalls });
});
afterAll(() => service.close());

/** What a model answers with the use of a tool, though it is told that it may use no more. */
const TOOLS = /Look\.|no more tools/;
const toolCalls = [{ name: 'list', arguments: {} }];

const README = memoryRepository({ 'README.md': '# Shop\nSells things.\n' });

for (const provider of PROVIDER_NAMES) {
  agentContract(`direct, through ${provider}`, {
    make: () => service.backend(provider),
    task: asking('Answer.'),
    silent: asking('Wait.'),
    tools: asking('Look.', { repository: README }),
    deterministic: true,
  });

  describe(`the direct back end, through ${provider}`, () => {
    const read = { name: 'read', arguments: { path: 'README.md' } };
    const reads = (): void => {
      service.mock
        .on({ hasToolResult: false }, { content: 'Let me look. ', toolCalls: [read], finishReason: 'stop' })
        .on({ toolResultContains: 'Sells things.' }, { content: 'It sells things.' });
    };

    it('names the provider and the model it asks, and the version of what asks', async () => {
      const [started] = await eventsOf(service.backend(provider), asking('Answer.'));
      expect(started).toEqual({
        type: 'started',
        model: `${provider}/${MODELS[provider]}`,
        agentVersion: expect.stringMatching(/^AI SDK 7\./),
      });
    });

    it('asks the model that the task names', async () => {
      await eventsOf(service.backend(provider), asking('Answer.', { model: `${provider}/another-one` }));
      expect(service.mock.getLastRequest()?.body).toMatchObject({ model: 'another-one' });
    });

    it('gives the model what it reads, and is done with the text of the last turn alone', async () => {
      reads();
      const events = await eventsOf(service.backend(provider), asking('Loop.', { repository: README }));
      expect(events.at(-1)).toEqual({ type: 'done', stop: 'end_turn', output: 'It sells things.' });
      const said = events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
      expect(said).toBe('Let me look. It sells things.');
    });

    it('says which tool it uses, on what, and what came of it', async () => {
      reads();
      const events = await eventsOf(service.backend(provider), asking('Loop.', { repository: README }));
      const seen = { type: 'tool', name: 'read', kind: 'read', title: 'read README.md' };
      expect(toolEvents(events)).toEqual([
        { ...seen, id: expect.any(String), status: 'started', input: { path: 'README.md' } },
        { ...seen, id: expect.any(String), status: 'completed', output: expect.stringContaining('# Shop') },
      ]);
    });

    it('denies a path that leads out of the repository, and lets the model go on', async () => {
      const outside = { name: 'read', arguments: { path: '../../etc/passwd' } };
      service.mock
        .on({ hasToolResult: false }, { toolCalls: [outside], finishReason: 'stop' })
        .on({ toolResultContains: 'outside the repository' }, { content: 'I may not.' });
      const events = await eventsOf(service.backend(provider), asking('Loop.', { repository: README }));
      expect(toolEvents(events).at(-1)).toMatchObject({ status: 'denied', title: 'read ../../etc/passwd' });
      expect(events.at(-1)).toMatchObject({ type: 'done', output: 'I may not.' });
    });

    it('denies a tool that it does not have, and lets the model go on', async () => {
      const write = { name: 'write_file', arguments: { path: 'a.txt', text: 'x' } };
      service.mock
        .on({ hasToolResult: false }, { toolCalls: [write], finishReason: 'stop' })
        .on({ toolResultContains: 'unavailable tool' }, { content: 'I can only read.' });
      const events = await eventsOf(service.backend(provider), asking('Loop.', { repository: README }));
      expect(toolEvents(events)).toEqual([
        expect.objectContaining({
          name: 'write_file',
          status: 'denied',
          title: expect.stringContaining('a.txt'),
        }),
      ]);
      expect(events.at(-1)).toMatchObject({ type: 'done', output: 'I can only read.' });
    });

    it('tells the model what is wrong with the input of a tool', async () => {
      const wrong = { name: 'read', arguments: { file: 'README.md' } };
      service.mock
        .on({ hasToolResult: false }, { toolCalls: [wrong], finishReason: 'stop' })
        .on({ toolResultContains: 'path' }, { content: 'I see.' });
      const events = await eventsOf(service.backend(provider), asking('Loop.', { repository: README }));
      expect(toolEvents(events).map(({ status }) => status)).toEqual(['started', 'failed']);
      expect(events.at(-1)).toMatchObject({ output: 'I see.' });
    });

    it('offers the model reading tools and no other', async () => {
      await eventsOf(service.backend(provider), asking('Answer.'));
      const offered = JSON.stringify(service.mock.getLastRequest()?.body);
      const names = [...offered.matchAll(/"function":{"name":"([^"]+)"/g)].map(([, name]) => name);
      expect(names).toEqual(['list', 'read', 'grep', 'references', 'git_log', 'git_diff', 'git_blame']);
    });
  });
}

/** When asked to be slow, sends nothing but comments for `BUSY_MS`, as gateways do while a model is loaded or thinks. */
const slow = createServer(async (request, response) => {
  const end = performance.now() + ((await text(request)).includes('Be slow.') ? BUSY_MS : 0);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  while (performance.now() < end) {
    response.write(': processing\n\n');
    await setTimeout(100);
  }
  const choice = (delta: object, finish_reason: string | null) =>
    `data: ${JSON.stringify({ id: '1', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  response.end(
    `${choice({ role: 'assistant', content: 'At last.' }, null)}${choice({}, 'stop')}data: [DONE]\n\n`,
  );
});
beforeAll(() => once(slow.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => slow.close());

agentContract('direct, through a server that is slow and keeps the connection alive', {
  make: () => {
    const { port } = slow.address() as AddressInfo;
    const compatible = accessTo(`http://127.0.0.1:${port}/v1`, 'llama');
    return createDirectBackend({ ...NOTHING, providers: { ...NOTHING.providers, compatible } });
  },
  task: asking('Answer.'),
  busy: asking('Be slow.'),
  deterministic: false,
});

describe('the direct back end', () => {
  it('is there when one provider is set up, and says its version', async () => {
    expect(await service.backend('google').probe()).toEqual({ ok: true, version: expect.any(String) });
  });

  it('is not there without a key, and names what to set', async () => {
    const probe = await createDirectBackend(NOTHING).probe();
    expect(probe).toMatchObject({
      ok: false,
      reason: 'no model key is set',
      remedy: expect.stringMatching(/^Set ANTHROPIC_API_KEY/),
    });
  });

  it('takes a compatible server without a key', async () => {
    const compatible = accessTo(`${service.url}/v1`, 'llama', null);
    const backend = createDirectBackend({ ...NOTHING, providers: { ...NOTHING.providers, compatible } });
    expect(await backend.probe()).toMatchObject({ ok: true });
    expect((await eventsOf(backend, asking('Answer.'))).at(-1)).toMatchObject({ type: 'done' });
  });

  it('reaches any model at a custom OpenAI address, by chat completions', async () => {
    const openai = accessTo(`${service.url}/v1`);
    const backend = createDirectBackend({ ...NOTHING, providers: { ...NOTHING.providers, openai } });
    const events = await eventsOf(backend, asking('Answer.', { model: 'some-model' }));
    expect(events.at(-1)).toMatchObject({ type: 'done' });
    expect(service.mock.getLastRequest()).toMatchObject({
      path: '/v1/chat/completions',
      body: { model: 'some-model' },
    });
  });

  it('says once what the task has used so far after each turn, and leaves out what it is not told', async () => {
    const usage = { prompt_tokens: 100, completion_tokens: 10 };
    const list = { name: 'list', arguments: {} };
    service.mock
      .on({ hasToolResult: false }, { toolCalls: [list], usage })
      .on({ hasToolResult: true }, { content: 'Done.', usage });
    const events = await eventsOf(service.backend('compatible'), asking('Loop.', { repository: README }));
    expect(events.filter((event) => event.type === 'usage')).toEqual([
      { type: 'usage', inputTokens: 100, outputTokens: 10 },
      { type: 'usage', inputTokens: 200, outputTokens: 20 },
    ]);
  });

  it('passes on what a model thinks', async () => {
    service.mock.on({ userMessage: 'Think.' }, { content: 'So be it.', reasoning: 'Should it be?' });
    const events = await eventsOf(
      service.backend('anthropic'),
      asking('Think.', { model: 'anthropic/claude-sonnet-4-5' }),
    );
    const thoughts = events.map((event) => (event.type === 'thought' ? event.delta : '')).join('');
    expect(thoughts).toBe('Should it be?');
    expect(events.at(-1)).toMatchObject({ output: 'So be it.' });
  });

  it('sends the system text as such', async () => {
    const system = 'You are the skeptic.';
    service.mock.clearFixtures().on({ systemMessage: system }, { content: 'Prove it.' });
    const events = await eventsOf(service.backend('openai'), asking('Hello.', { system }));
    expect(events.at(-1)).toMatchObject({ output: 'Prove it.' });
  });

  it('keeps nothing at OpenAI', async () => {
    let body = '';
    const server = createServer(async (request, response) => {
      body = await text(request);
      response.writeHead(400).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const openai = { ...accessTo(`http://127.0.0.1:${port}/v1`), wire: 'responses' as const };
    const backend = createDirectBackend({ ...NOTHING, providers: { ...NOTHING.providers, openai } });
    await eventsOf(backend, asking('Answer.'));
    server.close();
    expect(JSON.parse(body)).toMatchObject({ store: false });
  });
});
