import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const BUSY = fileURLToPath(new URL('./busy-child.ts', import.meta.url));
const OWNER = `require('node:child_process').fork(${JSON.stringify(BUSY)}).on('message', (pid) => console.log(pid))`;

it('ends a busy collector process with the process that started it, however that ends', async () => {
  const owner = spawn(process.execPath, ['-e', OWNER], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [told] = (await once(owner.stdout, 'data')) as [Buffer];
  const pid = Number(told.toString());
  try {
    expect(isRunning(pid)).toBe(true);
    owner.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  } finally {
    if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  }
});

/** A zombie process is not running. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
