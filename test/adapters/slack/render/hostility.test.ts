import { describe, expect, it } from 'vitest';
import { renderForm } from '../../../../adapters/slack/render/form.ts';
import { renderHome, renderMessage } from '../../../../adapters/slack/render/message.ts';
import type { Field, Line, MessageView } from '../../../../runner/core/ports/views.ts';
import { isRecord } from '../../../setup/chat/json.ts';
import { blockFaults } from '../../../setup/slack/block-rules.ts';
import { viewRefusal } from '../../../setup/slack/content-rules.ts';
import { hostileTexts } from './hostile-text.ts';

const TEXTS = [...hostileTexts(7, 300)];

describe('hostile text', () => {
  it('never makes a message that Slack refuses', () => {
    for (const text of TEXTS) {
      const { blocks, text: top } = renderMessage(viewOf(text));
      expect(blockFaults(blocks, 'message'), JSON.stringify(text)).toEqual([]);
      expect(top.length).toBeGreaterThan(0);
    }
  });

  it('never mentions anybody, in whatever block it stands', () => {
    for (const text of TEXTS) {
      const message = renderMessage(viewOf(text));
      for (const { markup } of markupIn(message)) {
        expect(markup, JSON.stringify(text)).not.toMatch(/<(?:!(?!date\^\d+\^)|[@#])/);
        expect(markup).not.toMatch(/(?<![\w.])@(?:here|channel|everyone)\b/i);
      }
      expect(typesIn(message)).not.toContain('broadcast');
      expect(typesIn(message)).not.toContain('user');
      expect(typesIn(message)).not.toContain('usergroup');
    }
  });

  it('never gets a link that its view did not give it', () => {
    for (const text of TEXTS) {
      const { blocks } = renderMessage(viewOf(text));
      const addresses = JSON.stringify(blocks.filter(({ type }) => type !== 'markdown')).match(
        /(?<="url":")[^"]*|(?<=<)https?:[^|>]*/g,
      );
      for (const address of addresses ?? []) expect(address).toBe('https://good.example/');
    }
  });

  it('never makes a form or a page that Slack refuses', () => {
    for (const text of TEXTS) {
      const fields: readonly Field[] = fieldsOf(text);
      const form = { form: 'launch', title: text, submit: text, state: text.slice(0, 500), fields };
      expect(
        viewRefusal(renderForm(form, { channel: 'C1', thread: null }), 'modal'),
        JSON.stringify(text),
      ).toBeNull();
      expect(viewRefusal(renderHome(viewOf(text), 'D1'), 'home'), JSON.stringify(text)).toBeNull();
    }
  });
});

function viewOf(text: string): MessageView {
  const line: Line = [
    text,
    { text, mark: 'bold' },
    { text, mark: 'code' },
    { text, link: 'https://good.example/' },
    { text, link: 'javascript:alert(1)' },
    { text, time: '2026-01-02T03:04:05Z' },
    { text, person: 'U0ALICE' },
  ];
  return {
    text,
    blocks: [
      { kind: 'title', text },
      { kind: 'lines', lines: [line, [], [text]] },
      { kind: 'quiet', line },
      { kind: 'markdown', markdown: text },
      {
        kind: 'buttons',
        buttons: [{ action: 'cancel', value: 'r1', label: text, confirm: confirmOf(text) }],
      },
      { kind: 'rule' },
    ],
  };
}

const confirmOf = (text: string) => ({ title: text, text, yes: text, no: text });

function fieldsOf(text: string): Field[] {
  const options = [
    { value: 'a', label: text, description: text },
    { value: 'b', label: 'B' },
  ];
  return [
    { kind: 'tabs', id: 'tab', label: text, options, active: 'a' },
    { kind: 'select', id: 'flow', label: text, options, chosen: 'b', optional: false, watched: true },
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

/** What Slack reads as its markup: texts of `mrkdwn` and `markdown`, and the line of a message. */
function markupIn(message: { readonly text: string; readonly blocks: unknown }): { markup: string }[] {
  const found = [{ markup: message.text }];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    if (!isRecord(value)) return;
    const isMarkup = value.type === 'mrkdwn' || value.type === 'markdown';
    if (isMarkup && typeof value.text === 'string') found.push({ markup: value.text });
    Object.values(value).forEach(walk);
  };
  walk(message.blocks);
  return found;
}

function typesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(typesIn);
  if (!isRecord(value)) return [];
  return [...(typeof value.type === 'string' ? [value.type] : []), ...Object.values(value).flatMap(typesIn)];
}
