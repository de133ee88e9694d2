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
  /** Returns the same git, also ended by that signal. */
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

/** The exit code of git's fatal errors, for instance an unreadable object. */
export const FATAL = 128;

/** Converts git's message to an error of kind `environment`. */
export function gitFailed(outcome: GitOutcome): BatonError {
  const line = firstComplaint(outcome.stderr);
  return new BatonError('environment', 'git_failed', `git could not read the repository: ${line}`);
}

/** Returns the relevant line of standard error, without a URL's credentials. */
export function firstComplaint(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((one) => /^(fatal|error):/.test(one)) ?? lines[0] ?? 'no reason given';
  return withoutSecrets(line).slice(0, 500);
}

function either(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return AbortSignal.any([one, other]);
}
