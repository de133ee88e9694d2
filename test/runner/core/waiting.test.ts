import { describe, expect, it } from 'vitest';
import { type WaitingFacts, waitingLine, waitingReason } from '../../../runner/core/waiting.ts';

const facts = (more: Partial<WaitingFacts>): WaitingFacts => ({
  host: null,
  at_work: false,
  dispatched: 1,
  waiting_tasks: 0,
  ahead: 0,
  workers: 1,
  ...more,
});

describe('what a run waits for', () => {
  it.each([
    ['nothing, while a step is at work', facts({ at_work: true, workers: 0 }), null],
    ['nothing, while nothing is dispatched', facts({ dispatched: 0, workers: 0 }), null],
    ['nothing, when a code step is about to be taken', facts({}), null],
    ['a worker on its host', facts({ host: 'far', workers: 0 }), { type: 'no_worker', host: 'far' }],
    ['any worker', facts({ workers: 0, waiting_tasks: 2 }), { type: 'no_worker', host: null }],
    ['its turn', facts({ waiting_tasks: 2, ahead: 3 }), { type: 'queued', ahead: 3 }],
  ])('is %s', (_, found, reason) => {
    expect(waitingReason(found)).toEqual(reason);
  });

  it('is said with the host, or with the place in the queue', () => {
    expect(waitingLine({ type: 'no_worker', host: 'far' })).toContain('waiting for a worker on host far');
    expect(waitingLine({ type: 'no_worker', host: null })).toContain('waiting for a worker: none is running');
    expect(waitingLine({ type: 'queued', ahead: 0 })).toBe('waiting for a free agent slot');
    expect(waitingLine({ type: 'queued', ahead: 1 })).toBe('waiting for a free agent slot (1 task ahead)');
  });
});
