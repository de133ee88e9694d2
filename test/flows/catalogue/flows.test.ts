import { describe, expect, it } from 'vitest';
import { FLOWS } from '../../../flows/catalogue/catalogue.ts';
import { codeReview } from '../../../flows/catalogue/code-review.ts';
import { NOTHING_TO_COMPARE } from '../../../flows/contracts/evidence-pack.ts';
import { settleShards } from '../../../flows/spine/shards.ts';
import { buildDag } from '../../../runner/core/dag.ts';
import { BANDS, type Band, type Flow, type StepSpec } from '../../../runner/core/step-spec.ts';
import { checkFlow } from './invariants.ts';

const plan = (flow: Flow, band: Band, fast: boolean): readonly StepSpec[] =>
  settleShards(buildDag(flow.steps, band, fast));
const agents = (steps: readonly StepSpec[]): number => steps.filter((step) => step.kind === 'agent').length;
const flowCalled = (name: string): Flow => {
  const flow = FLOWS.find((candidate) => candidate.name === name);
  if (flow === undefined) throw new Error(`no flow ${name}`);
  return flow;
};

describe.each(FLOWS.map((flow) => [flow.name, flow] as const))('%s', (_name, flow) => {
  it('holds what every flow must hold, in every size, fast or not', () => {
    expect(checkFlow(flow)).toEqual([]);
  });

  it.each(BANDS.flatMap((band) => [false, true].map((fast) => [band, fast] as const)))(
    'is a DAG that ends in render (%s, fast: %s)',
    (band, fast) => {
      const steps = plan(flow, band, fast);
      const place = new Map(steps.map((step, index) => [step.step_id, index]));
      const forward = steps.every((step, index) =>
        step.needs.every((need) => (place.get(need) ?? index) < index),
      );
      const needed = new Set(steps.flatMap((step) => step.needs));
      expect(forward).toBe(true);
      expect(steps.filter((step) => !needed.has(step.step_id)).map((step) => step.step_id)).toEqual([
        'render',
      ]);
    },
  );
});

describe('agents of a run', () => {
  it.each(FLOWS)('are none where there is nothing to compare: $name', ({ steps }) => {
    const asked = steps.filter(({ kind, unless }) => kind === 'agent' && unless !== NOTHING_TO_COMPARE);
    expect(asked.map(({ step_id }) => step_id)).toEqual([]);
  });

  it.each([
    ['tech-debt', [3, 8, 13], [2, 4, 6]],
    ['codebase-tour', [3, 5, 9], [2, 4, 5]],
    ['code-review', [4, 10, 16], [3, 6, 7]],
    ['security-review', [3, 8, 15], [2, 4, 7]],
    ['root-cause', [3, 7, 11], [2, 4, 6]],
    ['adr', [3, 6, 12], [3, 4, 6]],
    ['runbook', [3, 6, 10], [3, 4, 6]],
    ['api-review', [3, 7, 13], [2, 4, 5]],
    ['architecture-map', [3, 5, 11], [2, 4, 6]],
    ['dependency-health', [3, 5, 10], [2, 3, 5]],
    ['security-review', [3, 8, 15], [2, 4, 7]],
    ['requirement-discovery', [3, 5, 9], [2, 4, 5]],
    ['test-plan', [3, 5, 11], [2, 4, 5]],
    ['implementation-plan', [3, 8, 16], [2, 5, 8]],
    ['migration-plan', [4, 11, 17], [3, 6, 8]],
  ])('are as many as promised in %s', (name, full, fast) => {
    const flow = flowCalled(name);
    expect(BANDS.map((band) => agents(plan(flow, band, false)))).toEqual(full);
    expect(BANDS.map((band) => agents(plan(flow, band, true)))).toEqual(fast);
  });
});

describe('code-review, medium', () => {
  it('has the twenty steps of the worked example, wired as it shows', () => {
    const steps = plan(codeReview, 'medium', false);
    const needs = Object.fromEntries(steps.map((step) => [step.step_id, step.needs]));
    const lenses = ['correctness', 'security', 'reliability', 'test', 'api', 'data'].map(
      (name) => `lens:${name}`,
    );
    expect(steps).toHaveLength(20);
    expect(needs['lens:security']).toEqual(['triage']);
    expect([...(needs.verify ?? [])].sort()).toEqual([...lenses].sort());
    expect(needs['skeptic-2']).toEqual(['merge']);
    expect(needs['verify-verdicts']).toEqual(['skeptic-1', 'skeptic-2']);
    expect(needs.synth).toEqual(['arbiter']);
    expect(needs.render).toEqual(['check']);
  });

  it('looks at the API only when exports changed, and at data only when there are migrations', () => {
    const steps = plan(codeReview, 'medium', false);
    const when = Object.fromEntries(steps.flatMap((step) => (step.when ? [[step.step_id, step.when]] : [])));
    expect(when).toEqual({
      'lens:api': { fact: 'K:exports-changed', op: 'gte', value: 1 },
      'lens:data': { fact: 'K:migrations', op: 'exists' },
    });
  });

  it('keeps every code step when it is fast, and the data lens, and drops the arbiter', () => {
    const steps = plan(codeReview, 'medium', true).map((step) => step.step_id);
    const code = plan(codeReview, 'medium', false).filter((step) => step.kind === 'code');
    expect(steps).toEqual(expect.arrayContaining(code.map((step) => step.step_id)));
    expect(steps).toContain('lens:data');
    expect(steps).not.toContain('lens:api');
    expect(steps).not.toContain('arbiter');
  });
});

describe('the spine', () => {
  it('gives the one skeptic of a fast run all the claims', () => {
    const skeptics = plan(codeReview, 'large', true).filter((step) => step.shard !== undefined);
    expect(skeptics.map((step) => step.shard)).toEqual([{ index: 0, of: 1 }]);
  });

  it('numbers the skeptics of a large run through', () => {
    const shards = plan(codeReview, 'large', false).flatMap((step) => step.shard ?? []);
    expect(shards).toEqual([0, 1, 2, 3].map((index) => ({ index, of: 4 })));
  });

  it('lets check follow the verdict where a small fast run has no synthesist', () => {
    const check = plan(codeReview, 'small', true).find((step) => step.step_id === 'check');
    expect(check?.needs).toEqual(['verdict']);
  });

  it('has code steps end the run when they fail, and agent steps not', () => {
    const steps = FLOWS.flatMap((flow) => flow.steps);
    expect(new Set(steps.map((step) => `${step.kind} ${step.onFail}`))).toEqual(
      new Set(['code fail-run', 'agent continue']),
    );
  });

  it.each([
    ['small', 5, 10],
    ['medium', 8, 25],
    ['large', 10, 60],
  ] as const)('allows an agent of a %s run %i findings and %i minutes', (band, maxFindings, maxMinutes) => {
    const [step] = plan(codeReview, band, false).filter((candidate) => candidate.kind === 'agent');
    expect(step?.budget).toMatchObject({ maxFindings, maxMinutes });
  });
});

describe('checkFlow', () => {
  const base: Flow = { ...codeReview, name: 'try' };

  it('notices a flow whose skeptic fast drops', () => {
    const steps = base.steps.map((step) =>
      step.step_id === 'skeptic-1' ? { ...step, fast: 'drop' as const } : step,
    );
    expect(checkFlow({ ...base, steps })).toContain('try, small, fast: there is no skeptic-1');
  });

  it('notices a lens whose answer is not verified', () => {
    const steps = base.steps.map((step) =>
      step.step_id === 'verify'
        ? { ...step, needs: step.needs.filter((need) => need !== 'lens:security') }
        : step,
    );
    const late = steps.map((step) =>
      step.step_id === 'render' ? { ...step, needs: [...step.needs, 'lens:security'] } : step,
    );
    expect(checkFlow({ ...base, steps: late })).toContain(
      'try, small: what lens:security says does not pass verify',
    );
  });

  it('notices a gate that may fail unnoticed', () => {
    const steps = base.steps.map((step) =>
      step.step_id === 'verify' ? { ...step, onFail: 'continue' as const } : step,
    );
    expect(checkFlow({ ...base, steps })).toContain('try, small: gate verify may fail unnoticed');
  });

  it('notices a gate that fast drops', () => {
    const steps = base.steps.map((step) =>
      step.step_id === 'verify' ? { ...step, fast: 'drop' as const } : step,
    );
    expect(checkFlow({ ...base, steps })).toContain('try, medium, fast: there is no verify');
  });
});
