/** The terminal of this process. */
import { userInfo } from 'node:os';
import { messageOf } from '../../runner/core/errors.ts';
import type { Output, Terminal } from './context.ts';

export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  process.on('uncaughtException', endWithOneLine);
  return {
    stdout,
    stderr,
    stdoutIsTty: stdout.isTTY === true,
    stderrIsTty: stderr.isTTY === true,
    size() {
      const { columns = 80, rows = 24 } = stderr.isTTY ? stderr : stdout;
      // A terminal of unknown size reports zero.
      return { columns: columns || 80, rows: rows || 24 };
    },
    now: () => new Date(),
    signals: process,
    onExit(restore) {
      process.on('exit', restore);
      return () => void process.off('exit', restore);
    },
    exit: (code) => process.exit(code),
    user: userName(),
    // Opened only by the command that reads it.
    get stdin() {
      return process.stdin;
    },
  };
}

/** A closed pipe (`baton runs | head -1`) or window is not an error. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}

/** Prints an unexpected error outside any command as one line; the exit handlers still restore the terminal. */
function endWithOneLine(error: unknown): void {
  const stderr: Output = process.stderr;
  stderr.write(
    `baton: something went wrong inside Baton: ${messageOf(error)}. Add --verbose to see where.\n`,
  );
  if (process.argv.includes('--verbose') && error instanceof Error) stderr.write(`${error.stack ?? ''}\n`);
  process.exit(1);
}

/** A container may run under a user id without a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
