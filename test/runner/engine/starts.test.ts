/** Starting a run by an id, later resolution of refs, and the place where it is to appear. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import type { Repositories } from '../../../runner/core/ports/repository.ts';
import { TOY_PROJECT, type Toy, toyRepositories, toyRequest } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const on = harness();
const HERE = { ...TOY_PROJECT, path: '/srv/toy', url: null, host: 'toy-host' };

/** Repositories that count how often a commit was resolved. */
function counting(pin: Repositories['pin'] = toyRepositories().pin): Toy & { pins(): number } {
  let pins = 0;
  const repositories: Repositories = {
    ...toyRepositories(),
    pin: (...asked) => {
      pins += 1;
      return pin(...asked);
    },
  };
  return { options: { repositories }, pins: () => pins };
}

describe('a run that is asked for by an id', () => {
  it('has that id', async () => {
    const id = randomUUID();
    const runner = await on.runner();
    expect(await runner.service.start(toyRequest({ id }))).toEqual({ run_id: id });
    expect((await runner.service.run(id)).run.id).toBe(id);
  });

  it('is started once, however often it is asked for', async () => {
    const id = randomUUID();
    const runner = await on.runner();
    await on.start(runner, { id });
    expect(await on.start(runner, { id, flow_name: 'no-such-flow' })).toBe(id);
    expect(await on.query(`SELECT actor FROM audit_log WHERE run_id = $1`, [id])).toHaveLength(1);
  });

  it('is started once by processes that are asked for it at the same time', async () => {
    const id = randomUUID();
    const runners = [await on.runner(), await on.runner()];
    const asked = [...runners, ...runners, ...runners].map((runner) => on.start(runner, { id }));
    expect(new Set(await Promise.all(asked))).toEqual(new Set([id]));
    expect(await on.query('SELECT id FROM flow_runs')).toEqual([{ id }]);
    expect(await on.query(`SELECT FROM audit_log WHERE run_id = $1`, [id])).toHaveLength(1);
  });
});

describe('a run that is asked for with a key', () => {
  const once = { key: 'api:deploy-1', hash: 'body' };

  it('is the same run for a day, after a restart too', async () => {
    const before = await on.runner();
    const run_id = await on.start(before, { once });
    await before.close();
    const after = await on.runner();
    expect(await on.start(after, { once })).toBe(run_id);
    await on.query(`UPDATE request_keys SET created_at = created_at - interval '23 hours 59 minutes'`);
    expect(await on.start(after, { once })).toBe(run_id);
    expect(await on.query('SELECT id FROM flow_runs')).toEqual([{ id: run_id }]);
  });

  it('is started once by processes that are asked for it at the same time', async () => {
    const runners = [await on.runner(), await on.runner()];
    const asked = [...runners, ...runners, ...runners].map((runner) => on.start(runner, { once }));
    const ids = new Set(await Promise.all(asked));
    expect(ids.size).toBe(1);
    expect(await on.query('SELECT id FROM flow_runs')).toEqual([{ id: [...ids][0] }]);
    expect(
      await on.query(`SELECT FROM audit_log WHERE action = 'start' AND run_id = $1`, [...ids]),
    ).toHaveLength(1);
  });

  it('is a new run after a day, once for all who ask then', async () => {
    const runners = [await on.runner(), await on.runner()];
    const first = await on.start(await on.runner(), { once });
    await on.query(`UPDATE request_keys SET created_at = created_at - interval '24 hours'`);
    const later = new Set(
      await Promise.all([...runners, ...runners].map((runner) => on.start(runner, { once }))),
    );
    expect(later.size).toBe(1);
    expect(later).not.toContain(first);
  });

  it('is refused when the key was used for something else', async () => {
    const runner = await on.runner();
    await on.start(runner, { once });
    const other = runner.service.start(toyRequest({ once: { ...once, hash: 'another body' } }));
    await expect(other).rejects.toMatchObject({
      kind: 'conflict',
      code: 'idempotency_conflict',
      message: expect.stringContaining('was used within the last 24 hours for a request with another body'),
    });
    expect(await on.query('SELECT id FROM flow_runs')).toHaveLength(1);
  });

  it('takes the key of no request that was refused', async () => {
    const runner = await on.runner();
    await expect(on.start(runner, { once, flow_name: 'no-such-flow' })).rejects.toThrow(BatonError);
    const run_id = await on.start(runner, { once: { ...once, hash: 'corrected' } });
    expect((await runner.service.run(run_id)).run.id).toBe(run_id);
  });
});

describe('a run whose refs may be resolved later', () => {
  it('is not fetched before it starts, and its first step resolves it', async () => {
    const toy = counting();
    const runner = await on.runner(toy);
    const run_id = await on.start(runner, { resolves: 'later' });
    expect(toy.pins()).toBe(0);
    expect((await runner.service.run(run_id)).run.commit_sha).toBeNull();
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    const { run } = await ended(runner, run_id);
    expect(run).toMatchObject({ status: 'completed', commit_sha: 'a'.repeat(40) });
    expect(toy.pins()).toBe(1);
  });

  it('fails with what is wrong when there is no such ref', async () => {
    const toy = counting(async () => {
      throw new BatonError(
        'refused',
        'unknown_ref',
        'There is no branch, tag or commit "v9" in the repository.',
      );
    });
    const runner = await on.working(toy);
    const run_id = await on.start(runner, { resolves: 'later' });
    const { run } = await ended(runner, run_id);
    expect(run.status).toBe('failed');
    expect(run.error).toContain('There is no branch, tag or commit "v9" in the repository.');
  });

  it('is resolved at once when it is on this host’s disk and a ref was named, which may be wrong', async () => {
    const toy = counting();
    const runner = await on.runner(toy);
    const run_id = await on.start(runner, { resolves: 'later', project: HERE, head: 'main' });
    expect(toy.pins()).toBe(1);
    expect((await runner.service.run(run_id)).run.commit_sha).toBe('a'.repeat(40));
  });

  it('is left to the first step when it is on this host’s disk and no ref was named', async () => {
    const toy = counting();
    const runner = await on.runner(toy);
    const run_id = await on.start(runner, { resolves: 'later', project: HERE });
    expect(toy.pins()).toBe(0);
    expect((await runner.service.run(run_id)).run.commit_sha).toBeNull();
  });
});

describe('a run that is to appear somewhere', () => {
  const columns = 'key, platform, workspace, channel, thread, state, settled, reference';

  it.each([
    [
      'with its workspace and thread',
      { workspace: 'T1', thread: '17.5' },
      { workspace: 'T1', thread: '17.5' },
    ],
    [
      'where the workspace goes without saying',
      { workspace: null, thread: null },
      { workspace: '', thread: null },
    ],
  ])('wants its card there, %s', async (_, more, stored) => {
    const runner = await on.runner();
    const run_id = await on.start(runner, { post_to: { platform: 'slack', channel: 'C1', ...more } });
    expect(await on.query(`SELECT ${columns} FROM posts WHERE run_id = $1`, [run_id])).toEqual([
      {
        key: 'root',
        platform: 'slack',
        channel: 'C1',
        state: 'wanted',
        settled: false,
        reference: null,
        ...stored,
      },
    ]);
  });

  it('has no posts when nobody said where', async () => {
    await on.start(await on.runner());
    expect(await on.query('SELECT FROM posts')).toEqual([]);
  });
});
