/** Clones that lack something: partial ones as git makes them, and whole ones from which an object is taken away. */
import { existsSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitAt, makeFolder } from './repositories.ts';

/** A clone over the transport that honors filters, with git's own options. */
export function cloneOf(path: string, ...options: readonly string[]): string {
  gitAt(path, ['config', 'uploadpack.allowFilter', 'true']);
  gitAt(path, ['config', 'uploadpack.allowAnySHA1InWant', 'true']);
  const clone = join(makeFolder(), 'clone');
  gitAt('/', ['clone', '--quiet', ...options, `file://${path}`, clone]);
  return clone;
}

/** The objects as one loose file each, whatever packs they were in. */
export function unpack(path: string): void {
  const packs = join(path, '.git', 'objects', 'pack');
  const aside = makeFolder();
  for (const name of existsSync(packs) ? readdirSync(packs) : [])
    renameSync(join(packs, name), join(aside, name));
  for (const name of readdirSync(aside).filter((file) => file.endsWith('.pack')))
    gitAt(path, ['unpack-objects', '-q'], {}, join(aside, name));
}

/** Deletes a loose object; `HEAD:a.js` names a file of a commit, `HEAD~1^{tree}` the root folder of one. */
export function loseObject(path: string, name: string): void {
  rmSync(looseFile(path, name), { force: true });
}

/** Cuts a loose object short, as a full disk or a crash leaves it. */
export function damageObject(path: string, name: string): void {
  const file = looseFile(path, name);
  rmSync(file, { force: true });
  writeFileSync(file, 'not an object');
}

/** Leaves an object as an empty file. */
export function emptyObject(path: string, name: string): void {
  truncateSync(looseFile(path, name));
}

/** Puts everything but one object into the only pack, as if the pack had lost that entry. */
export function loseFromPack(path: string, name: string): void {
  unpack(path);
  loseObject(path, name);
  const objects = join(path, '.git', 'objects');
  const oids = readdirSync(objects)
    .filter((folder) => /^[0-9a-f]{2}$/.test(folder))
    .flatMap((folder) => readdirSync(join(objects, folder)).map((rest) => folder + rest));
  const list = join(makeFolder(), 'oids');
  writeFileSync(list, oids.map((oid) => `${oid}\n`).join(''));
  gitAt(path, ['pack-objects', '-q', join(objects, 'pack', 'pack')], {}, list);
  for (const oid of oids) rmSync(join(objects, oid.slice(0, 2), oid.slice(2)));
}

function looseFile(path: string, name: string): string {
  const oid = gitAt(path, ['rev-parse', name]);
  return join(path, '.git', 'objects', oid.slice(0, 2), oid.slice(2));
}
