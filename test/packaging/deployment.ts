/** What the files of a deployment may name: Baton's variables and commands, and what those files are. */
import { expect } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ALL_VARIABLES, VARIABLES } from '../../bot/config/environment.ts';
import { surroundings } from '../bot/surroundings.ts';
import { textOf } from '../house/house.ts';

/** Those of Node itself. */
const NODE_VARIABLES = ['NODE_ENV', 'NODE_COMPILE_CACHE'];

export const DEFAULT_PORT = String(VARIABLES.PORT.type.parse(null));

/** Fails if a file sets a variable that nothing reads. */
export function expectKnownVariables(names: Iterable<string>): void {
  const unknown = [...names].filter((name) => !(name in ALL_VARIABLES) && !NODE_VARIABLES.includes(name));
  expect(unknown).toEqual([]);
}

/** Fails if Baton's command line refuses these arguments; with --help they are checked, and nothing runs. */
export async function expectUnderstood(argv: readonly string[]): Promise<void> {
  const around = surroundings();
  const code = await around.run(...argv, '--help');
  expect(code, `baton ${argv.join(' ')}: ${around.err()}`).toBe(0);
}

export function yamlOf(file: string): unknown {
  return parse(textOf(file), { merge: true });
}

export function yamlDocumentsOf(file: string): unknown[] {
  return parseAllDocuments(textOf(file)).map((document) => document.toJS() as unknown);
}
