/** People of a made-up platform: what is asked of it, how often, and what becomes of failures. */
import { expect, test } from 'vitest';
import { Directory, type Profile } from '../../../adapters/chat/directory.ts';

const MINUTE_MS = 60_000;

function directoryOf(groups: readonly string[] | null = ['7']) {
  const asked: string[] = [];
  const people = new Map<string, Profile>([
    ['ana', { name: 'Ana', isMember: true, groups, timeZone: 'Europe/Berlin' }],
  ]);
  const state = { time: 1, failing: false };
  const directory = new Directory({
    groupWord: 'team',
    now: () => state.time,
    async look(workspace, id) {
      asked.push(`${workspace} ${id}`);
      if (state.failing) throw new Error('away');
      return people.get(id) ?? null;
    },
    groupName: async (workspace, group) => {
      asked.push(`${workspace} name of group ${group}`);
      if (state.failing) throw new Error('away');
      return group === '7' ? 'ops' : null;
    },
    channelName: async (_workspace, channel) => (channel === '1' ? 'general' : null),
    ...(groups === null
      ? {
          members: async (workspace: string, group: string) => {
            asked.push(`${workspace} group ${group}`);
            return group === '7' ? ['ana'] : [];
          },
        }
      : {}),
  });
  return { directory, asked, people, state };
}

test('a person is looked up once a minute, whatever is asked about them', async () => {
  const { directory, asked, state } = directoryOf();
  const ana = directory.person('W', 'ana', 'ana');
  expect([await ana.isMember(), await ana.isIn('team:7'), await ana.isIn('team:8')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(asked).toEqual(['W ana']);
  state.time += MINUTE_MS + 1;
  expect(await ana.isMember()).toBe(true);
  expect(asked).toHaveLength(2);
});

test('a person whose profile came with the action is not looked up', async () => {
  const { directory, asked } = directoryOf();
  const bob = directory.person('W', 'bob', 'bob', {
    name: 'Bob',
    isMember: false,
    groups: ['9'],
    timeZone: null,
  });
  expect([await bob.isMember(), await bob.isIn('team:9')]).toEqual([false, true]);
  expect(asked).toEqual([]);
});

test('a group of another platform has nobody of this one in it', async () => {
  const { directory, asked } = directoryOf();
  expect(await directory.person('W', 'ana', 'ana').isIn('role:7')).toBe(false);
  expect(asked).toEqual([]);
});

test('where profiles name no groups, the people of the group are asked for', async () => {
  const { directory, asked } = directoryOf(null);
  const ana = directory.person('W', 'ana', 'ana');
  expect([await ana.isIn('team:7'), await ana.isIn('team:7'), await ana.isIn('team:8')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(asked).toEqual(['W group 7', 'W group 8']);
});

test('an unknown person is no member, and has no name', async () => {
  const { directory } = directoryOf();
  expect(await directory.person('W', 'eve', 'eve').isMember()).toBe(false);
  expect(await directory.nameOf('W', 'eve')).toBeNull();
});

test('a name outlives the profile, for an hour', async () => {
  const { directory, people, state } = directoryOf();
  expect(await directory.nameOf('W', 'ana')).toBe('Ana');
  people.set('ana', { name: 'Anna', isMember: true, groups: [], timeZone: null });
  state.time += 30 * MINUTE_MS;
  expect(await directory.nameOf('W', 'ana')).toBe('Ana');
  state.time += 31 * MINUTE_MS;
  expect(await directory.nameOf('W', 'ana')).toBe('Anna');
});

test('a failed look-up gives no name, is thrown for other questions, and is tried again', async () => {
  const { directory, state } = directoryOf();
  state.failing = true;
  expect(await directory.nameOf('W', 'ana')).toBeNull();
  await expect(directory.person('W', 'ana', 'ana').isMember()).rejects.toThrow('away');
  state.failing = false;
  expect(await directory.nameOf('W', 'ana')).toBe('Ana');
});

test('names are those of the workspace, and nothing is called by an id', async () => {
  const { directory, asked, state } = directoryOf();
  const names = directory.names('W');
  expect(await names.person('ana')).toBe('@Ana');
  expect(await names.person('eve')).toBe('someone');
  expect([await names.channel('1'), await names.channel('2')]).toEqual(['#general', null]);
  expect([await names.group('7'), await names.group('7'), await names.group('8')]).toEqual([
    '@ops',
    '@ops',
    'a group',
  ]);
  expect(asked.filter((what) => what.includes('group'))).toHaveLength(2);
  state.failing = true;
  expect(await names.group('9')).toBe('a group');
});
