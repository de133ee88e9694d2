/** People in views are shown by name, as text. */
import { expect, test } from 'vitest';
import { answerWithNames, withNames } from '../../../adapters/chat/names.ts';
import type { MessageView } from '../../../runner/core/ports/views.ts';

const NAMES: Readonly<Record<string, string>> = { U1: 'Ana', U2: 'Bob' };

function names() {
  const asked: string[] = [];
  const nameOf = async (id: string) => {
    asked.push(id);
    return NAMES[id] ?? id;
  };
  return { asked, nameOf };
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
  const { asked, nameOf } = names();
  expect((await withNames(VIEW, nameOf)).blocks).toEqual([
    { kind: 'title', text: 'U1' },
    { kind: 'lines', lines: [['by ', '@Ana'], [{ text: 'U1', mark: 'bold' }]] },
    { kind: 'quiet', line: ['@Bob', ' and ', '@Ana'] },
  ]);
  expect(asked).toEqual(['U1', 'U2']);
});

test('a view without people stays as it is', async () => {
  const { asked, nameOf } = names();
  const view: MessageView = { text: 'x', blocks: [{ kind: 'rule' }] };
  expect(await withNames(view, nameOf)).toBe(view);
  expect(asked).toEqual([]);
});

test('answers that are messages have names, others are passed on', async () => {
  const { nameOf } = names();
  const nothing = { kind: 'nothing' } as const;
  expect(await answerWithNames(nothing, nameOf)).toBe(nothing);
  expect(await answerWithNames({ kind: 'page', view: VIEW }, nameOf)).toMatchObject({
    view: { blocks: [{}, { lines: [['by ', '@Ana'], [{}]] }, { line: ['@Bob', ' and ', '@Ana'] }] },
  });
});
