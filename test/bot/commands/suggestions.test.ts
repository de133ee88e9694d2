/** What is suggested for the options of a slash command while a person types. */
import { describe, expect, test, vi } from 'vitest';
import { createRefCache } from '../../../bot/commands/ref-cache.ts';
import type { Project } from '../../../runner/core/ports/repository.ts';
import { runDocument } from '../memory-service.ts';
import { ANA, person, type Room, room, textOf } from './room.ts';

const suggest = async (
  { act }: Pick<Room, 'act'>,
  option: string,
  { command = 'run', typed = '', given = {}, who = ANA } = {},
): Promise<string[]> => {
  const answer = await act({ kind: 'suggest', command, option, typed, given }, { person: who });
  return textOf(answer)
    .split('\n')
    .filter((line) => line !== '');
};

describe('branches and tags', () => {
  const names = ['feat/retry', 'main', 'v1', 'x'.repeat(101)];
  const withRefs = () => room({ over: { listRefs: async () => names } });

  test('are those of the channel’s project, those that begin as typed first', async () => {
    expect(await suggest(withRefs(), 'base')).toEqual(['HEAD~1', 'feat/retry', 'main', 'v1']);
    expect(await suggest(withRefs(), 'head', { typed: 're' })).toEqual(['feat/retry']);
  });

  test('are those of the project that is named', async () => {
    const asked: string[] = [];
    const listRefs = async ({ id }: Project) => (asked.push(id) > 0 ? [`branch-of-${id}`] : []);
    const place = room({ over: { listRefs } });
    expect(await suggest(place, 'head', { given: { project: 'site' } })).toEqual(['branch-of-site']);
    expect(await suggest(place, 'head', { given: { project: 'nope' } })).toEqual([]);
    expect(asked).toEqual(['site']);
  });

  test('are not told to people who may not start a run', async () => {
    const guest = person('U0GUEST', { member: false });
    expect(await suggest(withRefs(), 'base', { who: guest })).toEqual(['HEAD~1']);
  });

  test('that take too long are left out', async () => {
    vi.useFakeTimers();
    const place = room({ over: { listRefs: () => new Promise(() => undefined) } });
    const found = suggest(place, 'base');
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await found).toEqual(['HEAD~1']);
    vi.useRealTimers();
  });

  test('are at most twenty-five', async () => {
    const listRefs = async () => Array.from({ length: 60 }, (_, n) => `branch-${n}`);
    expect(await suggest(room({ over: { listRefs } }), 'head')).toHaveLength(25);
  });
});

describe('runs', () => {
  const filled = () => {
    const place = room();
    const put = (id: string, over: Parameters<typeof runDocument>[0]) =>
      place.service.put({
        run: runDocument({ id: `${id}-0000-4000-8000-000000000000`, ...over }),
        steps: [],
        report: null,
      });
    put('1a2b3c4d', { status: 'completed' });
    put('2a2b3c4d', { status: 'running', created_at: '2026-03-02T09:00:00.000Z' });
    put('3a2b3c4d', { status: 'failed', project_id: 'elsewhere' });
    return place;
  };

  test('are those that can be seen from the channel, with flow, project, time and state', async () => {
    const { act } = filled();
    const kind = { kind: 'suggest', command: 'show', option: 'run', typed: '', given: {} } as const;
    expect(await act(kind)).toEqual({
      kind: 'options',
      options: expect.arrayContaining([
        {
          value: '1a2b3c4d-0000-4000-8000-000000000000',
          label: 'code review · shop · 2026-03-01 12:00 UTC · completed',
        },
      ]),
    });
    expect(await suggest({ act }, 'run', { command: 'show' })).toHaveLength(2);
  });

  test.each([
    ['cancel', ['2a2b3c4d']],
    ['retry', ['1a2b3c4d']],
  ])('for %s are those that it can be done to', async (command, expected) => {
    const found = await suggest(filled(), 'run', { command });
    expect(found.map((id) => id.slice(0, 8))).toEqual(expected);
  });

  test('are none while the database is down', async () => {
    const place = filled();
    place.service.runs = async () => Promise.reject(new Error('down'));
    expect(await suggest(place, 'run', { command: 'show' })).toEqual([]);
  });
});

describe('remembered names', () => {
  const PROJECT: Project = { id: 'shop', path: '/srv/shop', url: null, ref: null, host: 'h' };

  test('are looked up once a minute, and old ones are given meanwhile', async () => {
    let [clock, looked] = [0, 0];
    const list = createRefCache({ list: async () => [`state-${++looked}`] }, () => clock);
    expect(await Promise.all([list(PROJECT), list(PROJECT)])).toEqual([['state-1'], ['state-1']]);
    clock = 59_000;
    expect(await list(PROJECT)).toEqual(['state-1']);
    clock = 60_000;
    expect(await list(PROJECT)).toEqual(['state-1']);
    await vi.waitFor(async () => expect(await list(PROJECT)).toEqual(['state-2']));
    expect(looked).toBe(2);
  });

  test('of a project that can not be read are none, and it is not asked again at each key', async () => {
    let looked = 0;
    const list = createRefCache({ list: async () => Promise.reject(new Error(`${++looked}`)) }, () => 0);
    expect([await list(PROJECT), await list(PROJECT)]).toEqual([[], []]);
    expect(looked).toBe(1);
  });
});
