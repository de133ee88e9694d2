/** The one notification at the end of a run: what it says, where it stands, and to whom it goes. */
import { describe, expect, it } from 'vitest';
import type { Notify } from '../../../bot/config/chat.ts';
import { desiredPosts } from '../../../bot/threads/desired.ts';
import type { PostRow } from '../../../runner/core/ports/posts.ts';
import type { MessageView } from '../../../runner/core/ports/views.ts';
import type { RunSnapshot } from '../../../runner/core/run-snapshot.ts';
import { completed, ended, OUTCOME, REPORT, RUN, snapshot } from './stories.ts';

const ROOT: PostRow = {
  run_id: RUN,
  key: 'root',
  platform: 'slack',
  workspace: 'T1',
  channel: 'C1',
  thread: null,
  reference: '1.1',
  content_hash: null,
  state: 'posted',
  intent_at: null,
  old_at: null,
  calls: 1,
  final: false,
  revision: 0,
  error: null,
  trouble: null,
};

function postsOf(of: RunSnapshot, notify: Notify = 'starter', rows: readonly PostRow[] = [ROOT]) {
  const settings = { title: () => 'Code review', publicUrl: null, notify: () => notify };
  return desiredPosts(of, rows, settings).filter(
    ({ key }) => !['root'].includes(key) && !key.startsWith('step:'),
  );
}

/** What each post says, where, and to whom. */
function told(...given: Parameters<typeof postsOf>) {
  return postsOf(...given).map(({ key, thread, content }) => {
    const view = content.kind === 'message' ? content.view : content.file.message;
    return { key, thread, says: says(view), notifies: view?.notify ?? [] };
  });
}

function says(view: MessageView | undefined): string {
  const lines = view?.blocks.flatMap((block) => (block.kind === 'lines' ? block.lines : [])) ?? [];
  const spans = lines
    .flat()
    .map((span) => (typeof span === 'string' ? span : span.person ? `@${span.text}` : span.text));
  return spans.join('');
}

const over = ended([completed('lens:security')]);
const withRun = (run: Partial<RunSnapshot['run']>, of = over): RunSnapshot => ({
  ...of,
  run: { ...of.run, ...run },
});
const without = (run: Partial<RunSnapshot['run']>): RunSnapshot => ({ ...withRun(run), report: null });

describe('the end of a run', () => {
  it('notifies its starter once, with the report', () => {
    const usage = { input_tokens: 9, output_tokens: 1, cost: 0.84, unknown_tokens: 0, unknown_cost: 0 };
    expect(told(withRun({ usage }))).toEqual([
      {
        key: 'report',
        thread: '1.1',
        says: '@U1 Done: do not merge yet, 1 high. 1 high, 1 medium · 2:05 · $0.84',
        notifies: ['U1'],
      },
    ]);
  });

  it.each<[string, Partial<RunSnapshot['run']>, Notify]>([
    ['who started it elsewhere', { requested_by: 'slack:T2:U1' }, 'starter'],
    ['of another platform', { requested_by: 'discord:T1:1' }, 'starter'],
    ['where the API started it', { requested_by: 'api' }, 'starter'],
    ['where the command line started it', { requested_by: 'cli:ana' }, 'starter'],
    ['who wants no notification', { starter_is_muted: true }, 'starter'],
    ['where the channel wants none', {}, 'nobody'],
  ])('notifies nobody %s, and says the same', (_, run, notify) => {
    expect(told(withRun(run), notify)).toEqual([
      { key: 'report', thread: '1.1', says: expect.stringMatching(/^Done: do not merge yet/), notifies: [] },
    ]);
  });

  it('says with the report why the run failed', () => {
    const error = 'All 5 lenses failed: the key is refused.';
    expect(told(withRun({ status: 'failed', error }))[0]?.says).toBe(
      `@U1 Failed: ${error} 1 high, 1 medium · 2:05`,
    );
  });

  it('is a message of its own where there is no report', () => {
    const failed = without({ status: 'failed', error: 'step scope failed: no such ref', outcome: null });
    expect(told(failed)).toEqual([
      {
        key: 'ended',
        thread: '1.1',
        says: '@U1 Failed: step scope failed: no such ref. 2:05',
        notifies: ['U1'],
      },
    ]);
    expect(told(failed, 'nobody')).toEqual([]);
  });

  it('notifies a starter whose run somebody else cancelled, and nobody who cancelled it', () => {
    const cancelled = (by: string) =>
      without({ status: 'cancelled', error: `cancelled by ${by}`, outcome: null });
    expect(told(cancelled('slack:T1:U2'))).toEqual([
      { key: 'ended', thread: '1.1', says: '@U1 Cancelled by @U2. 2:05', notifies: ['U1'] },
    ]);
    expect(told(cancelled('slack:T1:U1'))).toEqual([]);
  });

  it('says nothing while the run works', () => {
    expect(told({ ...snapshot([completed('lens:security')]), report: REPORT })).toEqual([]);
  });

  it('tells the whole channel, where it is to, in the channel itself and without a mention', () => {
    expect(told(over, 'channel')).toEqual([
      {
        key: 'announced',
        thread: null,
        says: 'Code review · shop @ main (1a2b3c4): do not merge yet, 1 high · 1 high, 1 medium · 2:05 · asked by @U1',
        notifies: [],
      },
      { key: 'report', thread: '1.1', says: expect.stringContaining('@U1 Done'), notifies: ['U1'] },
    ]);
    expect(told(without({ status: 'cancelled', error: 'cancelled by slack:T1:U1' }), 'channel')).toEqual([]);
  });

  it('is not announced late, when a run whose report is there is asked about', () => {
    const report: PostRow = { ...ROOT, key: 'report', thread: '1.1', reference: 'F1' };
    const announced: PostRow = { ...ROOT, key: 'announced', reference: '1.9' };
    const keys = (rows: readonly PostRow[]) => told(over, 'channel', rows).map(({ key }) => key);
    expect(keys([ROOT, report])).toEqual(['report']);
    expect(keys([ROOT, report, announced])).toEqual(['announced', 'report']);
  });

  it('is told once in the thread, not again with copies of the card', () => {
    const copy: PostRow = { ...ROOT, key: 'export:1', channel: 'C2', reference: '2.1' };
    expect(told(over, 'starter', [ROOT, copy]).filter(({ key }) => key.startsWith('export:1'))).toMatchObject(
      [
        { key: 'export:1' },
        { key: 'export:1:file', thread: '2.1', says: expect.stringMatching(/^Code review · /), notifies: [] },
      ],
    );
  });

  it.each([
    ['takes what people think of its findings, with the report wherever that stands', over, ['Findings…']],
    ['has no such button without findings', withRun({ outcome: { ...OUTCOME, findings: [] } }), []],
  ])('%s', (_, of, buttons) => {
    const copy: PostRow = { ...ROOT, key: 'export:1', channel: 'C2', reference: '2.1' };
    const files = postsOf(of, 'starter', [ROOT, copy]).flatMap(({ content }) =>
      content.kind === 'file' ? [content.file] : [],
    );
    const labels = files.map(({ message }) =>
      message?.blocks
        .flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
        .map(({ label }) => label),
    );
    expect(labels).toEqual([buttons, buttons]);
  });

  it('has no id of a finding, even of an outcome that an earlier version stored', () => {
    const { short: _, statement: __, ...earlier } = OUTCOME;
    const verdict = 'Start with F1: retries for ever. 2 medium [F1, F2].';
    const counts = { P0: 0, P1: 0, P2: 2, P3: 0 };
    expect(told(withRun({ outcome: { ...earlier, verdict, counts } }))[0]?.says).toContain(
      'Done: Start with retries for ever. 2 medium. 2 medium',
    );
    expect(told(withRun({ outcome: { ...earlier, verdict } }))[0]?.says).toContain('Done: fix 1 high first.');
  });
});
