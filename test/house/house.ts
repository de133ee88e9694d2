/** The house as the tests of its rules see it: its folder, its files, its documents. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds `package.json`. */
export const HOUSE = fileURLToPath(new URL('../..', import.meta.url));

/** Where the product is; tests and the benchmark are beside it. */
export function productFolders(): readonly string[] {
  return ['bot', 'runner', 'adapters', 'flows', 'personas'];
}

/** Every file that is or would be committed. */
export function files(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: HOUSE,
    encoding: 'utf8',
  });
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(HOUSE, file)));
}

export function isProduct(file: string): boolean {
  return productFolders().some((folder) => file.startsWith(`${folder}/`));
}

export function textOf(file: string): string {
  return readFileSync(join(HOUSE, file), 'utf8');
}

/** The Markdown that people read; personas are Markdown too, but part of the product. */
export function documents(): readonly string[] {
  return files().filter((file) => /^(docs\/)?[^/]+\.md$/.test(file));
}
