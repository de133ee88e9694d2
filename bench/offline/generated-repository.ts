/**
 * A TypeScript repository of 400 small files with 5,000 commits, the same on every machine: modules that import each
 * other, some with tests, changed a few at a time by five people over two years, some far more often than others.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { type Module, moduleText, testText } from './generated-module.ts';

export const FILES = 400;
export const COMMITS = 5000;

/** Beside the modules and their tests: package.json, tsconfig.json, README.md and a workflow. */
const OTHER_FILES = 4;
const TESTED_SHARE = 3;
const AREAS = ['orders', 'billing', 'catalog', 'shipping', 'users', 'search', 'reports', 'shared'];
const AUTHORS = ['Ana', 'Bea', 'Carl', 'Dora', 'Emil'];
/** 2023-01-01, in seconds since 1970 */
const BEGINNING = 1_672_531_200;
const SECONDS_BETWEEN = 12_600;

/** Makes it in `folder`, without a work tree. Throws when git does, or when the signal aborts. */
export async function generateRepository(folder: string, signal: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true });
  await git(folder, ['init', '--quiet', '--bare', '--initial-branch=main'], signal);
  await git(folder, ['fast-import', '--quiet', '--done'], signal, history());
}

/** Runs git with nothing of this machine's configuration, feeding it what `input` gives. */
async function git(
  folder: string,
  args: readonly string[],
  signal: AbortSignal,
  input: Iterable<string> = [],
): Promise<void> {
  const child = spawn('git', args, {
    cwd: folder,
    signal,
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
  });
  const ended = once(child, 'exit');
  for (const text of input)
    if (!child.stdin.write(text)) await Promise.race([once(child.stdin, 'drain'), ended]);
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}`);
}

/** What `git fast-import` reads. */
function* history(): Generator<string> {
  const random = sequence(7);
  const modules = makeModules(random);
  yield commit(0, 'Begin', [...OTHERS, ...modules.flatMap(filesOf)]);
  for (let at = 1; at < COMMITS; at++) {
    const touched = Array.from({ length: 1 + Math.floor(random() ** 3 * 4) }, () => {
      // Squared, so that the first modules change far more often than the last.
      const module = modules[Math.floor(random() ** 2 * modules.length)];
      if (module === undefined) throw new Error('there is no such module');
      change(module, random);
      return module;
    });
    const files = [...new Set(touched)].flatMap((module) =>
      random() < 0.3 ? filesOf(module) : filesOf(module).slice(0, 1),
    );
    yield commit(at, `Change ${touched[0]?.area ?? 'nothing'}: case ${at}`, files);
  }
  yield 'done\n';
}

type File = readonly [path: string, text: string];

function commit(at: number, message: string, files: readonly File[]): string {
  const author = AUTHORS[(at * 7) % AUTHORS.length];
  const who = `${author} <${author?.toLowerCase()}@example.org> ${BEGINNING + at * SECONDS_BETWEEN} +0000`;
  const changes = files.map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`);
  return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(message)}${changes.join('')}\n`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function makeModules(random: () => number): Module[] {
  const tests = Math.floor((FILES - OTHER_FILES) / (TESTED_SHARE + 1));
  return Array.from({ length: FILES - OTHER_FILES - tests }, (_, index) => ({
    index,
    area: AREAS[index % AREAS.length] ?? 'shared',
    // Only of modules before it, most of them near: no cycles, and a few that many need.
    needs: index < 3 ? [] : [...new Set([0, 1, 2].map(() => Math.floor(random() ** 2 * index)))],
    limits: [1, 2, 3].map(() => Math.floor(random() * 100)),
    branches: 1 + Math.floor(random() * 5),
    tested: index < tests,
  }));
}

function change(module: Module, random: () => number): void {
  module.limits[Math.floor(random() * module.limits.length)] = Math.floor(random() * 1000);
  if (random() < 0.02 && module.branches < 12) module.branches += 1;
}

function filesOf(module: Module): File[] {
  const path = `src/${module.area}/module-${module.index}`;
  const main: File = [`${path}.ts`, moduleText(module, AREAS)];
  return module.tested ? [main, [`${path}.test.ts`, testText(module)]] : [main];
}

const OTHERS: readonly File[] = [
  [
    'package.json',
    `${JSON.stringify({ name: 'shop', version: '1.0.0', type: 'module', scripts: { test: 'vitest run' }, devDependencies: { vitest: '5.1.1' } }, null, 2)}\n`,
  ],
  [
    'tsconfig.json',
    `${JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext' } }, null, 2)}\n`,
  ],
  ['README.md', '# Shop\n\nOrders, billing and shipping of a small shop.\n\n## Running\n\n    npm test\n'],
  [
    '.github/workflows/ci.yml',
    'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: npm test\n',
  ],
];

/** Numbers from 0 to 1 that look random and are the same each time (a linear congruential generator). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
