/** The threads of runs as they are stored: what is wanted, what is there, and what still has to be shown. */
import { describe, expect, it } from 'vitest';
import type { PostRow, Posts } from '../../../runner/core/ports/posts.ts';
import type { Runner } from '../../../runner/runner.ts';
import { ended, harness, terminate, until } from './harness.ts';

const on = harness();
const PLACE = { platform: 'slack', workspace: 'T1', channel: 'C1' } as const;

const posted = (runner: Runner, workspace: string | null = 'T1') =>
  on.start(runner, { post_to: { platform: 'slack', workspace, channel: 'C1', thread: null } });

function row(run_id: string, key: string, more: Partial<PostRow> = {}): PostRow {
  return {
    run_id,
    key,
    ...PLACE,
    thread: null,
    reference: null,
    content_hash: null,
    state: 'posted',
    intent_at: null,
    old_at: null,
    calls: 1,
    final: false,
    revision: 0,
    error: null,
    trouble: null,
    ...more,
  };
}

const read = async (posts: Posts, run_id: string) => {
  const found = await posts.thread(run_id, 'slack', 'T1');
  if (found === null) throw new Error('there is no such run');
  return found;
};

/** Settles every post of a run, having read its thread. */
async function settleAll(posts: Posts, run_id: string): Promise<void> {
  const { posts: rows } = await read(posts, run_id);
  await posts.put(rows.map((post) => ({ ...post, final: true })));
}

describe('a run’s thread', () => {
  it('is told as the run stands, without outputs', async () => {
    const runner = await on.working();
    const run_id = await posted(runner);
    await ended(runner, run_id);
    const { snapshot, posts } = await read(runner.posts, run_id);
    const { run, report } = await runner.service.run(run_id);
    expect(snapshot.run).toEqual({
      ...run,
      requested_by: 'test',
      label: 'aaaaaaa',
      refs: { base: null, head: null },
      history: 'full',
      starter_is_muted: false,
    });
    expect(snapshot.report).toBe(report);
    expect(snapshot.steps.map(({ step_id, status }) => `${step_id} ${status}`)).toEqual(
      ['scope', 'a', 'b', 'c', 'd', 'render'].map((step_id) => `${step_id} completed`),
    );
    expect(snapshot.steps[1]).toEqual({
      step_id: 'a',
      kind: 'agent',
      persona: 'toy',
      label: 'a',
      status: 'completed',
      activity: 'done',
      error: null,
      skip_cause: null,
      fail_code: null,
      started_at: expect.any(String),
      completed_at: expect.any(String),
      backend: expect.any(String),
      primary: false,
      findings: null,
      fate: null,
      tokens: null,
    });
    expect(posts).toEqual([row(run_id, 'root', { state: 'wanted', calls: 0 })]);
  });

  it('is not there for a run that is not', async () => {
    const { posts } = await on.runner();
    expect(await posts.thread('00000000-0000-4000-8000-000000000000', 'slack', 'T1')).toBeNull();
  });

  it('keeps its posts as they are given, new or not', async () => {
    const runner = await on.runner();
    const run_id = await posted(runner);
    const root = row(run_id, 'root', {
      reference: '1.1',
      content_hash: 'h',
      intent_at: '2026-03-01T12:00:00.000Z',
      old_at: '2026-03-01T11:00:00.000Z',
    });
    const lost = row(run_id, 'step:a', {
      thread: '1.1',
      state: 'gone',
      calls: 3,
      error: 'the channel is archived',
    });
    await runner.posts.put([root, lost]);
    expect((await read(runner.posts, run_id)).posts).toEqual([root, lost]);
  });

  it('has what is posted of it told, in every workspace, and what is not, not', async () => {
    const runner = await on.runner();
    const run_id = await posted(runner);
    const message = (key: string, reference: string, more = {}) =>
      row(run_id, key, { reference, state: 'posted', ...more });
    await runner.posts.put([
      message('root', '1.1'),
      message('step:a', '1.2', { thread: '1.1' }),
      message('export:1', '1.3', { workspace: 'T2', channel: 'C2' }),
      message('export:1:file', '1.4', { workspace: 'T2', channel: 'C2' }),
      message('reopen:1', '1.5', { state: 'sending', reference: null }),
    ]);
    const told = await runner.posts.posted(run_id);
    expect(told.map(({ key, workspace, reference }) => `${key} ${workspace} ${reference}`).sort()).toEqual([
      'export:1 T2 1.3',
      'export:1:file T2 1.4',
      'root T1 1.1',
      'step:a T1 1.2',
    ]);
  });

  it('of a run that has been let go of is let go of as well', async () => {
    const runner = await on.runner();
    const run_id = await posted(runner);
    await on.query('DELETE FROM flow_runs');
    await runner.posts.put([row(run_id, 'root')]);
    expect(await on.query('SELECT FROM posts')).toEqual([]);
  });
});

describe('what is unsettled in a workspace', () => {
  it('is given run by run, the oldest first, until all of it is settled', async () => {
    const runner = await on.runner();
    const [first, second] = [await posted(runner), await posted(runner)];
    const elsewhere = await posted(runner, 'T2');
    expect(await runner.posts.unfinished('slack', 'T1')).toEqual([first, second]);
    expect(await runner.posts.unfinished('slack', 'T2')).toEqual([elsewhere]);
    await settleAll(runner.posts, first);
    expect(await runner.posts.unfinished('slack', 'T1')).toEqual([second]);
  });

  it('takes in what named the platform alone, once somebody has the only workspace', async () => {
    const runner = await on.runner();
    const run_id = await posted(runner, null);
    expect(await runner.posts.unfinished('slack', 'T1')).toEqual([]);
    await runner.posts.adopt('slack', 'T1');
    expect(await runner.posts.unfinished('slack', 'T1')).toEqual([run_id]);
  });

  it('has a run again that is retried', async () => {
    const runner = await on.runner();
    const run_id = await posted(runner);
    await runner.service.cancel(run_id, 'test');
    await settleAll(runner.posts, run_id);
    await runner.service.retry(run_id, 'test');
    expect(await runner.posts.unfinished('slack', 'T1')).toEqual([run_id]);
  });

  it('keeps a run that was retried while somebody settled what they had read before', async () => {
    const [lane, other] = [await on.runner(), await on.runner()];
    const run_id = await posted(lane);
    await lane.service.cancel(run_id, 'test');
    const { posts: before } = await read(lane.posts, run_id);
    await other.service.retry(run_id, 'test');
    await lane.posts.put(before.map((post) => ({ ...post, reference: '1.1', final: true })));
    expect(await lane.posts.unfinished('slack', 'T1')).toEqual([run_id]);
    const { posts: after } = await read(lane.posts, run_id);
    expect(after).toMatchObject([{ reference: '1.1', final: false }]);
    await settleAll(lane.posts, run_id);
    expect(await lane.posts.unfinished('slack', 'T1')).toEqual([]);
  });
});

describe('one more post', () => {
  const keys = async (run_id: string) =>
    (await on.query<{ key: string }>('SELECT key FROM posts WHERE run_id = $1 ORDER BY key', [run_id])).map(
      ({ key }) => key,
    );

  it('gets the next number of its kind, once for each act', async () => {
    const { posts, ...runner } = await on.runner();
    const run_id = await on.start({ posts, ...runner });
    await posts.want({ run_id, kind: 'export', ...PLACE, act_id: 'one' });
    await posts.want({ run_id, kind: 'export', ...PLACE, act_id: 'one' });
    await posts.want({ run_id, kind: 'export', ...PLACE, act_id: 'two' });
    await posts.want({ run_id, kind: 'reopen', ...PLACE, act_id: 'three' });
    expect(await keys(run_id)).toEqual(['export:1', 'export:2', 'reopen:1']);
  });

  it('gets one number for each of many acts that come at the same time', async () => {
    const runners = [await on.runner(), await on.runner()];
    const run_id = await on.start(runners[0] as Runner);
    const acts = Array.from({ length: 6 }, (_, index) => `act ${index % 3}`);
    const wanted = acts.map((act_id, index) =>
      runners[index % 2]?.posts.want({ run_id, kind: 'export', ...PLACE, act_id }),
    );
    await Promise.all(wanted);
    expect(await keys(run_id)).toEqual(['export:1', 'export:2', 'export:3']);
  });

  it('is the first of its action once, whichever processes it comes to', async () => {
    const runners = [await on.runner(), await on.runner()];
    const run_id = await on.start(runners[0] as Runner);
    const { platform, workspace } = PLACE;
    const asked = Array.from({ length: 6 }, (_, index) =>
      runners[index % 2]?.posts.first({ run_id, platform, workspace, act_id: `act ${index % 3}` }),
    );
    expect((await Promise.all(asked)).filter((first) => first)).toHaveLength(3);
  });

  it('is not counted by the file that goes with it', async () => {
    const { posts, ...runner } = await on.runner();
    const run_id = await on.start({ posts, ...runner });
    await posts.put([row(run_id, 'export:1'), row(run_id, 'export:1:file')]);
    await posts.want({ run_id, kind: 'export', ...PLACE, act_id: 'one' });
    expect(await keys(run_id)).toEqual(['export:1', 'export:1:file', 'export:2']);
  });

  it('is not asked for again where a card is on its way, or came a moment ago', async () => {
    const { posts, ...runner } = await on.runner();
    const run_id = await on.start({ posts, ...runner });
    const reopen = (act_id: string, channel: string) =>
      posts.want({ run_id, kind: 'reopen', ...PLACE, channel, act_id });
    await reopen('one', 'C1');
    await reopen('two', 'C1');
    await reopen('three', 'C2');
    expect(await keys(run_id)).toEqual(['reopen:1', 'reopen:2']);
    await settleAll(posts, run_id);
    await reopen('four', 'C1');
    // A second click comes within seconds of the first.
    expect(await keys(run_id)).toEqual(['reopen:1', 'reopen:2']);
    await on.pool().query(`update posts set created_at = created_at - interval '11 seconds'`);
    await reopen('five', 'C1');
    expect(await keys(run_id)).toEqual(['reopen:1', 'reopen:2', 'reopen:3']);
  });

  it('is refused for a run that is not there', async () => {
    const { posts } = await on.runner();
    const run_id = '00000000-0000-4000-8000-000000000000';
    const wanted = posts.want({ run_id, kind: 'export', ...PLACE, act_id: 'one' });
    await expect(wanted).rejects.toMatchObject({ kind: 'not_found', code: 'unknown_run' });
  });
});

describe('the run of a thread', () => {
  it('is found by its card, and by the thread that it was started in', async () => {
    const runner = await on.runner();
    const [card, reply] = [await posted(runner), await posted(runner)];
    await runner.posts.put([
      row(card, 'root', { reference: '1.1' }),
      row(card, 'step:a', { thread: '1.1', reference: '1.2' }),
      row(reply, 'root', { thread: '9.9', reference: '9.91' }),
    ]);
    expect(await runner.posts.runAt('slack', 'T1', 'C1', '1.1')).toBe(card);
    expect(await runner.posts.runAt('slack', 'T1', 'C1', '9.9')).toBe(reply);
    expect(await runner.posts.runAt('slack', 'T1', 'C1', '5.5')).toBeNull();
    expect(await runner.posts.runAt('slack', 'T1', 'C2', '1.1')).toBeNull();
    expect(await runner.posts.runAt('slack', 'T2', 'C1', '1.1')).toBeNull();
  });
});

describe('a watcher of threads', () => {
  it('hears of each run that changes, from any process, until it has heard enough', async () => {
    const [near, far] = [await on.runner(), await on.runner()];
    const heard: (string | null)[] = [];
    const enough = near.posts.onChange((run_id) => heard.push(run_id));
    const run_id = await on.start(far);
    await until(async () => heard.includes(run_id));
    enough();
    const later = await on.start(far);
    const witness: (string | null)[] = [];
    near.posts.onChange((id) => witness.push(id));
    await far.service.cancel(later, 'test');
    await until(async () => witness.includes(later));
    expect(heard).not.toContain(later);
  });

  it('hears that anything may have changed after its connection was lost', async () => {
    const { posts } = await on.runner();
    const heard: (string | null)[] = [];
    posts.onChange((run_id) => heard.push(run_id));
    await terminate(on.pool(), `application_name = 'baton events'`);
    await until(async () => heard.includes(null));
  });
});

describe('what people do', () => {
  it('is written down', async () => {
    const { posts } = await on.runner();
    await posts.audit({ actor: 'slack:T1:U1', action: 'refused', run_id: null, detail: { wanted: 'start' } });
    expect(
      await on.query(`SELECT action, run_id, detail FROM audit_log WHERE actor = 'slack:T1:U1'`),
    ).toEqual([{ action: 'refused', run_id: null, detail: { wanted: 'start' } }]);
  });
});
