/**
 * Reads the text archives of `fixtures/`, which hold the files of a made repository in the format of Go's txtar: a line
 * `-- path --`, then the file. In its history a file may have revisions: a line that ends in `//@3` is there from revision 3 on.
 */
import { readFileSync } from 'node:fs';

/** The text of each file by its path. */
export type Files = Readonly<Record<string, string>>;

export function readArchive(name: string): Files {
  const text = readFileSync(new URL(`fixtures/${name}.txtar`, import.meta.url), 'utf8');
  const [, ...parts] = text.split(/^-- (.+) --\n/m);
  const files: Record<string, string> = {};
  for (let at = 0; at < parts.length; at += 2) files[parts[at] ?? ''] = parts[at + 1] ?? '';
  return files;
}

const MARK = / *\/\/@(\d+)$/;

/** The last revision of a file; 0 for one that has none. */
export function lastRevision(text: string): number {
  return Math.max(0, ...text.split('\n').map((line) => Number(MARK.exec(line)?.[1] ?? 0)));
}

export function atRevision(text: string, revision: number): string {
  return text
    .split('\n')
    .filter((line) => Number(MARK.exec(line)?.[1] ?? 0) <= revision)
    .map((line) => line.replace(MARK, ''))
    .join('\n');
}
