import { describe, expect, it } from 'vitest';
import { createOfflineBackend } from '../../../adapters/agents/offline.ts';
import { agentContract, eventsOf, taskOf } from '../../contracts/agent-contract.ts';

agentContract('offline', {
  make: () => createOfflineBackend({ answer: (brief) => JSON.stringify(brief) }),
  task: taskOf({ words: 'a long answer '.repeat(5_000) }),
  deterministic: true,
});

describe('the offline back end', () => {
  it('answers from the brief alone', async () => {
    const backend = createOfflineBackend({ answer: (brief) => `about ${JSON.stringify(brief)}` });
    const events = await eventsOf(backend, taskOf({ step_id: 'lens:security' }));
    expect(events.at(-1)).toMatchObject({ output: 'about {"step_id":"lens:security"}' });
  });

  it('names no model and reports no tokens', async () => {
    const events = await eventsOf(createOfflineBackend({ answer: () => 'yes' }), taskOf({}));
    expect(events[0]).toEqual({ type: 'started' });
    expect(events.some((event) => event.type === 'usage')).toBe(false);
  });

  it('needs no checkout', () => {
    expect(createOfflineBackend({ answer: () => 'yes' }).needsCheckout).toBe(false);
  });

  it('says a long answer in several chunks', async () => {
    const events = await eventsOf(createOfflineBackend({ answer: () => 'x'.repeat(30_000) }), taskOf({}));
    expect(events.filter((event) => event.type === 'text').length).toBeGreaterThan(2);
  });

  it('ends with an error when it has no answer to the brief', async () => {
    const answer = () => {
      throw new Error('no such contract');
    };
    const events = await eventsOf(createOfflineBackend({ answer }), taskOf({}));
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'model', retryable: false });
    expect(events.at(-1)).toHaveProperty('message', expect.stringContaining('no such contract'));
  });

  it('counts an empty answer as a fault', async () => {
    const events = await eventsOf(createOfflineBackend({ answer: () => ' \n' }), taskOf({}));
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'malformed' });
  });
});
