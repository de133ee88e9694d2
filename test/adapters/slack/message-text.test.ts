/** What is read of a Slack message is what people see of it. */
import { describe, expect, test } from 'vitest';
import { messageLink, messageMarkup } from '../../../adapters/slack/message-text.ts';
import { shownText } from '../../../adapters/slack/typed-text.ts';

const readOf = (message: unknown) => shownText(messageMarkup(message));
const rich = (...elements: unknown[]) => ({ type: 'rich_text', elements });
const section = (...elements: unknown[]) => ({ type: 'rich_text_section', elements });
const said = (text: string) => ({ type: 'text', text });

test.each<[string, unknown, string]>([
  ['text', { text: 'why &lt;b&gt;?' }, 'why <b>?'],
  ['nothing at all', { text: '' }, ''],
  ['no message', null, ''],
  [
    'a typed message, by its blocks',
    {
      text: 'hi <@U1>, see <https://x.example|docs>',
      blocks: [
        rich(
          section(said('hi '), { type: 'user', user_id: 'U1' }, said(', see '), {
            type: 'link',
            url: 'https://x.example',
            text: 'docs',
          }),
        ),
      ],
    },
    'hi <@U1>, see docs (https://x.example)',
  ],
  [
    'mentions, emoji and dates',
    {
      blocks: [
        rich(
          section(
            { type: 'usergroup', usergroup_id: 'S1' },
            { type: 'channel', channel_id: 'C1' },
            { type: 'broadcast', range: 'here' },
            { type: 'emoji', name: 'tada', unicode: '1f389' },
            { type: 'date', timestamp: 1, fallback: 'Jan 1' },
            { type: 'color', value: '#fff' },
          ),
        ),
      ],
    },
    '<!subteam^S1><#C1>@here:tada:Jan 1#fff',
  ],
  [
    'lists, quotes and code',
    {
      blocks: [
        rich(
          {
            type: 'rich_text_list',
            style: 'ordered',
            elements: [section(said('one')), section(said('two'))],
          },
          { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [section(said('in'))] },
          { type: 'rich_text_quote', elements: [said('a\nb')] },
          { type: 'rich_text_preformatted', elements: [said('if (a < b) {}')] },
        ),
      ],
    },
    '1. one\n2. two\n  • in\n> a\n> b\nif (a < b) {}',
  ],
  [
    'an app’s blocks, not what notifications say of it',
    {
      text: 'fallback',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Deploy <1>' } },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: '*failed* in <https://ci.example/7|#7>' },
          fields: [
            { type: 'plain_text', text: 'Branch' },
            { type: 'mrkdwn', text: 'main' },
          ],
        },
        { type: 'divider' },
        {
          type: 'context',
          elements: [
            { type: 'plain_text', text: 'by CI' },
            { type: 'image', alt_text: 'x' },
          ],
        },
        { type: 'markdown', text: '# Log & more' },
        { type: 'actions', elements: [{ type: 'button' }] },
      ],
    },
    'Deploy <1>\n*failed* in #7 (https://ci.example/7)\nBranch\nmain\nby CI\n# Log & more',
  ],
  [
    'a message whose blocks say nothing, by its text',
    { text: 'fallback', blocks: [{ type: 'divider' }] },
    'fallback',
  ],
  [
    'attachments',
    {
      text: 'Alert',
      attachments: [
        {
          fallback: 'CPU high',
          pretext: 'Monitor',
          author_name: 'Grafana',
          title: 'CPU',
          text: 'above 90 %',
          fields: [{ title: 'host', value: 'db1' }, { value: 'eu' }],
          footer: 'now',
        },
        { fallback: 'only this' },
        { fallback: 'x', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'in blocks' } }] },
        {
          fallback: 'y',
          text: 'markup',
          message_blocks: [{ message: { blocks: [rich(section(said('shared')))] } }],
        },
      ],
    },
    'Alert\nMonitor\nGrafana\nCPU\nabove 90 %\nhost: db1\neu\nnow\nonly this\nin blocks\nshared',
  ],
  [
    'the names of files',
    {
      text: 'look',
      files: [
        { name: 'error.log', title: 'error.log' },
        { name: 'a.png', title: 'Screen' },
        { mode: 'tombstone' },
      ],
    },
    'look\nFile: error.log\nFile: Screen (a.png)',
  ],
  ['nothing twice', { text: 'same', attachments: [{ text: 'same' }, { text: ' same ' }] }, 'same'],
  ['hostile shapes', { text: 7, blocks: 'x', attachments: [null], files: [{ name: {} }] }, ''],
])('%s', (_what, message, read) => {
  expect(readOf(message)).toBe(read);
});

describe('the address of a message', () => {
  test.each([
    ['acme', 'C1', '1700000000.000100', null, 'https://acme.slack.com/archives/C1/p1700000000000100'],
    [
      'acme',
      'C1',
      '1700000000.000100',
      '1600000000.000100',
      'https://acme.slack.com/archives/C1/p1700000000000100?thread_ts=1600000000.000100&cid=C1',
    ],
    ['acme', 'C1', '1.2', '1.2', 'https://acme.slack.com/archives/C1/p12'],
    [null, 'C1', '1.2', null, null],
    ['evil/..', 'C1', '1.2', null, null],
    ['acme', 'C1', 'x', null, null],
  ])('of %s %s %s %s is %s', (domain, channel, ts, thread, link) => {
    expect(messageLink(domain, channel, ts, thread)).toBe(link);
  });
});
