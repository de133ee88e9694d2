/** How an adapter is kept connected, on a made-up platform. */
import { describe, expect, test, vi } from 'vitest';
import { Connection, ConnectionLog } from '../../../adapters/chat/connection.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';

function logOf(lines: string[]): ConnectionLog {
  return new ConnectionLog({
    platform: 'toy',
    title: 'Toy',
    address: 'http://toy.test',
    addressVariable: 'TOY_API_URL',
    log: (line) => lines.push(line),
    classify: (error) => new DeliveryError('unsent', error instanceof Error ? error.message : 'failed', 5),
    rejection: ({ message }) => (message === 'bad_token' ? message : null),
  });
}

/** `answers`: what `learn` finds, in order; the last one from then on. */
function connectionTo(...answers: (readonly string[] | Error)[]) {
  const lines: string[] = [];
  const kept: AbortSignal[] = [];
  let reachable = true;
  let asked = 0;
  const connection = new Connection({
    log: logOf(lines),
    tokenVariable: 'TOY_TOKEN',
    refreshMs: null,
    async learn() {
      const answer = answers[Math.min(asked++, answers.length - 1)] ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    keepUp: async (signal) => void kept.push(signal),
    isReachable: () => reachable,
  });
  const reach = (is: boolean) => {
    reachable = is;
  };
  return { connection, lines, kept, reach, asked: () => asked };
}

describe('a connection', () => {
  test('tells the workspaces once they are known, to those who asked before and after', async () => {
    const { connection } = connectionTo(['W2', 'W1']);
    const told: (readonly string[])[] = [];
    connection.onWorkspaces((workspaces) => told.push(workspaces));
    connection.start();
    await vi.waitUntil(() => connection.connected);
    connection.onWorkspaces((workspaces) => told.push(workspaces));
    expect(told).toEqual([
      ['W1', 'W2'],
      ['W1', 'W2'],
    ]);
    await connection.stop();
    expect(connection.connected).toBe(false);
  });

  test('is kept up only after the workspaces are known, and until it is stopped', async () => {
    const { connection, kept } = connectionTo(new Error('away'), ['W1']);
    connection.start();
    await vi.waitUntil(() => kept.length > 0);
    expect(connection.workspaces).toEqual(['W1']);
    await connection.stop();
    expect(kept.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test('tells of a change, and not of the same again', async () => {
    const { connection } = connectionTo(['W1'], ['W1'], ['W1', 'W2']);
    const told: (readonly string[])[] = [];
    const unsubscribe = connection.onWorkspaces((workspaces) => told.push(workspaces));
    await connection.learn();
    await connection.learn();
    await connection.learn();
    expect(told).toEqual([['W1'], ['W1', 'W2']]);
    unsubscribe();
  });

  test('learns once more if it is told of a change while it learns', async () => {
    const { connection, asked } = connectionTo(['W1'], ['W2']);
    await Promise.all([connection.learn(), connection.learn()]);
    expect(asked()).toBe(2);
    expect(connection.workspaces).toEqual(['W2']);
  });

  test('is none while nothing can arrive', async () => {
    const { connection, reach } = connectionTo(['W1']);
    await connection.learn();
    reach(false);
    expect(connection.connected).toBe(false);
  });

  test('stops although it never succeeds', async () => {
    const { connection, lines, kept } = connectionTo(new Error('away'));
    connection.start();
    await vi.waitUntil(() => lines.length > 0);
    await connection.stop();
    expect(kept).toEqual([]);
  });
});

describe('the log', () => {
  test('names the address for a failed call, and the variable for a rejected token', () => {
    const lines: string[] = [];
    const log = logOf(lines);
    expect(log.failed(new Error('ECONNREFUSED'), 'TOY_TOKEN')).toBe(5);
    log.failed(new Error('bad_token'), 'TOY_TOKEN');
    expect(lines).toEqual([
      'toy: no connection to http://toy.test (TOY_API_URL): ECONNREFUSED; Baton keeps retrying',
      'toy: Toy does not accept TOY_TOKEN (bad_token); Baton keeps retrying',
    ]);
  });

  test('has each cause once, and again after a recovery', () => {
    const lines: string[] = [];
    const log = logOf(lines);
    for (let n = 0; n < 3; n++) log.failed(new Error('away'), 'TOY_TOKEN');
    expect(lines).toHaveLength(1);
    log.recovered();
    log.failed(new Error('away'), 'TOY_TOKEN');
    expect(lines).toHaveLength(2);
  });
});
