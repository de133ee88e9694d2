/** Runs a program of the embedded server to its end and collects its output. */
import { type SpawnOptions, spawn } from 'node:child_process';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** the user that it runs as; absent: ours */
  readonly uid?: number;
  readonly gid?: number;
}

/** A clean environment: our own has no effect on the server. */
const ENVIRONMENT = {
  LC_ALL: 'C',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

/** The working directory and user: a folder that every user may enter. */
export function spawnOptions(command: Command): SpawnOptions {
  const { uid, gid } = command;
  return {
    cwd: '/',
    env: ENVIRONMENT,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  };
}

/** Runs the command with `input`, if any. Never rejects: the code is null if the program cannot be started. */
export async function runCommand(
  command: Command,
  input = '',
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command.file, command.args, {
      ...spawnOptions(command),
      stdio: 'pipe',
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    // A program that exits without reading its input is judged by its exit code.
    child.stdin?.on('error', () => undefined).end(input);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output: output }));
  });
}
