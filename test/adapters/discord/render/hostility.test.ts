import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../../adapters/discord/form-values.ts';
import { renderFormMessage } from '../../../../adapters/discord/render/form-message.ts';
import { safeMarkdown } from '../../../../adapters/discord/render/markdown.ts';
import { renderMessage } from '../../../../adapters/discord/render/message.ts';
import { renderModal } from '../../../../adapters/discord/render/modal.ts';
import { escaped, quietText, unescaped } from '../../../../adapters/discord/render/plain-text.ts';
import type { Field, FormView, Line, MessageView } from '../../../../runner/core/ports/views.ts';
import type { Json } from '../../../setup/chat/json.ts';
import { modalFaults } from '../../../setup/discord/component-rules.ts';
import { messageFaults } from '../../../setup/discord/content-rules.ts';
import { hostileTexts } from './hostile-text.ts';

const TEXTS = [...hostileTexts(7, 300)];
const V2 = 1 << 15;
const MENTION = /<(?:@|#|:|\/|a:|t:(?!1767323045:f>)|id:)|@(?:everyone|here)/i;
/** All that can't be seen, but for the end of a line. */
const HIDDEN = /[^\P{C}\n\t]/u;

describe('hostile text', () => {
  it('never makes a message or a form that Discord refuses', () => {
    for (const text of TEXTS) {
      const { components } = renderMessage(viewOf(text));
      const body = { flags: V2, components } as unknown as Json;
      expect(messageFaults(body, [], null), JSON.stringify(text)).toEqual([]);
      const form = { flags: V2, components: renderFormMessage(formOf(text)).components } as unknown as Json;
      expect(messageFaults(form, [], null), JSON.stringify(text)).toEqual([]);
      const modal = renderModal(
        { ...formOf(text), fields: fieldsOf(text).slice(2, 5) },
        ['ask', 'run-1'],
        '1500000000000000000',
      );
      expect(modalFaults(modal as unknown as Json), JSON.stringify(text)).toEqual([]);
    }
  });

  it('never mentions anybody, nor invites anywhere, in whatever block it stands', () => {
    for (const text of TEXTS) {
      for (const content of contentsOf(renderMessage(viewOf(text)).components)) {
        expect(content, JSON.stringify(text)).not.toMatch(MENTION);
        expect(content).not.toMatch(/discord\.gg|discord\.com\/invite/i);
        expect(content).not.toMatch(HIDDEN);
      }
    }
  });

  it('never gets a link in plain lines that its view did not give it, nor a hidden one in Markdown', () => {
    for (const text of TEXTS) {
      const plain = contentsOf(renderMessage(viewOf(text, false)).components).join('\n');
      const addresses = plain.match(/(?<!\\)https?:\/\/[^\s)<]*/g) ?? [];
      for (const address of addresses) expect(address, JSON.stringify(text)).toBe('https://good.example/');
      expect(safeMarkdown(text)).not.toMatch(/\]\(\s*<?\s*(?:[a-z]+:|\/\/|www)/i);
    }
  });

  it('reads the same once it is escaped and read back', () => {
    for (const text of TEXTS) expect(unescaped(escaped(text))).toBe(quietText(text));
  });
});

describe('an agent’s Markdown', () => {
  it('keeps its headings, lists and code', () => {
    const markdown = '## Found\n\n- **one** in `a[0](b)`\n\n```ts\nconst x = 1;\n```';
    expect(safeMarkdown(markdown)).toBe(markdown);
  });

  it('shows where a link leads', () => {
    expect(safeMarkdown('see [https://a.example](https://b.example) and <https://c.example>.')).toBe(
      'see [https://a.example] (https://b.example) and https://c.example.',
    );
  });
});

function viewOf(text: string, withMarkdown = true): MessageView {
  const line: Line = [
    text,
    { text, mark: 'bold' },
    { text, mark: 'italic' },
    { text, link: 'https://good.example/' },
    { text, link: 'javascript:alert(1)' },
    { text, time: '2026-01-02T03:04:05Z' },
    { text, person: '100' },
  ];
  return {
    text,
    blocks: [
      { kind: 'title', text },
      { kind: 'lines', lines: [line, [], [text]] },
      { kind: 'quiet', line: [text] },
      ...(withMarkdown
        ? [
            { kind: 'markdown' as const, markdown: text },
            { kind: 'lines' as const, lines: [[{ text, mark: 'code' as const }]] },
          ]
        : []),
      {
        kind: 'buttons',
        buttons: [
          { action: 'cancel', value: 'r1', label: text, confirm: { title: text, text, yes: text, no: text } },
          { action: 'open', value: '', label: text, link: 'https://good.example/' },
        ],
      },
      { kind: 'rule' },
    ],
  };
}

function formOf(text: string): FormView {
  return { form: 'launch', title: text, submit: text, state: text.slice(0, 300), fields: fieldsOf(text) };
}

function fieldsOf(text: string): Field[] {
  const options = [
    { value: 'a', label: text, description: text },
    { value: `${'b'.repeat(150)}`, label: 'B' },
  ];
  return [
    { kind: 'tabs', id: 'tab', label: text, options, active: 'a' },
    { kind: 'select', id: 'flow', label: text, options, chosen: 'a', optional: false, watched: true },
    { kind: 'select', id: 'step', label: text, options, chosen: 'a', optional: false, watched: false },
    {
      kind: 'text',
      id: 'focus',
      label: text,
      lines: 'many',
      value: text,
      placeholder: text,
      most: 4_000,
      optional: true,
    },
    { kind: 'toggle', id: 'fast', label: text, description: text, on: true },
    { kind: 'channel', id: 'channel', label: text },
    { kind: 'note', id: 'note', line: [text] },
  ];
}

function contentsOf(components: unknown): string[] {
  return partsOf(components).flatMap(({ content }) => content ?? []);
}
