/** Which back end and which model the agents of a run get, and that it is stored with the run. */
import { describe, expect, it } from 'vitest';
import type { AgentBackend, AgentTask } from '../../../runner/core/ports/agent.ts';
import type { BackendPreferences } from '../../../runner/engine/backends.ts';
import { createBackends } from '../../../runner/engine/backends.ts';
import { toyFlow, toyPreferences, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const STEPS = [
  toyStep('scope', []),
  toyStep('lens', ['scope'], { kind: 'agent', persona: 'reader' }),
  toyStep('skeptic', ['lens'], { kind: 'agent', persona: 'skeptic' }),
  toyStep('end', ['skeptic'], { always: true }),
];

/** A back end that answers with its own name and the model it was asked for. */
function backend(
  name: string,
  probe: Awaited<ReturnType<AgentBackend['probe']>> = { ok: true },
): AgentBackend {
  return {
    name,
    needsCheckout: false,
    probe: async () => probe,
    async *run({ model }: AgentTask) {
      yield { type: 'started' };
      yield { type: 'done', stop: 'end_turn', output: `${name} ${model ?? '-'}` };
    },
  };
}

const ALL = [
  backend('direct', { ok: false, reason: 'no model key is set', remedy: 'Set SOME_KEY, or another.' }),
  backend('codex'),
  backend('claude-code'),
  backend('offline'),
  backend('broken', { ok: false, reason: 'it is broken' }),
];
const ORDER = ['direct', 'codex', 'offline'];
const skeptic = (backendName: string | null, model: string | null = null): Partial<BackendPreferences> => ({
  personas: { skeptic: { backend: backendName, model } },
});

interface Case {
  readonly wanted?: { backend?: string; model?: string };
  readonly preferences?: Partial<BackendPreferences>;
  readonly run: string;
  readonly reason: string;
  /** of the skeptic's step; absent: the run's */
  readonly own?: string;
}

describe('the choice of a back end', () => {
  it.each<[string, Case]>([
    [
      'the first in order that is there, and why not the others',
      { run: 'codex -', reason: 'first available (direct: no model key is set)' },
    ],
    ['the one that is named', { wanted: { backend: 'offline' }, run: 'offline -', reason: 'asked for' }],
    [
      'the one of the project',
      {
        preferences: { projects: { toy: { backend: 'claude-code', model: 'sonnet' } } },
        run: 'claude-code sonnet',
        reason: 'configured for toy',
      },
    ],
    [
      'the named one, before that of the project',
      {
        wanted: { backend: 'codex' },
        preferences: { projects: { toy: { backend: 'claude-code', model: 'sonnet' } } },
        run: 'codex -',
        reason: 'asked for',
      },
    ],
    [
      'the only one in the order',
      { preferences: { order: ['offline'] }, run: 'offline -', reason: 'as configured' },
    ],
    [
      'another for a persona',
      {
        preferences: skeptic('claude-code'),
        run: 'codex -',
        reason: 'first available (direct: no model key is set); skeptic on claude-code',
        own: 'claude-code -',
      },
    ],
    [
      'another for a persona, with the model of the run',
      {
        wanted: { model: 'm1' },
        preferences: skeptic('claude-code'),
        run: 'codex m1',
        reason: 'first available (direct: no model key is set); skeptic on claude-code with m1',
        own: 'claude-code m1',
      },
    ],
    [
      'a persona’s own model, before that of the run',
      {
        wanted: { model: 'm1' },
        preferences: skeptic(null, 'm2'),
        run: 'codex m1',
        reason: 'first available (direct: no model key is set); skeptic on codex with m2',
        own: 'codex m2',
      },
    ],
    [
      'one back end for all personas when it is named for the run',
      {
        wanted: { backend: 'codex' },
        preferences: skeptic('claude-code', 'm2'),
        run: 'codex -',
        reason: 'asked for',
      },
    ],
    [
      'the usual model of a back end where none is named',
      {
        preferences: { ...skeptic('claude-code'), models: { codex: 'usual', 'claude-code': 'other' } },
        run: 'codex usual',
        reason: 'first available (direct: no model key is set); skeptic on claude-code with other',
        own: 'claude-code other',
      },
    ],
  ])('is %s', async (_, { wanted = {}, preferences, run, reason, own }) => {
    const choice = await createBackends(ALL, toyPreferences(ORDER, preferences)).choose({
      backend: wanted.backend ?? null,
      model: wanted.model ?? null,
      project_id: 'toy',
      steps: STEPS,
    });
    expect(`${choice.backend} ${choice.model ?? '-'}`).toBe(run);
    expect(choice.reason).toBe(reason);
    const owns = choice.steps.map(({ agent }) => agent && `${agent.backend} ${agent.model ?? '-'}`);
    expect(owns).toEqual([undefined, undefined, own, undefined]);
  });

  it.each<[string, Partial<BackendPreferences>, RegExp]>([
    [
      'the project’s',
      { projects: { toy: { backend: 'broken', model: null } } },
      /of the project toy "broken" can't be used: it is broken/,
    ],
    ['a persona’s', skeptic('broken'), /of the persona skeptic "broken" can't be used: it is broken/],
    ['the only one', { order: ['broken'] }, /No back end is ready: broken: it is broken\./],
  ])('is refused when %s is not ready, rather than made in silence', async (_, preferences, message) => {
    const { choose } = createBackends(ALL, toyPreferences(ORDER, preferences));
    const wanted = { backend: null, model: null, project_id: 'toy', steps: STEPS };
    await expect(choose(wanted)).rejects.toMatchObject({
      kind: 'refused',
      path: 'backend',
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, string, Partial<BackendPreferences>, boolean]>([
    ['marks what needs a model in a run without one', 'offline', {}, true],
    ['does not mark it where its persona has a model', 'offline', skeptic('codex'), false],
    ['marks it where its persona alone has none', 'codex', skeptic('offline'), true],
  ])('%s', async (_, first, preferences, marked) => {
    const steps = STEPS.map((step) =>
      step.persona === 'skeptic' ? { ...step, needsModel: true as const } : step,
    );
    const { choose } = createBackends(ALL, toyPreferences([first], preferences));
    const choice = await choose({ backend: null, model: null, project_id: 'toy', steps });
    expect(choice.steps.filter(({ noModel }) => noModel === true).map(({ step_id }) => step_id)).toEqual(
      marked ? ['skeptic'] : [],
    );
  });

  it('passes over a back end whose probe throws', async () => {
    const thrower: AgentBackend = {
      ...backend('thrower'),
      probe: async () => {
        throw new Error('out of order');
      },
    };
    const { choose } = createBackends([thrower, ...ALL], toyPreferences(['thrower', 'codex']));
    const wanted = { backend: null, model: null, project_id: 'toy', steps: STEPS };
    expect(await choose(wanted)).toMatchObject({
      backend: 'codex',
      reason: 'first available (thrower: out of order)',
    });
  });

  it('does not list the others when nothing but the rules is left', async () => {
    const { choose } = createBackends(ALL, toyPreferences(['direct', 'broken', 'offline']));
    const wanted = { backend: null, model: null, project_id: 'toy', steps: STEPS };
    expect(await choose(wanted)).toMatchObject({
      backend: 'offline',
      reason: 'no model key configured; `baton doctor` lists the others',
    });
  });
});

describe('a run', () => {
  const on = harness();
  const options = { backends: ALL, preferences: toyPreferences(ORDER, skeptic('claude-code')) };
  const flow = toyFlow(STEPS);

  it('has each step done by the back end and the model that it began with, whoever works on it', async () => {
    const face = await on.runner({ flow, options });
    const run_id = await on.start(face, { model: 'm1' });
    // What another process would choose by now does not count.
    await on.working({ flow, options: { ...options, preferences: toyPreferences(['offline']) } });
    const { run, step } = await ended(face, run_id);
    expect(run).toMatchObject({
      status: 'completed',
      backend: 'codex',
      model: 'm1',
      backend_reason: expect.stringContaining('skeptic on claude-code with m1'),
    });
    expect([step('lens').output, step('skeptic').output]).toEqual(['codex m1', 'claude-code m1']);
    expect(await on.query('SELECT step_id, backend, model FROM tasks ORDER BY step_id')).toEqual([
      { step_id: 'lens', backend: 'codex', model: 'm1' },
      { step_id: 'skeptic', backend: 'claude-code', model: 'm1' },
    ]);
  });

  it('says which back end a worker lacks', async () => {
    const face = await on.runner({ flow, options });
    const run_id = await on.start(face);
    await on.working({ flow, options: { backends: [backend('codex')] } });
    const { run, step } = await ended(face, run_id);
    expect(run.status).toBe('completed');
    expect(step('lens').status).toBe('completed');
    expect(step('skeptic')).toMatchObject({
      status: 'failed',
      error: 'The back end "claude-code" is not configured on this worker.',
    });
  });

  it('has its questions answered by the back end of the step that is asked', async () => {
    const runner = await on.working({ flow, options });
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    const { id } = await runner.service.ask({
      id: null,
      run_id,
      step_id: 'skeptic',
      question: 'why?',
      asked_by: 'test',
    });
    const { answer } = await runner.service.answered(id, AbortSignal.timeout(20_000));
    expect(answer).toBe('claude-code -');
  });
});
