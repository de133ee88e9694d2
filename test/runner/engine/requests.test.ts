import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';
import type { RunRequest } from '../../../runner/core/run-request.ts';
import { toyFlow, toyPreferences, toyRequest, toyStep } from '../../setup/toy-runner.ts';
import { harness } from './harness.ts';

const on = harness();

function backend(name: string, reason?: string): AgentBackend {
  const probed = reason === undefined ? { ok: true } : { ok: false, reason };
  return { name, needsCheckout: false, probe: async () => probed, run: async function* () {} };
}

const BACKENDS = [
  backend('claude-code', 'claude is not installed'),
  backend('codex', 'no login'),
  backend('offline'),
];

async function refusalOf(request: Partial<RunRequest>, order = ['offline']): Promise<BatonError> {
  const runner = await on.runner({ options: { backends: BACKENDS, preferences: toyPreferences(order) } });
  const refusal = await runner.service.start(toyRequest(request)).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(refusal instanceof BatonError)) throw new Error(`it was not refused: ${refusal}`);
  return refusal;
}

describe('a request', () => {
  it.each<[string, Partial<RunRequest>, { code: string; path: string; message: RegExp }]>([
    [
      'an unknown flow',
      { flow_name: 'toyy' },
      { code: 'unknown_flow', path: 'flow_name', message: /Did you mean toy\?/ },
    ],
    [
      'a flow like no other',
      { flow_name: 'zzzzzz' },
      { code: 'unknown_flow', path: 'flow_name', message: /There are: toy\./ },
    ],
    [
      'a blank focus',
      { question: ' \n\t ' },
      { code: 'blank_focus', path: 'input.question', message: /blank/ },
    ],
    [
      'a focus of controls only',
      { question: '\0\u001b' },
      { code: 'blank_focus', path: 'input.question', message: /blank/ },
    ],
    [
      'a huge focus',
      { question: 'x'.repeat(4001) },
      { code: 'long_focus', path: 'input.question', message: /4,001 characters; the most is 4,000/ },
    ],
    [
      'a base where nothing is compared',
      { base: 'main' },
      { code: 'no_base_here', path: 'base', message: /compares nothing/ },
    ],
    [
      'an unknown back end',
      { backend: 'oflin' },
      { code: 'unknown_backend', path: 'backend', message: /Did you mean offline\?/ },
    ],
    [
      'a back end that is not ready',
      { backend: 'codex' },
      { code: 'backend_not_ready', path: 'backend', message: /"codex" can't be used: no login/ },
    ],
    [
      'a place to post to',
      { post_to: { platform: 'discord', workspace: null, channel: 'C1', thread: null } },
      { code: 'no_platform', path: 'post_to', message: /discord is not configured/ },
    ],
    [
      'a text that cannot be stored',
      { paths: ['src/\0'] },
      { code: 'unstorable', path: '', message: /characters that cannot be stored/ },
    ],
  ])('with %s is refused, and nothing is stored', async (_, request, { code, path, message }) => {
    const refusal = await refusalOf(request);
    expect(refusal).toMatchObject({ kind: 'refused', code });
    expect(refusal.path ?? '').toBe(path);
    expect(refusal.message).toMatch(message);
    expect(await on.query('SELECT FROM flow_runs')).toEqual([]);
    expect(await on.query('SELECT FROM graphile_worker.jobs')).toEqual([]);
  });

  it('is refused with every reason when no back end is ready', async () => {
    const refusal = await refusalOf({}, ['claude-code', 'codex', 'unheard-of']);
    expect(refusal).toMatchObject({ kind: 'refused', code: 'no_backend' });
    expect(refusal.message).toBe(
      'No back end is ready: claude-code: claude is not installed; codex: no login; unheard-of: not in this version. `baton doctor` says what each needs.',
    );
  });

  it('is refused for what its repository refuses, and nothing is stored', async () => {
    const refuse = async (): Promise<never> => {
      throw new BatonError('refused', 'unknown_ref', 'There is no ref nope.', { path: 'head' });
    };
    const runner = await on.runner({
      options: { repositories: { pin: refuse, open: refuse, checkout: refuse } },
    });
    await expect(runner.service.start(toyRequest({ head: 'nope' }))).rejects.toMatchObject({
      code: 'unknown_ref',
    });
    expect(await on.query('SELECT FROM flow_runs')).toEqual([]);
  });

  it('is refused for a flow that cannot be run', async () => {
    const flow = toyFlow([toyStep('a', ['b']), toyStep('b', ['a'])]);
    const runner = await on.runner({ flow });
    await expect(runner.service.start(toyRequest())).rejects.toMatchObject({
      kind: 'refused',
      code: 'bad_flow',
    });
  });

  it('gets the first back end that is ready, with the reason', async () => {
    const runner = await on.runner({
      options: { backends: BACKENDS, preferences: toyPreferences(['codex', 'offline']) },
    });
    const { run } = await runner.service.run(await on.start(runner));
    expect(run).toMatchObject({
      backend: 'offline',
      backend_reason: 'no model key configured; `baton doctor` lists the others',
    });
  });

  it('may have a focus of exactly 4,000 characters, counted as people do', async () => {
    const runner = await on.runner({});
    const question = '😀'.repeat(4000);
    const { run } = await runner.service.run(await on.start(runner, { question: `  ${question}\n` }));
    expect(run.input.question).toBe(question);
  });

  it('is written down with who made it', async () => {
    const runner = await on.runner({});
    const run_id = await on.start(runner, { requested_by: 'cli:ana' });
    expect(await on.query('SELECT actor, action, detail FROM audit_log WHERE run_id = $1', [run_id])).toEqual(
      [{ actor: 'cli:ana', action: 'start', detail: { flow: 'toy', backend: 'toy' } }],
    );
  });
});
