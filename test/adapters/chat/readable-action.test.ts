/** Mentions that have only an id become names before anybody reads what was typed. */
import { describe, expect, test } from 'vitest';
import type { Names } from '../../../adapters/chat/names.ts';
import { readableAction } from '../../../adapters/chat/readable-action.ts';
import * as discord from '../../../adapters/discord/typed-text.ts';
import * as slack from '../../../adapters/slack/typed-text.ts';
import type { UserAction, UserActionKind } from '../../../runner/core/ports/platform.ts';

const KNOWN: Names = {
  person: async (id) => (/^(U1|1)$/.test(id) ? '@Ana' : 'someone'),
  group: async (id) => (/^(S1|1)$/.test(id) ? '@ops' : 'a group'),
  channel: async (id) => (/^(C1|1)$/.test(id) ? '#general' : null),
};

const acted = (kind: UserActionKind) =>
  ({ id: '1', platform: 'x', place: { workspace: 'W', channel: 'C', thread: null }, ...kind }) as UserAction;

const readIn = async (text: string, pattern: RegExp, kind: 'command' | 'shortcut', names = KNOWN) => {
  const action = acted(kind === 'shortcut' ? { kind, text, link: null } : { kind, text });
  const read = await readableAction(action, pattern, names);
  return 'text' in read ? read.text : null;
};

describe.each([
  ['Slack', slack.MENTIONS, '<@U1> <@U9> <!subteam^S1> <!subteam^S9> <#C1> <#C1|> <#C9>'],
  ['Discord', discord.MENTIONS, '<@1> <@!9> <@&1> <@&9> <#1> <#1> <#9>'],
])('on %s', (_name, pattern, text) => {
  test('people, groups and channels are read by name', async () => {
    expect(await readIn(text, pattern, 'shortcut')).toBe(
      '@Ana someone @ops a group #general #general a channel',
    );
  });

  test('a command keeps the ids of channels, which it may take', async () => {
    const id = text.includes('C1') ? 'C1' : '1';
    const other = text.includes('C9') ? 'C9' : '9';
    expect(await readIn(text, pattern, 'command')).toBe(
      `@Ana someone @ops a group <#${id}|general> <#${id}|general> <#${other}>`,
    );
  });
});

test('options and fields are read by name as well', async () => {
  const start = acted({ kind: 'start', given: { focus: 'why <@U1>?', fast: true } });
  expect(await readableAction(start, slack.MENTIONS, KNOWN)).toMatchObject({
    given: { focus: 'why @Ana?', fast: true },
  });
  const submit = acted({ kind: 'submit', form: 'f', state: '<@U1>', values: { focus: '<@U1>', base: null } });
  expect(await readableAction(submit, slack.MENTIONS, KNOWN)).toMatchObject({
    state: '<@U1>',
    values: { focus: '@Ana', base: null },
  });
});

test('an action without mentions is passed on as it is', async () => {
  const action = acted({ kind: 'command', text: 'a <b> c@d.example' });
  expect(await readableAction(action, slack.MENTIONS, KNOWN)).toBe(action);
});

test('a look-up that fails or never ends holds nothing up', async () => {
  const names: Names = {
    person: () => new Promise(() => undefined),
    group: async () => Promise.reject(new Error('away')),
    channel: async () => Promise.reject(new Error('away')),
  };
  expect(await readIn('<@U1> <!subteam^S1> <#C1>', slack.MENTIONS, 'shortcut', names)).toBe(
    'someone a group a channel',
  );
});
