/** Whether an import leads from one file to another: directly, or through files that hand on what they import. Pure. */
import { posix } from 'node:path';
import type { Measure } from '../contracts/collecting.ts';

/** null: not known, since the imports of one of them are not read whole */
export type Linked = (a: string, b: string) => boolean | null;

export function linksOf(parts: readonly Measure[]): Linked {
  const imports = new Map<string, readonly string[]>();
  const relays = new Map<string, readonly string[]>();
  const traced = new Set<string>();
  for (const part of parts) {
    if (part.imports !== undefined) imports.set(part.path, part.imports);
    if (part.relays !== undefined) relays.set(part.path, part.relays);
    if (part.traced === true) traced.add(part.path);
  }
  const leads = (from: string, to: string): boolean => {
    const seen = new Set(imports.get(from) ?? []);
    for (const path of seen) {
      if (path === to) return true;
      for (const next of relays.get(path) ?? []) seen.add(next);
    }
    return false;
  };
  return (a, b) => {
    if (leads(a, b) || leads(b, a) || isOnePackage(a, b)) return true;
    return traced.has(a) && traced.has(b) ? false : null;
  };
}

/** The files of a Go package need no import. */
function isOnePackage(a: string, b: string): boolean {
  return a.endsWith('.go') && b.endsWith('.go') && posix.dirname(a) === posix.dirname(b);
}

/** Per file, the files that import it. `imports`: each file with the files that it imports, once each. */
export function importersOf(
  imports: readonly (readonly [path: string, imported: readonly string[]])[],
): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const [path, imported] of imports) {
    for (const to of imported) {
      const known = importers.get(to);
      if (known === undefined) importers.set(to, [path]);
      else known.push(path);
    }
  }
  return importers;
}
