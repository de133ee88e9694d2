/** People in views are shown by name, as text. */
import { expect, test } from 'vitest';
import { answerWithNames, type Names, withNames } from '../../../adapters/chat/names.ts';
import type { MessageView } from '../../../runner/core/ports/views.ts';

const NAMES: Readonly<Record<string, string>> = { U1: '@Ana', U2: '@Bob', S0TEAM: '@ops' };

function names() {
  const asked: string[] = [];
  const lookUp = async (id: string) => {
    asked.push(id);
    return NAMES[id] ?? 'someone';
  };
  return { asked, found: { person: lookUp, group: lookUp, channel: lookUp } satisfies Names };
}

const VIEW: MessageView = {
  text: 'x',
  blocks: [
    { kind: 'title', text: 'U1' },
    { kind: 'lines', lines: [['by ', { text: 'U1', person: 'U1' }], [{ text: 'U1', mark: 'bold' }]] },
    { kind: 'quiet', line: [{ text: 'U2', person: 'U2' }, ' and ', { text: 'U1', person: 'U1' }] },
  ],
};

test('only people become names, each of whom is asked for once', async () => {
  const { asked, found } = names();
  expect((await withNames(VIEW, found)).blocks).toEqual([
    { kind: 'title', text: 'U1' },
    { kind: 'lines', lines: [['by ', '@Ana'], [{ text: 'U1', mark: 'bold' }]] },
    { kind: 'quiet', line: ['@Bob', ' and ', '@Ana'] },
  ]);
  expect(asked).toEqual(['U1', 'U2']);
});

test('a view without people stays as it is', async () => {
  const { asked, found } = names();
  const view: MessageView = { text: 'x', blocks: [{ kind: 'rule' }] };
  expect(await withNames(view, found)).toBe(view);
  expect(asked).toEqual([]);
});

test('answers that are messages have names, others are passed on', async () => {
  const { found } = names();
  const nothing = { kind: 'nothing' } as const;
  expect(await answerWithNames(nothing, found)).toBe(nothing);
  expect(await answerWithNames({ kind: 'page', view: VIEW }, found)).toMatchObject({
    view: { blocks: [{}, { lines: [['by ', '@Ana'], [{}]] }, { line: ['@Bob', ' and ', '@Ana'] }] },
  });
});

test('a group is shown by its name, and what nobody knows without its id', async () => {
  const { found } = names();
  const line = [{ text: 'group S0TEAM', group: 'group:S0TEAM' }, ' or ', { text: 'U9', person: 'U9' }];
  const view: MessageView = { text: 'x', blocks: [{ kind: 'quiet', line }] };
  expect((await withNames(view, found)).blocks).toEqual([
    { kind: 'quiet', line: ['@ops', ' or ', 'someone'] },
  ]);
});
