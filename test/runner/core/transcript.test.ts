import { expect, test } from 'vitest';
import type { ChatFrame } from '../../../runner/core/frames.ts';
import { transcriptOf } from '../../../runner/core/transcript.ts';

const chat_id = '1a2b3c4d-0000-4000-8000-000000000000';
const says = (delta: string): ChatFrame => ({ type: 'delta', chat_id, delta });
const uses = (status: 'started' | 'completed' | 'failed', title?: string, name = 'read'): ChatFrame => ({
  type: 'tool_call',
  chat_id,
  name,
  status,
  ...(title === undefined ? {} : { title }),
});

test('what is said in pieces is one text', () => {
  expect(transcriptOf([says('I '), says(''), says('look.')])).toEqual([{ kind: 'text', text: 'I look.' }]);
});

test('a tool call is one entry, which ends as its last frame says', () => {
  expect(transcriptOf([uses('started', 'a.ts'), uses('completed')])).toEqual([
    { kind: 'tool', name: 'read', title: 'a.ts', status: 'completed' },
  ]);
});

test('of several open calls of a tool, the one with the title ends', () => {
  const entries = transcriptOf([
    uses('started', 'a.ts'),
    uses('started', 'b.ts'),
    uses('failed', 'b.ts'),
    uses('completed', 'x', 'grep'),
  ]);
  expect(entries.map((entry) => entry.kind === 'tool' && `${entry.title} ${entry.status}`)).toEqual([
    'a.ts started',
    'b.ts failed',
    'x completed',
  ]);
});

test('the answer itself is no part of the conversation', () => {
  expect(transcriptOf([{ type: 'message_complete', chat_id, text: 'all' }])).toEqual([]);
});
