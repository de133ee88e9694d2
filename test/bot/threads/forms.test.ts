/** Which plainer form follows which, and that each says what the first one said. */
import { describe, expect, it } from 'vitest';
import { desiredPosts } from '../../../bot/threads/desired.ts';
import { inPages, pages, plainerForms } from '../../../bot/threads/forms.ts';
import { NO_TROUBLE, recoveryOf } from '../../../bot/threads/recovery.ts';
import type { PostRow } from '../../../runner/core/ports/posts.ts';
import type { Block, Line, MessageView } from '../../../runner/core/ports/views.ts';
import { completed, ended } from './stories.ts';

const buttons: Block = { kind: 'buttons', buttons: [{ action: 'open', value: 'r1', label: 'Open' }] };
const lines = (...line: Line): Block => ({ kind: 'lines', lines: [line] });
const view = (...blocks: readonly Block[]): MessageView => ({ text: 'in one line', blocks });

describe('what a platform does not take as blocks', () => {
  it.each<[string, Block, markdown: string, plain: string]>([
    ['a title', { kind: 'title', text: 'Code review' }, 'Code review', 'Code review'],
    ['a line', lines('2 high, 6 medium'), '2 high, 6 medium', '2 high, 6 medium'],
    ['a name of code', lines({ text: 'price_order', mark: 'code' }), 'price\\_order', 'price_order'],
    ['what looks like Markdown', lines('*all* [x](y) #1'), '\\*all\\* \\[x\\](y) \\#1', '*all* [x](y) #1'],
    [
      'a link',
      lines({ text: 'tsv.ts:3', link: 'https://host/tsv.ts#L3' }),
      'tsv.ts:3 (https://host/tsv.ts\\#L3)',
      'tsv.ts:3 (https://host/tsv.ts#L3)',
    ],
    ['a time', lines({ text: '14:02 UTC', time: '2026-03-01T14:02:00Z' }), '14:02 UTC', '14:02 UTC'],
    ['a person without a name', lines('by ', { text: 'U1', person: 'U1' }), 'by someone', 'by someone'],
    ['a group without a name', lines({ text: 'group:S1', group: 'group:S1' }), 'a group', 'a group'],
    ['small print', { kind: 'quiet', line: ['4:10 · $0.84'] }, '4:10 · $0.84', '4:10 · $0.84'],
    ['Markdown', { kind: 'markdown', markdown: '**P1** `x`' }, '**P1** `x`', '**P1** `x`'],
  ])('is %s in words', (_what, block, markdown, plain) => {
    expect(plainerForms(view(block, buttons))).toEqual([
      { text: 'in one line', blocks: [{ kind: 'markdown', markdown }, buttons] },
      { text: plain, blocks: [] },
    ]);
  });

  it('keeps its order, and leaves out nothing but rules, and buttons where there is plain text alone', () => {
    const [markdown, plain] = plainerForms(
      view({ kind: 'title', text: 'one' }, lines('two'), { kind: 'rule' }, lines('three'), buttons),
    );
    expect(markdown?.blocks).toEqual([{ kind: 'markdown', markdown: 'one\n\ntwo\n\nthree' }, buttons]);
    expect(plain).toEqual({ text: 'one\ntwo\nthree', blocks: [] });
  });

  it('is its one line where it has no words', () => {
    expect(plainerForms(view(buttons)).at(-1)).toEqual({ text: 'in one line', blocks: [] });
  });
});

describe('what a platform does not take in any form', () => {
  const OVER = ended([completed('lens:security'), completed('lens:correctness')]);
  const row = (key: string, more: Partial<PostRow> = {}): PostRow => ({
    ...{ run_id: OVER.run.id, key, platform: 'slack', workspace: 'T1', channel: 'C1', thread: 'm1' },
    ...{ reference: 'm2', content_hash: 'h', state: 'posted', intent_at: null, old_at: null },
    ...{ calls: 1, final: false, revision: 0, error: null, trouble: null },
    ...more,
  });
  const CARD = row('root', { thread: null, reference: 'm1' });
  const settings = { title: (name: string) => name, publicUrl: null, notify: () => 'starter' as const };
  const shownAs = (post: PostRow, key = post.key) => {
    const posts = post.key === CARD.key ? [post] : [CARD, post];
    return inPages(desiredPosts(OVER, posts, settings), posts).filter((one) => one.key.startsWith(key));
  };
  const refusedOnce = (post: PostRow): PostRow => {
    const refusal = { fault: 'form', message: 'invalid_blocks', waitMs: 0 } as const;
    const [after] = recoveryOf(refusal, post, [CARD], 0, 0).rows;
    if (after === undefined) throw new Error('no row');
    return after;
  };

  it.each(['report', 'step:lens:security'])('is in pages (%s)', (key) => {
    const post = row(key, { state: 'wanted', reference: null });
    const [before] = shownAs(post);
    expect(before?.content.kind).toBe(key === 'report' ? 'file' : 'message');
    const [after] = shownAs(refusedOnce(post));
    expect(after?.content.kind).toBe('message');
    expect(JSON.stringify(after?.content)).toContain(key === 'report' ? 'retries for ever' : '2 findings');
  });

  it('waits, and its starter is told, when the pages are refused as well', () => {
    const paged = row('report', { trouble: { ...NO_TROUBLE, paged: true } });
    expect(refusedOnce(paged)).toMatchObject({
      error: 'invalid_blocks',
      trouble: { fault: 'form', tries: 1 },
    });
  });

  it('keeps the mention and the buttons that stood with a file, on its first page', () => {
    const [first] = shownAs(refusedOnce(row('report', { state: 'wanted', reference: null })));
    const content = first?.content.kind === 'message' ? first.content.view.blocks : [];
    expect(content.map(({ kind }) => kind)).toEqual(['lines', 'markdown', 'buttons']);
  });

  it('keeps the pages that it had when it becomes shorter', () => {
    const paged = row('report', { trouble: { ...NO_TROUBLE, paged: true } });
    const third = row('report:page:3');
    const posts = [CARD, paged, row('report:page:2'), third];
    const shown = inPages(desiredPosts(OVER, posts, settings), posts).map(({ key }) => key);
    expect(shown).toEqual(expect.arrayContaining(['report', 'report:page:2', 'report:page:3']));
  });
});

describe('pages', () => {
  it.each([
    ['nothing', '', 0],
    ['blank lines', '\n\n', 0],
    ['a short text', 'one\ntwo', 1],
    ['many lines', 'a line of words\n'.repeat(500), 3],
    ['one long line', 'x'.repeat(8_000), 3],
    ['what takes more room once escaped', '<&>'.repeat(500), 2],
  ])('of %s hold all of it', (_what, text, count) => {
    const found = pages(text);
    expect(found).toHaveLength(count);
    expect(found.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''));
  });
});
