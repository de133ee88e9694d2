import { expect, test } from 'vitest';
import {
  backendCheck,
  networkCheck,
  sandboxCheck,
  sandboxWarnings,
} from '../../../bot/app/backend-checks.ts';
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
  const check = sandboxCheck(mode, async () => ({
    kind,
    reason: 'because',
    network: 'machine',
    networkReason: null,
  }));
  expect(check.required).toBe(required);
  expect(await check.check(signal)).toMatchObject({ ok, detail: 'because' });
});

const CONFINED = { kind: 'bwrap', reason: 'sandboxed', network: 'own', networkReason: null } as const;
const SHARED = { ...CONFINED, network: 'machine', networkReason: 'bubblewrap says: no' } as const;
const NONE = { ...SHARED, kind: 'none', reason: 'no sandbox', networkReason: 'there is no sandbox' } as const;

test.each([
  ['auto', CONFINED, false, true, 'agents reach their models only', null],
  ['auto', SHARED, false, false, 'Baton’s API, databases and metadata services', 'network namespaces'],
  ['machine', SHARED, false, true, 'Baton’s API, databases and metadata services', null],
  ['own', NONE, true, false, 'there is no sandbox', 'network namespaces'],
  ['auto', NONE, false, false, 'there is no sandbox', null],
] as const)(
  'sandbox network: %s with %o is required: %s, and well: %s',
  async (mode, found, required, ok, detail, remedy) => {
    const check = networkCheck(mode, async () => found);
    expect(check.required).toBe(required);
    const outcome = await check.check(signal);
    expect(outcome).toMatchObject({ ok, detail: expect.stringContaining(detail) });
    expect(outcome.remedy ?? '').toContain(remedy ?? '');
    expect(outcome.remedy === null).toBe(remedy === null);
  },
);

test('a worker’s log says what is not guarded, and how to change that', () => {
  expect(sandboxWarnings(CONFINED)).toEqual([]);
  expect(sandboxWarnings(NONE)).toEqual(['agents that are programs: no sandbox']);
  expect(sandboxWarnings(SHARED)).toEqual([
    expect.stringMatching(
      /the machine's network \(bubblewrap says: no\).*Baton’s API.*Allow .*network namespaces/,
    ),
  ]);
});
