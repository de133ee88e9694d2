/** Installs the agents below `test/agents` when they are not there: hundreds of megabytes, so no part of Baton's install. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

export function setup(): void {
  // npm writes this file last
  if (existsSync(`${folder}node_modules/.package-lock.json`)) return;
  process.stderr.write('installing OpenCode and Codex below test/agents (about 750 MB)\n');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
}
