/**
 * Hides the files by which a repository can configure agents: hooks, servers, plugins, permissions. The agents' own
 * switches are not enough: OpenCode 1.18.33 imports the plugins of the checkout in spite of `--pure` and
 * `OPENCODE_DISABLE_PROJECT_CONFIG`.
 */
import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { BatonError } from '../../../runner/core/errors.ts';

const NAMES = [
  ...['.claude', '.mcp.json', '.codex', '.gemini', '.qwen', '.cursor'],
  ...['.opencode', 'opencode.json', 'opencode.jsonc'],
];

/** Returns bubblewrap's arguments that replace them by nothing. Throws `linked_configuration`. */
export async function hidingArguments(checkout: string): Promise<string[]> {
  const hidden = await Promise.all(NAMES.map((name) => hidingOne(checkout, name)));
  return hidden.flat();
}

async function hidingOne(checkout: string, name: string): Promise<string[]> {
  const path = join(checkout, name);
  const link = await lstat(path).catch(() => null);
  if (link === null) return [];
  // A mount covers the target of a link, so the target must be known.
  const target = link.isSymbolicLink() ? await targetInside(checkout, path) : path;
  const info = await lstat(target);
  return info.isDirectory()
    ? ['--tmpfs', target, '--remount-ro', target]
    : ['--ro-bind', '/dev/null', target];
}

async function targetInside(checkout: string, path: string): Promise<string> {
  const [root, target] = await Promise.all([realpath(checkout), realpath(path).catch(() => null)]);
  if (target?.startsWith(`${root}${sep}`)) return join(checkout, target.slice(root.length + 1));
  throw new BatonError(
    'step',
    'linked_configuration',
    `${path} is a link out of the repository, so agents can't be kept from it. Remove the link, or use the direct back end.`,
  );
}
