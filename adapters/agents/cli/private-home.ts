/** Creates a private home folder for a task: the agent's configuration as Baton wants it, nothing of the operator's. */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const DAY_MS = 86_400_000;
const PREFIX = 'home-';

export interface PrivateHome {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes one below `parent`, with these files (by relative path) in it. */
export async function makeHome(
  parent: string,
  files: Readonly<Record<string, string>>,
): Promise<PrivateHome> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const path = await mkdtemp(join(parent, PREFIX));
  await removeForgotten(parent, path);
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, content, { mode: 0o600 });
  }
  return { path, remove: () => removeFolder(path) };
}

/** Removes homes of killed processes that are older than a day. */
async function removeForgotten(parent: string, newest: string): Promise<void> {
  const now = (await stat(newest)).mtimeMs;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const info = await stat(join(parent, name)).catch(() => null);
    if (info !== null && now - info.mtimeMs > DAY_MS) await removeFolder(join(parent, name));
  }
}

/** A folder that the agent made unreadable remains: the task's answer matters more. */
async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}
