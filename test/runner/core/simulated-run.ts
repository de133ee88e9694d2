/**
 * A run without a database: the state, the jobs that were handed out, and the workers that hold steps. It does in
 * memory what claim, completion and reaper do in SQL, and checks after every move what must hold at any time.
 */
import assert from 'node:assert/strict';
import { advance } from '../../../runner/core/advance.ts';
import { after, type Decision } from '../../../runner/core/decision.ts';
import { afterFault, type Fault } from '../../../runner/core/faults.ts';
import { reconcile, stepsToRetry } from '../../../runner/core/reconcile.ts';
import { isSettled, type RunState, type StepState } from '../../../runner/core/run.ts';
import type { Facts, StepSpec } from '../../../runner/core/step-spec.ts';
import type { Random } from './seeded.ts';

export interface Held {
  readonly step_id: string;
  readonly attempt: number;
  readonly worker_id: string;
}

export type Outcome =
  | { readonly type: 'completed'; readonly facts: Facts }
  | ({ readonly type: 'fault' } & Fault);

export class SimulatedRun {
  state: RunState;
  /** delivered at any time, in any order, more than once */
  jobs: { readonly step_id: string; readonly attempt: number }[] = [];
  /** who believes to have what; the state knows better */
  held: Held[] = [];
  /** steps that were begun, in order, over all rounds */
  readonly begun: string[] = [];
  /** steps that were settled since the start or the last retry, in order */
  settled: string[] = [];
  private readonly dead = new Set<string>();
  private workers = 0;

  constructor(specs: readonly StepSpec[]) {
    this.state = { status: 'running', steps: specs.map(freshStep) };
    this.tick([]);
  }

  step(step_id: string): StepState {
    const found = this.state.steps.find(({ spec }) => spec.step_id === step_id);
    if (found === undefined) throw new Error(`no step ${step_id}`);
    return found;
  }

  /** A worker is given a job; it begins only if the step is still to be done in this attempt. */
  deliver(job: { readonly step_id: string; readonly attempt: number }): void {
    const step = this.step(job.step_id);
    const isWanted = step.status === 'pending' && step.dispatched && step.attempt === job.attempt;
    if (this.state.status !== 'running' || !isWanted) return;
    const worker_id = `w${this.workers++}`;
    this.change(job.step_id, { status: 'running', worker_id });
    this.held.push({ ...job, worker_id });
    this.begun.push(job.step_id);
  }

  /** A worker says how its step ended; it may long have lost it. */
  answer(held: Held, outcome: Outcome): void {
    this.held = this.held.filter((other) => other !== held);
    if (!this.has(held)) return;
    if (outcome.type === 'completed') {
      this.change(held.step_id, {
        status: 'completed',
        dispatched: false,
        facts: outcome.facts,
        error: null,
      });
      this.tick([]);
    } else {
      this.tick([afterFault(this.step(held.step_id), outcome)]);
    }
  }

  /** A worker leaves and hands its step back. */
  handBack(held: Held): void {
    this.held = this.held.filter((other) => other !== held);
    if (this.has(held))
      this.tick([{ type: 'requeue', step_id: held.step_id, because: 'returned', reason: 'left' }]);
  }

  /** A worker is taken for dead. It may not know, so what it holds may still be answered. */
  kill(worker_id: string): void {
    this.dead.add(worker_id);
  }

  reap(): void {
    this.tick(reconcile(this.state, (worker_id) => this.dead.has(worker_id)));
  }

  /** Everything that is not stored is gone: what was delivered, and who was at it. Then the reaper looks. */
  restart(): void {
    this.state = JSON.parse(JSON.stringify(this.state)) as RunState;
    for (const step of this.state.steps) if (step.worker_id !== null) this.dead.add(step.worker_id);
    this.jobs = [];
    this.reap();
    this.jobs = this.state.steps
      .filter((step) => step.status === 'pending' && step.dispatched)
      .map(({ spec, attempt }) => ({ step_id: spec.step_id, attempt }));
  }

  cancel(): void {
    const steps = this.state.steps.map((step) =>
      isSettled(step.status)
        ? step
        : { ...step, status: 'pending' as const, worker_id: null, dispatched: false },
    );
    this.state = { status: 'cancelled', steps };
  }

  retry(): readonly string[] {
    const reset = stepsToRetry(this.state);
    const steps = this.state.steps.map((step) =>
      reset.includes(step.spec.step_id) ? { ...freshStep(step.spec), attempt: step.attempt } : step,
    );
    this.state = { status: 'running', steps };
    this.settled = [];
    this.tick([]);
    return reset;
  }

  /** A random move: mostly forward. */
  move(random: Random, outcome: (step: StepState) => Outcome): void {
    const job = this.jobs.length > 0 ? random.pick(this.jobs) : null;
    const held = this.held.length > 0 ? random.pick(this.held) : null;
    const fate = random.next();
    if (fate < 0.02) this.restart();
    else if (fate < 0.05 && held !== null) this.kill(held.worker_id);
    else if (fate < 0.08 && held !== null) this.handBack(held);
    else if (fate < 0.2) this.reap();
    else if (fate < 0.6 && held !== null) this.answer(held, outcome(this.step(held.step_id)));
    else if (job !== null) {
      this.deliver(job);
      if (random.chance(0.8)) this.jobs = this.jobs.filter((other) => other !== job);
    } else this.restart();
  }

  private has(held: Held): boolean {
    const step = this.step(held.step_id);
    return step.status === 'running' && step.attempt === held.attempt && step.worker_id === held.worker_id;
  }

  private tick(first: readonly Decision[]): void {
    this.apply(first);
    this.apply(advance(this.state));
    assert.equal(advance(this.state).length, 0, 'a second look finds something to do');
    const isMoving = this.state.steps.some((step) => step.dispatched);
    assert(this.state.status !== 'running' || isMoving, 'a run under way has nothing handed out');
  }

  private apply(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      if (decision.type === 'dispatch' || decision.type === 'compute') {
        const step = this.step(decision.step_id);
        const isReady = step.spec.needs.every((need) => isSettled(this.step(need).status));
        assert(isReady, `${decision.step_id} was handed out before its needs were settled`);
        assert(step.status === 'pending' && !step.dispatched, `${decision.step_id} was handed out twice`);
        this.jobs.push({ step_id: decision.step_id, attempt: step.attempt + 1 });
      }
      const before = this.state;
      this.state = after(this.state, [decision]);
      this.noteSettled(before);
    }
  }

  private change(step_id: string, change: Partial<StepState>): void {
    const before = this.state;
    const steps = before.steps.map((step) => (step.spec.step_id === step_id ? { ...step, ...change } : step));
    this.state = { ...before, steps };
    this.noteSettled(before);
  }

  private noteSettled(before: RunState): void {
    for (const [index, step] of this.state.steps.entries()) {
      const was = before.steps[index]?.status ?? 'pending';
      if (isSettled(was)) assert.equal(step.status, was, `${step.spec.step_id} ended and then changed`);
      else if (isSettled(step.status)) this.settled.push(step.spec.step_id);
    }
  }
}

export function freshStep(spec: StepSpec): StepState {
  return {
    spec,
    status: 'pending',
    dispatched: false,
    attempt: 0,
    faults: 0,
    losses: 0,
    delay_ms: 0,
    worker_id: null,
    facts: {},
    error: null,
    skip_cause: null,
    fail_code: null,
  };
}
