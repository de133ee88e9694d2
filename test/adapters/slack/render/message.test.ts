import { describe, expect, it } from 'vitest';
import { pressedAction } from '../../../../adapters/slack/render/buttons.ts';
import { renderHome, renderMessage } from '../../../../adapters/slack/render/message.ts';
import { DeliveryError } from '../../../../runner/core/ports/delivery-error.ts';
import type { Block, Button, MessageView } from '../../../../runner/core/ports/views.ts';

const CARD: MessageView = {
  text: 'Code review of shop@1a2b3c4 is running',
  blocks: [
    { kind: 'title', text: 'Code review · shop@1a2b3c4' },
    {
      kind: 'lines',
      lines: [
        ['◐ ', { text: 'Skeptic', mark: 'bold' }, ' reads ', { text: 'src/retry.ts', mark: 'code' }],
        ['✓ ', { text: 'Report', link: 'https://baton.example/runs/1' }],
        ['started by ', { text: 'alice', person: 'U0ALICE' }],
      ],
    },
    { kind: 'rule' },
    { kind: 'quiet', line: ['small · started ', { text: '3 January 2026', time: '2026-01-03T10:00:00Z' }] },
    {
      kind: 'buttons',
      buttons: [
        {
          action: 'cancel',
          value: 'run-1',
          label: 'Cancel',
          look: 'danger',
          confirm: { title: 'Cancel the run?', text: 'Its agents stop.', yes: 'Cancel it', no: 'Go on' },
        },
        { action: 'show', value: '', label: 'Open', link: 'https://baton.example/runs/1' },
      ],
    },
  ],
};

describe('a message', () => {
  it('shows a card as Slack’s blocks', () => {
    expect(renderMessage(CARD)).toMatchSnapshot();
  });

  it('shows an agent’s answer as a block of Markdown', () => {
    const { blocks } = renderMessage(viewOf({ kind: 'markdown', markdown: '## Found\n\n- one' }));
    expect(blocks).toEqual([{ type: 'markdown', text: '## Found\n\n- one' }]);
  });

  it('escapes the line for notifications, in which Slack reads its markup', () => {
    expect(renderMessage({ text: 'a < b & <@U0123>', blocks: [] }).text).toBe('a &lt; b &amp; ‹@U0123&gt;');
  });

  it('keeps the line for notifications below what an edit may have', () => {
    const { text } = renderMessage({ text: '&'.repeat(5_000), blocks: [{ kind: 'rule' }] });
    expect(text.length).toBeLessThanOrEqual(3_900);
    expect(text.endsWith('…')).toBe(true);
  });

  it('is its text, all of it, without blocks', () => {
    const message = renderMessage({ text: 'one & two\nthree', blocks: [] });
    expect(message).toEqual({ text: 'one &amp; two\nthree', blocks: [] });
    expect(() => renderMessage({ text: 'x'.repeat(4_000), blocks: [] })).toThrow(DeliveryError);
  });

  it('shows a title that is too long for a header as bold text, all of it', () => {
    const title = 'long '.repeat(60).trim();
    const { blocks } = renderMessage(viewOf({ kind: 'title', text: title }));
    expect(textsIn(blocks).join('')).toBe(title);
  });

  it('splits long lines over blocks without losing any of it', () => {
    const line = 'word '.repeat(1_500).trim();
    const { blocks } = renderMessage(viewOf({ kind: 'lines', lines: [[line], ['end']] }));
    expect(blocks.length).toBeGreaterThan(2);
    expect(textsIn(blocks).join('').replace('\n', '')).toBe(`${line}end`);
  });

  it('keeps an empty line between lines', () => {
    const { blocks } = renderMessage(
      viewOf({ kind: 'lines', lines: [['one'], [], ['two'], [''], ['three']] }),
    );
    expect(textsIn(blocks).join('')).toBe('one\n\ntwo\n\nthree');
  });

  it('gives buttons of one action different ids that lead back to it', () => {
    const buttons: Button[] = ['a', 'b'].map((value) => ({ action: 'reopen', value, label: 'Reopen' }));
    const { blocks } = renderMessage(viewOf({ kind: 'buttons', buttons }, { kind: 'buttons', buttons }));
    const ids = blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements.map(({ action_id }) => action_id ?? '') : [],
    );
    expect(new Set(ids).size).toBe(4);
    expect(ids.map(pressedAction)).toEqual(['reopen', 'reopen', 'reopen', 'reopen']);
  });

  it('knows a button that only opens an address', () => {
    expect(pressedAction('link:3')).toBeNull();
  });

  it('shows the real address behind a label that looks like another', () => {
    const line = [{ text: 'bank.example', link: 'https://evil.example/' }];
    const { blocks } = renderMessage(viewOf({ kind: 'lines', lines: [line] }, { kind: 'quiet', line }));
    expect(blocks).toMatchSnapshot();
  });

  it.each([
    ['blocks', Array.from({ length: 51 }, () => ({ kind: 'rule' }) as const)],
    ['Markdown', [{ kind: 'markdown', markdown: 'x'.repeat(12_001) } as const]],
    [
      'characters',
      Array.from({ length: 5 }, () => ({ kind: 'lines', lines: [['x'.repeat(2_900)]] }) as const),
    ],
  ])('is refused when it has more %s than Slack takes', (_what, blocks: Block[]) => {
    expect(() => renderMessage({ text: 'long', blocks })).toThrow(DeliveryError);
    expect(() => renderMessage({ text: 'long', blocks })).toThrow(/too long for Slack/);
  });

  it('takes as much Markdown as a view may hold, whatever it consists of', () => {
    for (const sign of ['<', '&', '\n', '<!', '[a.b](c)']) {
      const markdown = sign.repeat(Math.floor(11_000 / sign.length));
      expect(() => renderMessage(viewOf({ kind: 'markdown', markdown }))).not.toThrow();
    }
  });
});

describe('the bot’s page', () => {
  it('shows Markdown as text, since Slack has no Markdown there', () => {
    const { blocks } = renderHome(viewOf({ kind: 'markdown', markdown: '**bold**' }), 'D1');
    expect(blocks.map(({ type }) => type)).toEqual(['rich_text']);
  });
});

function viewOf(...blocks: Block[]): MessageView {
  return { text: 'text', blocks };
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) =>
    key === 'text' && typeof held === 'string' ? [held] : textsIn(held),
  );
}
