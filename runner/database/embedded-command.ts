/** Runs a program of the embedded server to its end and keeps what it said. */
import { type SpawnOptions, spawn } from 'node:child_process';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** the user that it runs as; absent: ours */
  readonly uid?: number;
  readonly gid?: number;
}

/** A clean environment: nothing of ours changes what the server does. */
const ENVIRONMENT = {
  LC_ALL: 'C',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

/** Where it starts, and its user: a folder that every user may enter. */
export function spawnOptions(command: Command): SpawnOptions {
  const { uid, gid } = command;
  return {
    cwd: '/',
    env: ENVIRONMENT,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  };
}

/** Gives it `input`, if any. Never rejects: a program that cannot be started has the code null. */
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
    // A program that ends without reading its input is judged by its code.
    child.stdin?.on('error', () => undefined).end(input);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output: output }));
  });
}
