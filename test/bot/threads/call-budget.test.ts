/**
 * How many calls a run makes, over many made-up courses: never more than `2 × agents + lenses + 8`, and what a thread is
 * to show in the end is always paid for.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { changesOf, type HashOf } from '../../../bot/threads/changes.ts';
import { desiredPosts } from '../../../bot/threads/desired.ts';
import type { PostRow } from '../../../runner/core/ports/posts.ts';
import type { RunSnapshot, SnapshotStep } from '../../../runner/core/run-snapshot.ts';
import { type Random, seeded } from '../../runner/core/seeded.ts';
import { ended, RUN, running, snapshot, step } from './stories.ts';

const hashOf: HashOf = (content) => createHash('sha256').update(JSON.stringify(content)).digest('hex');
const settings = { title: () => 'Code review', publicUrl: null, notify: () => 'channel' as const };
const TOP = [{ severity: 'P1' as const, title: 'Leak', path: 'a.ts', line: 1, url: null }];

/** A thread on a platform that takes every call. */
class Thread {
  rows: PostRow[];
  calls = 0;

  constructor() {
    const none = {
      thread: null,
      reference: null,
      content_hash: null,
      intent_at: null,
      old_at: null,
      error: null,
      trouble: null,
    };
    const place = { run_id: RUN, key: 'root', platform: 'slack', workspace: 'T1', channel: 'C1' };
    this.rows = [{ ...place, ...none, state: 'wanted', calls: 0, final: false, revision: 0 }];
  }

  changes(of: RunSnapshot) {
    const agents = of.steps.filter(({ kind, status }) => kind === 'agent' && status !== 'skipped');
    const desired = desiredPosts(of, this.rows, settings);
    const place = { run_id: RUN, platform: 'slack', workspace: 'T1' };
    return changesOf({ ...place, agents, desired, posts: this.rows }, hashOf);
  }

  /** Makes at most so many calls. */
  show(of: RunSnapshot, most = Number.POSITIVE_INFINITY): void {
    for (let made = 0; made < most; made++) {
      const [change] = this.changes(of);
      if (change === undefined) return;
      const { row, hash, final, thread, content, type } = change;
      const cost = type === 'markFinal' ? 0 : content.kind === 'file' ? 3 : 1;
      this.calls += cost;
      const reference = row.reference ?? `${row.key}-1`;
      const shown: PostRow = {
        ...row,
        thread,
        reference,
        content_hash: hash,
        final,
        state: 'posted',
        calls: row.calls + cost,
      };
      this.rows = [...this.rows.filter(({ key }) => key !== row.key), shown];
    }
  }
}

/** The states of a run with so many lenses and other agents, as a worker could bring them about. */
function* courseOf(lenses: number, others: number, random: Random): Generator<RunSnapshot> {
  const ids = [
    ...Array.from({ length: lenses }, (_, n) => `lens:${n}`),
    ...Array.from({ length: others }, (_, n) => `skeptic-${n}`),
  ];
  const steps = new Map(ids.map((id) => [id, step(id)]));
  const now = (): SnapshotStep[] => [...steps.values()];
  yield snapshot(now());
  for (const phase of [ids.slice(0, lenses), ids.slice(lenses)]) {
    const open = [...phase];
    while (open.length > 0) {
      const id = random.pick(open);
      for (let turn = random.below(5); turn >= 0; turn--) {
        steps.set(id, running(id, `reading file ${random.below(1_000)}`));
        yield snapshot(now());
      }
      steps.set(id, endOf(id, random));
      open.splice(open.indexOf(id), 1);
      yield snapshot(now());
    }
  }
  for (const [id, was] of steps) {
    if ((was.findings?.total ?? 0) > 0) steps.set(id, { ...was, fate: { counts: { upheld: 1 }, top: TOP } });
  }
  if (random.chance(0.8)) yield snapshot(now());
  yield ended(now(), random.pick(['completed', 'failed'] as const));
}

function endOf(id: string, random: Random): SnapshotStep {
  const times = { started_at: '2026-03-01T10:00:01.000Z', completed_at: '2026-03-01T10:01:31.000Z' };
  if (random.chance(0.1)) return step(id, { status: 'failed', error: 'hung', ...times });
  const findings = id.startsWith('lens:') ? { total: random.below(3), top: TOP } : null;
  return step(id, { status: 'completed', activity: 'done', findings, ...times });
}

describe('the calls of a run', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('are enough, and no more (seed %s)', (seed) => {
    const random = seeded(seed);
    const [lenses, others] = [1 + random.below(9), random.below(14)];
    const thread = new Thread();
    let last: RunSnapshot | null = null;
    for (const state of courseOf(lenses, others, random)) {
      last = state;
      if (random.chance(0.7)) thread.show(state, random.chance(0.5) ? 1 : undefined);
    }
    if (last === null) throw new Error('the run has no states');
    thread.show(last);
    expect(thread.calls).toBeLessThanOrEqual(2 * (lenses + others) + lenses + 8);
    expect(thread.changes(last)).toEqual([]);
    expect(thread.rows.every(({ final }) => final)).toBe(true);
    const keys = thread.rows.map(({ key }) => key);
    expect(keys).toHaveLength(new Set(keys).size);
    expect(keys).toEqual(expect.arrayContaining(['root', 'announced', 'report', 'step:lens:0']));
  });

  it('show each lens’ findings before the challenge and what became of them after it, each time at once', () => {
    const thread = new Thread();
    const works = [running('lens:a', 'reading'), step('skeptic-1')];
    thread.show(snapshot(works));
    // Progress takes all that may be spent on it.
    for (let turn = 0; turn < 50; turn++)
      thread.show(snapshot([running('lens:a', `reading ${turn}`), step('skeptic-1')]));
    const done = step('lens:a', {
      status: 'completed',
      activity: '1 finding',
      started_at: '2026-03-01T10:00:01.000Z',
      findings: { total: 1, top: TOP },
    });
    const lens = (of: RunSnapshot) => thread.changes(of).filter(({ row }) => row.key === 'step:lens:a');
    const before = snapshot([done, running('skeptic-1')]);
    expect(lens(before)).toMatchObject([{ optional: false, final: false }]);
    thread.show(before);
    expect(lens(before)).toEqual([]);
    const judged = { ...done, fate: { counts: { refuted: 1 }, top: [] } };
    expect(lens(snapshot([judged, running('skeptic-1')]))).toMatchObject([{ optional: false, final: true }]);
  });
});
