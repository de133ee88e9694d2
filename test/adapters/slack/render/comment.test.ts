import { describe, expect, it } from 'vitest';
import { fileComment } from '../../../../adapters/slack/render/comment.ts';
import type { Line, MessageView } from '../../../../runner/core/ports/views.ts';

const view = (lines: readonly Line[], notify: readonly string[] = []): MessageView => ({
  text: 'Done',
  blocks: [{ kind: 'lines', lines }],
  notify,
});

describe('the text that stands with a file', () => {
  it('mentions those whom the view notifies, and nobody else', () => {
    const line: Line = [{ text: 'alice', person: 'U0ALICE' }, ' and ', { text: '@bob', person: 'U0BOB' }];
    expect(fileComment(view([line], ['U0ALICE']))).toBe('<@U0ALICE> and @bob');
  });

  it.each([
    ['Done <!channel> <@U0EVIL> & more', 'Done ‹!channel&gt; ‹@U0EVIL&gt; &amp; more'],
    ['*bold* _slanted_ ~gone~ `code`', '∗bold∗ ˍslantedˍ ∼gone∼ ˋcodeˋ'],
    ['src/order_items.ts stays', 'src/order_items.ts stays'],
    ['<https://evil.example|shop>', '‹https://evil.example|shop&gt;'],
    ['two\nlines', 'two lines'],
  ])('shows %j as text', (text, shown) => {
    expect(fileComment(view([[text]]))).toBe(shown);
  });

  it('mentions no id that is none of Slack’s', () => {
    expect(fileComment(view([[{ text: 'x', person: 'U1> <!here' }]], ['U1> <!here']))).toBe('x');
  });

  it('keeps within what Slack takes, whatever it is made of', () => {
    expect(fileComment(view([['&'.repeat(50_000)]])).length).toBeLessThan(3_100);
  });
});
