/**
 * Git, bound to one of Baton's private repositories. The target's own repository is never opened by git: its config,
 * hooks, filters and attributes are not read at all (see `private-repository.ts`).
 */
import { BatonError } from '../../runner/core/errors.ts';
import { type GitOutcome, runGit } from './git-process.ts';
import { withoutSecrets } from './remote-url.ts';

export interface GitOptions {
  readonly input?: Buffer;
  /** milliseconds; 30 s if not given */
  readonly time?: number;
  /** most bytes of output; 256 MB if not given */
  readonly bytes?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly onOutput?: (chunk: Buffer) => boolean;
}

export interface Git {
  /** the private repository */
  readonly dir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  /** Any exit code is an outcome. */
  run(args: readonly (string | Buffer)[], options?: GitOptions): Promise<GitOutcome>;
  /** The output of a command that must succeed. */
  output(args: readonly (string | Buffer)[], options?: GitOptions): Promise<Buffer>;
  /** The same git, ended by that signal too. */
  until(signal: AbortSignal | undefined): Git;
}

export function gitIn(
  dir: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Git {
  const bound = { ...environment, GIT_DIR: dir };
  const run: Git['run'] = (args, options = {}) =>
    runGit({
      args: ['--no-pager', ...args],
      cwd: dir,
      environment: options.environment === undefined ? bound : { ...bound, ...options.environment },
      input: options.input,
      time: options.time ?? 30_000,
      bytes: options.bytes ?? 256e6,
      signal,
      onOutput: options.onOutput,
    });
  return {
    dir,
    environment: bound,
    signal,
    run,
    output: async (args, options) => {
      const outcome = await run(args, options);
      if (outcome.code !== 0) throw gitFailed(outcome);
      return outcome.stdout;
    },
    until: (other) => gitIn(dir, environment, either(signal, other)),
  };
}

/** The exit code with which git itself gives up, for instance at an object that it cannot read. */
export const FATAL = 128;

/** What git said, as an error of the environment. */
export function gitFailed(outcome: GitOutcome): BatonError {
  const line = firstComplaint(outcome.stderr);
  return new BatonError('environment', 'git_failed', `git could not read the repository: ${line}`);
}

/** The line of standard error that says what was wrong, without the credentials of a URL in it. */
export function firstComplaint(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((one) => /^(fatal|error):/.test(one)) ?? lines[0] ?? 'no reason given';
  return withoutSecrets(line).slice(0, 500);
}

function either(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return AbortSignal.any([one, other]);
}
