import { describe, expect, it } from 'vitest';
import { buildDag } from '../../../runner/core/dag.ts';
import { BANDS, type StepSpec, type StepTemplate } from '../../../runner/core/step-spec.ts';
import { randomFlow, template } from './random-flow.ts';
import { holdsForAll, type Random } from './seeded.ts';

/** Whether `from` is reached from `to` along needs, in any number of edges but none. */
type Reach = (to: string, from: string) => boolean;

function reachOf(steps: readonly Pick<StepSpec, 'step_id' | 'needs'>[]): Reach {
  const needs = new Map(steps.map((step) => [step.step_id, step.needs]));
  const reaches: Reach = (to, from) =>
    (needs.get(to) ?? []).some((need) => need === from || reaches(need, from));
  return reaches;
}

function randomCase(random: Random): { flow: StepTemplate[]; steps: readonly StepSpec[] } {
  const flow = randomFlow(random);
  return { flow, steps: buildDag(flow, random.pick(BANDS), random.chance(0.5)) };
}

describe('the DAG of a run', () => {
  it('has exactly the steps of its band, less what fast drops', () => {
    holdsForAll(300, (random) => {
      const flow = randomFlow(random);
      const band = random.pick(BANDS);
      const fast = random.chance(0.5);
      const expected = flow.filter((step) => step.bands.includes(band) && !(fast && step.fast === 'drop'));
      const ids = buildDag(flow, band, fast).map((step) => step.step_id);
      expect(ids.toSorted()).toEqual(expected.map((step) => step.step_id).toSorted());
    });
  });

  it('keeps between its steps who waits for whom, through the steps that are left out', () => {
    holdsForAll(300, (random) => {
      const { flow, steps } = randomCase(random);
      const before = reachOf(flow);
      const now = reachOf(steps);
      for (const { step_id: to } of steps) {
        for (const { step_id: from } of steps)
          expect([to, from, now(to, from)]).toEqual([to, from, before(to, from)]);
      }
    });
  });

  it('lists needs before dependents, and so has no circle', () => {
    holdsForAll(300, (random) => {
      const placed = new Set<string>();
      for (const step of randomCase(random).steps) {
        expect(step.needs.filter((need) => !placed.has(need))).toEqual([]);
        placed.add(step.step_id);
      }
    });
  });

  it('has no edge that another path implies', () => {
    holdsForAll(300, (random) => {
      const { steps } = randomCase(random);
      const reaches = reachOf(steps);
      for (const step of steps) {
        const implied = step.needs.filter((need) => step.needs.some((other) => reaches(other, need)));
        expect(implied).toEqual([]);
        expect(new Set(step.needs).size).toBe(step.needs.length);
      }
    });
  });

  it('ends in one step', () => {
    holdsForAll(300, (random) => {
      const { steps } = randomCase(random);
      const needed = new Set(steps.flatMap((step) => step.needs));
      expect(steps.filter((step) => !needed.has(step.step_id)).map((step) => step.step_id)).toEqual(['end']);
    });
  });

  it('carries nothing of the template that only the making needs', () => {
    const [step] = buildDag([template('a')], 'small', false);
    expect(Object.keys(step ?? {})).not.toContain('bands');
    expect(Object.keys(step ?? {})).not.toContain('fast');
  });
});

describe('a flow that cannot be run', () => {
  it('is refused for a circle, wherever it is closed', () => {
    holdsForAll(200, (random) => {
      const flow = randomFlow(random).map((step) => ({ ...step, bands: BANDS, fast: 'keep' as const }));
      const reaches = reachOf(flow);
      const pairs = flow.flatMap((to) =>
        flow.filter((from) => reaches(to.step_id, from.step_id)).map((from) => ({ to, from })),
      );
      const { to, from } = random.pick(pairs);
      const circular = flow.map((step) =>
        step === from ? { ...step, needs: [...step.needs, to.step_id] } : step,
      );
      expect(() => buildDag(circular, 'large', false)).toThrow(/circle/);
    });
  });

  it('is refused for a circle that goes through steps which are left out', () => {
    const flow = [
      template('a', { needs: ['b'] }),
      template('b', { needs: ['c'], fast: 'drop' }),
      template('c', { needs: ['b'], fast: 'drop' }),
    ];
    expect(() => buildDag(flow, 'small', true)).toThrow(/step [bc] needs itself/);
  });

  it('is refused for a need that does not exist, even of a step that another band has', () => {
    const flow = [template('a'), template('b', { needs: ['a', 'ghost'], bands: ['large'] })];
    expect(() => buildDag(flow, 'small', false)).toThrow('step b needs ghost, which does not exist');
  });

  it.each([
    ['two ends', [template('a'), template('b')], /ends in one step, this one in a, b/],
    ['no steps at all', [], /ends in one step, this one in none/],
    ['two steps of one name', [template('a'), template('a')], /two steps are called a/],
    ['a step that needs itself', [template('a', { needs: ['a'] })], /circle/],
    [
      'an always-step that others wait for',
      [template('a', { always: true }), template('b', { needs: ['a'] })],
      /a always runs, so it must be the last step/,
    ],
  ])('is refused for %s', (_, flow, why) => {
    expect(() => buildDag(flow, 'small', false)).toThrow(why);
  });

  it('is refused with the code bad_flow', () => {
    expect(() => buildDag([], 'small', false)).toThrow(
      expect.objectContaining({ kind: 'refused', code: 'bad_flow' }),
    );
  });
});
