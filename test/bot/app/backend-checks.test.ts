import { expect, test } from 'vitest';
import { backendCheck, sandboxCheck } from '../../../bot/app/backend-checks.ts';
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';

const { signal } = new AbortController();
const PLAIN = { required: false, traits: [], live: null };

function backend(probe: Awaited<ReturnType<AgentBackend['probe']>>): AgentBackend {
  return { name: 'toy', needsCheckout: false, probe: async () => probe, async *run() {} };
}

test.each([
  ['that is there', { ok: true, version: '1.2' }, { ok: true, detail: 'there, 1.2', remedy: null }],
  ['that is not', { ok: false, reason: 'no script' }, { ok: false, detail: 'no script', remedy: null }],
  [
    'that is found and not signed in',
    { ok: false, version: '1.2', reason: 'not signed in', remedy: 'Set KEY.' },
    { ok: false, detail: 'found, 1.2, but not signed in. Set KEY.', remedy: null },
  ],
])('a back end %s is shown so', async (_, probe, outcome) => {
  expect(await backendCheck(backend(probe), PLAIN).check(signal)).toEqual(outcome);
});

test('a back end that was asked for and is not there has to be mended', async () => {
  const check = backendCheck(backend({ ok: false, reason: 'no script' }), { ...PLAIN, required: true });
  expect(check.required).toBe(true);
  expect(await check.check(signal)).toMatchObject({ remedy: expect.stringContaining('BATON_BACKEND') });
});

test('a model is called only when that is asked for, and only of a back end that is there', async () => {
  const there = backend({ ok: true, version: '1.2' });
  const live = async () => 'm1 answers';
  const traits = ['signed in', 'sandboxed'];
  expect((await backendCheck(there, PLAIN).check(signal)).detail).toBe('there, 1.2');
  expect((await backendCheck(there, { ...PLAIN, traits, live }).check(signal)).detail).toBe(
    'there, 1.2, signed in, sandboxed, m1 answers',
  );
  const missing = backend({ ok: false, reason: 'no key' });
  expect((await backendCheck(missing, { ...PLAIN, traits, live }).check(signal)).detail).toBe('no key');
});

test.each([
  ['auto', 'missing', false, false],
  ['bwrap', 'missing', true, false],
  ['auto', 'bwrap', false, true],
  ['none', 'none', false, true],
] as const)('sandbox: %s with %s is required: %s, and well: %s', async (mode, kind, required, ok) => {
  const check = sandboxCheck(mode, async () => ({ kind, reason: 'because' }));
  expect(check.required).toBe(required);
  expect(await check.check(signal)).toMatchObject({ ok, detail: 'because' });
});
