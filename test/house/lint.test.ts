/** The lint rules of the house are proved to fire, on planted files, and to spare the places that are meant to be spared. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUSE } from './house.ts';

const LONG = `export function long(say: (line: number) => void): void {\n${'  say(1);\n'.repeat(61)}}\n`;
const FITS = `export function fits(say: (line: number) => void): void {\n${'  say(1);\n'.repeat(58)}}\n`;
const ENVIRONMENT = 'export const home = process.env.HOME;\n';
const CONSOLE = "console.log('here');\n";
const DEFAULT = 'export default function start(): void {}\n';

/** Where what is written, and which rule must fire there; null where none may. */
const PLANTS: readonly (readonly [file: string, text: string, rule: string | null])[] = [
  ['runner/engine/any.ts', 'export const loose: any = 1;\n', 'lint/suspicious/noExplicitAny'],
  [
    'flows/checks/bang.ts',
    'export const first = (list: string[]): string => list[0]!;\n',
    'lint/style/noNonNullAssertion',
  ],
  ['adapters/git/environment.ts', ENVIRONMENT, 'lint/style/noProcessEnv'],
  ['bot/config/environment.ts', ENVIRONMENT, null],
  ['runner/engine/noise.ts', CONSOLE, 'lint/suspicious/noConsole'],
  ['bot/app/noise.ts', CONSOLE, 'lint/suspicious/noConsole'],
  ['bot/cli/noise.ts', CONSOLE, null],
  ['adapters/http/start.ts', DEFAULT, 'lint/style/noDefaultExport'],
  ['vitest.config.ts', DEFAULT, null],
  ['flows/rules/long.ts', LONG, 'lint/complexity/noExcessiveLinesPerFunction'],
  ['flows/rules/fits.ts', FITS, null],
  ['runner/store/RunRows.ts', 'export const table = 1;\n', 'lint/style/useFilenamingConvention'],
];

interface Diagnostic {
  readonly category: string;
  readonly severity: string;
  readonly location: { readonly path: string };
}

let folder: string;
let diagnostics: readonly Diagnostic[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'baton-lint-'));
  cpSync(join(HOUSE, 'biome.json'), join(folder, 'biome.json'));
  for (const [file, text] of PLANTS) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const { stdout } = spawnSync(
    join(HOUSE, 'node_modules/.bin/biome'),
    ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'],
    { cwd: folder, encoding: 'utf8' },
  );
  ({ diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] });
});

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const errorsIn = (file: string): string[] =>
  diagnostics
    .filter(({ location, severity }) => location.path === file && severity === 'error')
    .map(({ category }) => category);

test.each(PLANTS.filter(([, , rule]) => rule !== null))('in %s, %j breaks a rule', (file, _text, rule) => {
  expect(errorsIn(file)).toEqual([rule]);
});

test.each(PLANTS.filter(([, , rule]) => rule === null))('%s may hold %j', (file) => {
  expect(errorsIn(file)).toEqual([]);
});
