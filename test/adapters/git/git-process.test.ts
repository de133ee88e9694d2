/** The limits that every git command runs under. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type GitCall, runGit } from '../../../adapters/git/git-process.ts';
import { makeRepository } from '../../setup/repositories.ts';

const call = (given: Partial<GitCall>): GitCall => ({
  args: ['--version'],
  cwd: '/',
  environment: { PATH: process.env.PATH ?? '', GIT_CONFIG_GLOBAL: '/dev/null' },
  time: 30_000,
  bytes: 1_000_000,
  ...given,
});
/** Prints its process group, then waits for long. */
const LINGER = ['-c', 'alias.linger=!echo $$; sleep 600 & wait', 'linger'];

/** Whether it still runs; a dead one that nobody has asked about does not. */
function alive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]);
  return /^[^Z]/.test(stdout.toString().trim());
}

describe('a git command', () => {
  it('is ended with all that it started when its time is up', async () => {
    let pid = 0;
    const onOutput = (chunk: Buffer) => {
      pid = Number(chunk);
      return alive(pid);
    };
    const ended = runGit(call({ args: LINGER, time: 500, onOutput }));
    await expect(ended).rejects.toMatchObject({ kind: 'environment', code: 'git_timeout', passing: true });
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => alive(pid)).toBe(false);
  });

  it('ends when the signal aborts', async () => {
    const controller = new AbortController();
    const ended = runGit(
      call({
        args: LINGER,
        signal: controller.signal,
        onOutput: () => {
          controller.abort(new Error('cancelled'));
          return true;
        },
      }),
    );
    await expect(ended).rejects.toThrow('cancelled');
  });

  it('may print so much and no more', async () => {
    const { path } = makeRepository({ files: { a: 'x'.repeat(5_000) } });
    const ended = runGit(call({ args: ['show', 'HEAD:a'], cwd: path, bytes: 1_000 }));
    await expect(ended).rejects.toMatchObject({ code: 'git_output' });
  });

  it('has nothing on its standard input and no environment but what it was given', async () => {
    const { stdout } = await runGit(call({ args: ['-c', 'alias.look=!env; cat', 'look'] }));
    expect(stdout.toString()).not.toContain('HOME=');
  });

  it('that is not installed is named in the error', async () => {
    await expect(runGit(call({ environment: { PATH: '/nonexistent' } }))).rejects.toMatchObject({
      code: 'git_missing',
    });
  });
});
