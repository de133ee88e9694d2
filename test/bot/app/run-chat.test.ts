/** A run's place in chats, over platforms that are stand-ins. */
import { expect, test } from 'vitest';
import { type ChatPlace, createRunChat } from '../../../bot/app/run-chat.ts';
import type { LedgerFinding } from '../../../runner/core/ledger.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { PostedMessage } from '../../../runner/core/ports/posts.ts';
import { parsePostTo } from '../../../runner/core/run-options.ts';
import { memoryService, runDocument } from '../memory-service.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';
const CARD: PostedMessage = {
  key: 'root',
  platform: 'slack',
  workspace: 'T1',
  channel: 'C1',
  reference: '1.2',
};

function chatOf(
  over: {
    workspaces?: string[];
    posted?: PostedMessage[];
    link?: string | null;
    requested_by?: string;
    findings?: LedgerFinding[];
  } = {},
) {
  const { workspaces = ['T1'], posted = [CARD], link = 'https://acme.slack.com/archives/C1/p12' } = over;
  const service = memoryService();
  const { requested_by = 'slack:T1:U1' } = over;
  service.put({ run: runDocument({ id: ID, requested_by }), steps: [], report: null });
  const done: unknown[] = [];
  const slack: ChatPlace = {
    title: 'Slack',
    example: 'C0123456789',
    workspaces: () => workspaces,
    adapter: {
      platform: 'slack',
      async enter(_workspace, channel) {
        if (channel === 'C9') throw new DeliveryError('place', 'invite the bot to that channel');
      },
      names: () => ({
        person: async (id) => `@${id}`,
        group: async () => '',
        channel: async (id) => `#${id}`,
      }),
      link: async () => link,
    },
  };
  const posts = {
    posted: async () => posted,
    want: async (post: unknown) => void done.push(post),
    audit: async (entry: unknown) => void done.push(entry),
  };
  const ledger = { findings: async () => ({ findings: over.findings ?? [], next_cursor: null }) };
  const chat = createRunChat({ places: [slack], posts, service, ledger });
  const exported = (to: string, run_id = ID) => {
    const place = parsePostTo(to);
    if (place === null) throw new Error(`${to} is no place`);
    return chat.export(run_id, place, 'api', 'act-1');
  };
  return { chat, done, exported };
}

test('only cards count as threads of a run', async () => {
  const posted = ['step:a', 'export:1:file', 'report'].map((key) => ({ ...CARD, key }));
  expect((await chatOf({ posted }).chat.about(ID)).threads).toEqual([]);
});

test('the person who asked and the channel are told by name, with the address of the card', async () => {
  expect(await chatOf().chat.about(ID)).toEqual({
    requested_by: { actor: 'slack:T1:U1', name: '@U1' },
    people: [],
    threads: [
      { platform: 'slack', title: 'Slack', channel: '#C1', url: 'https://acme.slack.com/archives/C1/p12' },
    ],
    exports: [{ platform: 'slack', title: 'Slack', example: 'C0123456789' }],
  });
});

test.each(['api', 'cli:ana', 'discord:G1:7'])('%s is named as it is stored', async (requested_by) => {
  const { requested_by: told } = await chatOf({ requested_by }).chat.about(ID);
  expect(told).toEqual({ actor: requested_by, name: requested_by });
});

test.each([null, 'javascript:alert(1)'])('a card without a web address is left out: %s', async (link) => {
  expect((await chatOf({ link }).chat.about(ID)).threads).toEqual([]);
});

test('an export posts the card in the channel of the only workspace, and is in the audit log', async () => {
  const { done, exported } = chatOf();
  await exported('slack:C2');
  const post = {
    run_id: ID,
    kind: 'export',
    platform: 'slack',
    workspace: 'T1',
    channel: 'C2',
    act_id: 'act-1',
  };
  expect(done).toEqual([post, { actor: 'api', action: 'export', run_id: ID, detail: { to: 'C2' } }]);
});

test.each([
  ['discord:7', ['T1'], 'no_platform'],
  ['slack:C9', ['T1'], 'cannot_post'],
  ['slack:C2', ['T1', 'T2'], 'which_workspace'],
  ['slack:C2', [], 'cannot_post'],
])('refuses %s with the workspaces %j', async (to, workspaces, code) => {
  const { done, exported } = chatOf({ workspaces });
  await expect(exported(to)).rejects.toMatchObject({ code, path: 'to' });
  expect(done).toEqual([]);
});

test('a run that is not there is exported nowhere', async () => {
  const { done, exported } = chatOf();
  await expect(exported('slack:C2', ID.replace('1', '2'))).rejects.toMatchObject({ code: 'unknown_run' });
  expect(done).toEqual([]);
});

test('those who dismissed findings or voted on them are told by name, where a platform has one', async () => {
  const dismissed = {
    reason: 'not real',
    until: null,
    note: '',
    by: 'slack:T1:U1',
    at: '2026-03-01T12:00:00Z',
  };
  const voters = ['slack:T1:U2', 'cli:ana', 'discord:1:2'].map((actor) => ({ actor, vote: 'up' }));
  const findings = [
    { dismissed, voters } as LedgerFinding,
    { dismissed, voters: [] } as unknown as LedgerFinding,
  ];
  expect((await chatOf({ findings }).chat.about(ID)).people).toEqual([
    { actor: 'slack:T1:U1', name: '@U1' },
    { actor: 'slack:T1:U2', name: '@U2' },
  ]);
});
