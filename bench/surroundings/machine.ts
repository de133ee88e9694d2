/** What the figures were measured on. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { findBinaries } from '../../runner/database/embedded-programs.ts';

export async function machineText(): Promise<string> {
  const memory = (totalmem() / 1024 ** 3).toFixed(0);
  const { version } = await findBinaries();
  const git = execFileSync('git', ['--version'], { encoding: 'utf8' }).trim().replace('git version', 'git');
  return [
    `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${memory} GB, ${process.platform} ${process.arch}`,
    `Node ${process.versions.node}, PostgreSQL ${version} (embedded, default settings, fsync on), ${git}`,
    `load when it began: ${loadavg()[0]?.toFixed(2)}. Timings are noisy: compare what one run measured, not runs with each other.`,
  ].join('\n');
}
