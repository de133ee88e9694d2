/** What is read of a Discord message is what people see of it. */
import type { APIMessage } from 'discord.js';
import { expect, test } from 'vitest';
import { messageLink, messageText } from '../../../adapters/discord/message-text.ts';

const ana = { id: '1', username: 'ana', global_name: 'Ana' };

test.each<[string, object, string]>([
  ['content, with names', { content: 'ask <@1> or <@9>', mentions: [ana] }, 'ask @Ana or <@9>'],
  [
    'emoji, times and commands',
    { content: '<:tada:5> <a:wave:6> <t:1700000000:R> </flow run:7> <id:customize>' },
    ':tada: :wave: 2023-11-14 22:13 UTC /flow run customize',
  ],
  ['a time that no calendar has', { content: '<t:999999999999>' }, '<t:999999999999>'],
  [
    'embeds',
    {
      content: '',
      embeds: [
        {
          author: { name: 'CI' },
          title: 'Build 7',
          description: 'failed',
          fields: [{ name: 'branch', value: 'main' }],
          footer: { text: 'now' },
        },
        {},
      ],
    },
    'CI\nBuild 7\nfailed\nbranch: main\nnow',
  ],
  [
    'components',
    {
      content: '',
      components: [
        {
          type: 17,
          components: [
            { type: 10, content: 'in a container' },
            {
              type: 9,
              components: [{ type: 10, content: 'in a section' }],
              accessory: { type: 2, label: 'x' },
            },
          ],
        },
      ],
    },
    'in a container\nin a section',
  ],
  [
    'attachments',
    {
      content: 'look',
      attachments: [{ filename: 'a.log' }, { filename: 'b.png', description: 'the graph' }],
    },
    'look\nFile: a.log\nFile: b.png: the graph',
  ],
  [
    'a poll',
    {
      content: '',
      poll: { question: { text: 'Which?' }, answers: [{ poll_media: { text: 'A' } }, { poll_media: {} }] },
    },
    'Which?\n• A\n•',
  ],
  [
    'a forwarded message',
    { content: '', message_snapshots: [{ message: { content: 'from <#2>', embeds: [{ title: 'T' }] } }] },
    'from <#2>\nT',
  ],
  ['nothing twice', { content: 'same', embeds: [{ description: 'same' }] }, 'same'],
])('%s', (_what, message, read) => {
  expect(messageText(message as APIMessage)).toBe(read);
});

test('the address of a message names the server, or none', () => {
  expect(messageLink('1', '2', '3')).toBe('https://discord.com/channels/1/2/3');
  expect(messageLink(null, '2', '3')).toBe('https://discord.com/channels/@me/2/3');
});
