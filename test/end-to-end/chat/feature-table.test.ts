/** `docs/platforms.md` is made from the list of features; `npx vitest run test/end-to-end/chat/feature-table.test.ts -u` makes it anew. */
import { expect, test } from 'vitest';
import { FEATURES } from './features.ts';
import { MODES } from './place.ts';

const PAGE = '../../../docs/platforms.md';
const COLUMNS = ['Slack, sockets', 'Slack, HTTP', 'Discord, gateway', 'Discord, HTTP'];

const HEAD = `# What Baton does where

One suite plays each line of this table as a story with the platform's real client (\`test/end-to-end/chat\`), and this page
is made from it. Setting up: [Slack](slack.md), [Discord](discord.md).
`;

function page(): string {
  const reasons = [...new Set(FEATURES.flatMap(({ missing }) => Object.values(missing ?? {})))];
  const rows = FEATURES.map(({ title, missing }) => {
    const cells = MODES.map((mode) => {
      const reason = missing?.[mode];
      return reason === undefined ? '✓' : `– (${reasons.indexOf(reason) + 1})`;
    });
    return `| Baton ${title} | ${cells.join(' | ')} |`;
  });
  const lines = [`| | ${COLUMNS.join(' | ')} |`, `|---|${COLUMNS.map(() => '---').join('|')}|`, ...rows];
  const notes = reasons.map((reason, index) => `${index + 1}. ${reason}.`);
  return [HEAD, ...lines, '', 'Where it is not:', '', ...notes, ''].join('\n');
}

test('the page of features is that of the suite', async () => {
  await expect(page()).toMatchFileSnapshot(PAGE);
});
