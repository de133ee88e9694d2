/** Programs that tests start often, as plain JavaScript: Node starts them in half the time when no types are to be stripped. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOUSE = fileURLToPath(new URL('../..', import.meta.url));

/** Gives the path of the copy. It is below this checkout, where it finds the same packages. */
export function withoutTypes(program: URL): string {
  const source = fileURLToPath(program);
  const folder = join(HOUSE, '.cache', 'tests');
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, relative(HOUSE, source).replaceAll(sep, '-').replace(/\.ts$/, '.mjs'));
  // Another test process may be writing or starting the same file.
  const draft = `${copy}.${process.pid}`;
  writeFileSync(draft, stripTypeScriptTypes(readFileSync(source, 'utf8')));
  chmodSync(draft, 0o755);
  renameSync(draft, copy);
  return copy;
}
