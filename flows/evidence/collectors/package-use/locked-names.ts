/** What lock files tell of names: which packages are installed, and which of them others expect to be there. Pure. */
import { lockReaderFor } from '../packages/lock-files.ts';

/** The packages that lock files of one ecosystem have; null where none of them could be read. */
export function lockedNames(
  locks: ReadonlyMap<string, string>,
  ecosystem: RegExp,
): ReadonlySet<string> | null {
  const read = [...locks].flatMap(([path, text]) => {
    if (!ecosystem.test(path)) return [];
    const packages = lockReaderFor(path)?.(text) ?? null;
    return packages === null || packages.length === 0 ? [] : [packages.map(({ name }) => name)];
  });
  return read.length === 0 ? null : new Set(read.flat());
}

/** `"peerDependencies": { "react": "*" }` in JSON, `peerDependencies:` with indented lines in YAML. */
const PEERS =
  /["']?(?:peerDependencies|optionalDependencies)["']?:\s*(?:\{([^}]*)\}|\n((?: {4,}\S[^\n]*\n)+))/g;
const NAME = /["']?((?:@[\w.-]+\/)?[\w.-]+)["']?\s*:/g;

/** The packages that others load if they are there, without an import of their own in this repository. */
export function peerNames(locks: ReadonlyMap<string, string>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of locks.values()) {
    for (const [, json, yaml] of text.matchAll(PEERS)) {
      for (const [, name = ''] of (json ?? yaml ?? '').matchAll(NAME)) names.add(name);
    }
  }
  return names;
}
