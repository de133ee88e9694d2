/**
 * Writes the private repositories under Baton's home. A local target is read through one: a bare repository that uses the
 * target's objects through `objects/info/alternates`, and whose refs are links to the target's. So git reads the target's
 * objects and refs and nothing else: not its attributes, its hooks, or its config, which may name programs to run (filters,
 * text converters, monitors, transports).
 */
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface Layout {
  readonly objectFormat: 'sha1' | 'sha256';
  readonly bare: boolean;
  /** the content of HEAD: `ref: refs/heads/main`, or an object name */
  readonly head: string;
  /** folders of objects to read from */
  readonly alternates: readonly string[];
  /** name inside the repository → target of the link, which need not exist */
  readonly links: Readonly<Record<string, string>>;
  /** the content of info/attributes, which takes precedence over the target's attributes */
  readonly attributes: string;
}

/** Returns the folder of a private repository; the same identity gives the same folder. */
export function folderFor(home: string, ...identity: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(['1', ...identity]));
  return join(home, 'repos', `${hash.digest('hex').slice(0, 32)}.git`);
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Creates the repository unless it exists, and sets its HEAD; safe in several processes at once. */
export async function ensureRepository(dir: string, layout: Layout): Promise<void> {
  if (await exists(dir)) return setHead(dir, layout.head);
  const draft = `${dir}.${randomUUID()}`;
  await writeRepository(draft, layout);
  try {
    await rename(draft, dir);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(dir))) throw error;
  }
}

/** Replaces HEAD atomically, so that a reader sees the old or the new one. */
export async function setHead(dir: string, head: string): Promise<void> {
  const draft = join(dir, `head.${randomUUID()}`);
  await writeFile(draft, `${head}\n`);
  await rename(draft, join(dir, 'HEAD'));
}

/** Writes a repository to a folder that does not exist yet. */
export async function writeRepository(dir: string, layout: Layout): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await mkdir(join(dir, 'objects', 'info'), { recursive: true });
  await mkdir(join(dir, 'objects', 'pack'));
  await mkdir(join(dir, 'info'));
  await writeFile(join(dir, 'HEAD'), `${layout.head}\n`);
  await writeFile(join(dir, 'config'), configOf(layout));
  await writeFile(join(dir, 'info', 'attributes'), layout.attributes);
  const alternates = layout.alternates.map((path) => `${alternateLine(path)}\n`);
  await writeFile(join(dir, 'objects', 'info', 'alternates'), alternates.join(''));
  for (const [name, target] of Object.entries(layout.links)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await symlink(target, join(dir, name));
  }
  if (layout.links.refs === undefined) await mkdir(join(dir, 'refs', 'heads'), { recursive: true });
}

function configOf(layout: Layout): string {
  const sha256 = layout.objectFormat === 'sha256';
  return [
    '[core]',
    `repositoryformatversion = ${sha256 ? 1 : 0}`,
    `bare = ${layout.bare}`,
    'logAllRefUpdates = false',
    'hooksPath = /dev/null',
    // In a checkout a link becomes a file with the link's text, so that none leads outside.
    `symlinks = ${layout.bare}`,
    'protectNTFS = false',
    'protectHFS = false',
    'bigFileThreshold = 32m',
    '[gc]',
    'auto = 0',
    '[maintenance]',
    'auto = false',
    ...(sha256 ? ['[extensions]', 'objectFormat = sha256'] : []),
    '',
  ].join('\n');
}

/** Formats a line of `alternates`. git takes a leading quote for its own quoting. */
function alternateLine(path: string): string {
  if (!/["\\\n]/.test(path)) return path;
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
