/** `docs/thread.md` shows the texts of `golden/`: `npx vitest run test/bot/threads/thread-page.test.ts -u` makes it anew. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const PAGE = '../../../docs/thread.md';

const HEAD = `# What a thread says

Exact texts of one run's thread. Two of its agents are lenses, which look for problems of one kind each; one of them failed.
A skeptic challenges what the lenses found. The texts are made by a test from what Baton renders, as people see it: \`[…]\`
is a button, \`↗\` a link to the line at the commit, and what is indented hangs below the card.
`;

const WORKING = `While the run works, its one card is edited, and each agent that has begun has a reply below it: a lens that is done lists
its gravest findings, and an agent that has nothing to do has a line on the card and no reply. **Cancel** stops the run.`;

const ENDED = `When it has ended, the card says what to do first, each headline with its place in the code, the answer to the focus, and
what became of all that was raised: a finding is upheld or refuted by the skeptic, or below the gate, which means too
uncertain to be shown. The reply of a lens tells this of its own findings; \`+ 5 more\` are in its full output. The message with the
report notifies the person who started the run, once. \`notify\` in \`baton.yaml\` changes that for everybody or a channel,
\`/flow notify off\` for yourself.`;

const OTHER = 'The same run, with the buttons in rows of five:';

const TALK = `## What you can say there

Mention Baton in the thread. \`skeptic: are you sure?\` asks that agent; without a name, a question goes to the only agent that
has answered, and where there are several you are asked whom you mean. \`cancel\`, \`retry\`, \`show\` and \`export\` are for
the thread's run and need no id. A flow's name starts nothing there until you press the button that is offered. Thanks get no
answer.`;

const golden = (name: string): string =>
  readFileSync(new URL(`./golden/${name}.txt`, import.meta.url), 'utf8').trimEnd();

/** As the clients of both platforms show it. */
function seen(text: string): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<t:(\d+):f>/g, (_whole, seconds: string) => dateOf(Number(seconds)))
    .replace(/<@\w+>/g, '@alice')
    .replace(/ <https?:[^>]*>/g, ' ↗')
    .replace(/\[([^\]]*)\]\(https?:[^)]*\)/g, '$1 ↗')
    .replace(/\*+/g, '')
    .replace(/\\([`+_*~#.-])/g, '$1')
    .replace(/^( *)(?:-# |#{1,3} )/gm, '$1')
    .replace(/^( *)\((.*)\)$/gm, '$1$2');
}

const dateOf = (seconds: number): string =>
  `${new Date(seconds * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const thread = (name: string): string => `\`\`\`text\n${seen(golden(name))}\n\`\`\``;

function page(): string {
  return [
    HEAD,
    '## In Slack\n',
    `${WORKING}\n`,
    `${thread('working-slack')}\n`,
    `${ENDED}\n`,
    `${thread('ended-slack')}\n`,
    '## In Discord\n',
    `${OTHER}\n`,
    `${thread('working-discord')}\n`,
    `${thread('ended-discord')}\n`,
    `${TALK}\n`,
    `What people can do in a thread, and where: [what Baton does where](platforms.md).\n`,
  ].join('\n');
}

test('the page of the thread shows the golden texts', async () => {
  await expect(page()).toMatchFileSnapshot(PAGE);
});
