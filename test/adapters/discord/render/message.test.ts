import { describe, expect, it } from 'vitest';
import { buttonId, pressedButton } from '../../../../adapters/discord/render/buttons.ts';
import { componentsIn, renderMessage } from '../../../../adapters/discord/render/message.ts';
import { renderParts } from '../../../../adapters/discord/render/parts.ts';
import { DeliveryError } from '../../../../runner/core/ports/delivery-error.ts';
import type { Block, MessageView } from '../../../../runner/core/ports/views.ts';

const viewOf = (...blocks: Block[]): MessageView => ({ text: 'view', blocks });

const CARD: MessageView = {
  text: 'Code review of shop@1a2b3c4 is running',
  blocks: [
    { kind: 'title', text: 'Code review · shop@1a2b3c4' },
    {
      kind: 'lines',
      lines: [
        ['◐ ', { text: 'Skeptic', mark: 'bold' }, ' reads ', { text: 'src/retry.ts', mark: 'code' }],
        ['✓ ', { text: 'Report', link: 'https://baton.example/runs/1' }],
        ['started by ', { text: 'alice', person: '100' }],
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
  it('shows a card as Discord’s components', () => {
    expect(renderMessage(CARD, 4_711)).toMatchSnapshot();
  });

  it('shows the real address behind a label that looks like one', () => {
    const line = [{ text: 'bank.example', link: 'https://evil.example/' }];
    expect(textsOf(viewOf({ kind: 'lines', lines: [line] }))).toEqual([
      'bank.example (https://evil.example/)',
    ]);
  });

  it('attaches Markdown that is too long for it, and says so', () => {
    const markdown = 'x'.repeat(11_000);
    const { components, files } = renderMessage(viewOf({ kind: 'markdown', markdown }));
    expect(files).toEqual([{ name: 'text.md', title: 'Text', text: markdown }]);
    expect(JSON.stringify(components)).toContain('attachment://text.md');
  });

  it.each<[string, Block[]]>([
    ['components', Array.from({ length: 40 }, () => ({ kind: 'rule' }))],
    ['characters', [{ kind: 'lines', lines: [['x'.repeat(4_001)]] }]],
  ])('is refused when it has more %s than Discord takes', (_what, blocks) => {
    expect(() => renderMessage(viewOf(...blocks))).toThrow(DeliveryError);
    expect(() => renderMessage(viewOf(...blocks))).toThrow(/too long for Discord/);
  });

  it('gives buttons that do the same different ids, which lead back to the deed', () => {
    const button = { action: 'reopen', value: 'run 1:2', label: 'Reopen' };
    const { components } = renderMessage(viewOf({ kind: 'buttons', buttons: [button, button] }));
    const ids = [...JSON.stringify(components).matchAll(/"custom_id":"([^"]*)"/g)].map(([, id = '']) => id);
    expect(new Set(ids).size).toBe(2);
    const pressed = { kind: 'press', action: 'reopen', value: 'run 1:2' };
    expect(ids.map(pressedButton)).toEqual([pressed, pressed]);
  });

  it('keeps the longest value that a view may have', () => {
    const run = 'b7e1a8f0-0000-8000-8000-000000000001';
    const value = `${run} ${'s'.repeat(100 - 'output'.length - run.length - 1)}`;
    const id = buttonId({ kind: 'ask', action: 'output', value }, 12);
    expect(id.length).toBeLessThanOrEqual(100);
    expect(pressedButton(id)).toEqual({ kind: 'ask', action: 'output', value });
  });
});

describe('a private answer', () => {
  it('is told in as many messages as it takes, with buttons below what they are about', () => {
    const run = (n: number): Block[] => [
      { kind: 'lines', lines: [[`run ${n} ${'word '.repeat(60)}`]] },
      {
        kind: 'buttons',
        buttons: ['Show', 'Reopen'].map((label) => ({ action: label, value: `${n}`, label })),
      },
    ];
    const view = viewOf(
      { kind: 'title', text: 'Runs' },
      ...Array.from({ length: 20 }, (_, n) => run(n)).flat(),
    );
    const parts = renderParts(view);
    expect(parts.length).toBeGreaterThan(1);
    for (const { components } of parts) {
      expect(componentsIn(components)).toBeLessThanOrEqual(40);
      expect(JSON.stringify(components)).not.toMatch(/"components":\[\{"type":1,/);
    }
  });

  it('loses nothing of a line that is longer than a message', () => {
    const line = 'word '.repeat(2_000).trim();
    const texts = renderParts(viewOf({ kind: 'lines', lines: [[line]] })).flatMap(({ components }) =>
      [...JSON.stringify(components).matchAll(/"content":"([^"]*)"/g)].map(([, text]) => text),
    );
    expect(texts.join('').replaceAll('\\n', '')).toBe(line);
  });
});

function textsOf(view: MessageView): string[] {
  return [...JSON.stringify(renderMessage(view).components).matchAll(/"content":"([^"]*)"/g)].map(
    ([, text = '']) => text,
  );
}
