/** The small repository that the runs read: a few dozen modules that import each other, in a handful of commits. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Module, moduleText, testText } from '../offline/generated-module.ts';

const MODULES = 30;
const COMMITS = 6;
const AREAS = ['orders', 'billing', 'shared'];
const AUTHOR = ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.org'];

/** Makes it in `folder`. Throws when git does, or when the signal aborts. */
export async function makeProject(folder: string, signal: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true });
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: readonly string[]) => promisify(execFile)('git', args, { cwd: folder, env, signal });
  await git('init', '--quiet', '--initial-branch=main');
  for (let commit = 0; commit < COMMITS; commit++) {
    for (let index = 0; index < MODULES; index += commit === 0 ? 1 : commit + 1) {
      await writeModule(folder, moduleAt(index, commit));
    }
    await git('add', '--all');
    await git(...AUTHOR, 'commit', '--quiet', `--message=Change ${commit}`);
  }
}

async function writeModule(folder: string, module: Module): Promise<void> {
  const path = join(folder, 'src', AREAS[module.index % AREAS.length] ?? '', `module-${module.index}`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.ts`, moduleText(module, AREAS));
  if (module.tested) await writeFile(`${path}.test.ts`, testText(module));
}

function moduleAt(index: number, commit: number): Module {
  const needs = index < 2 ? [] : [...new Set([index >> 1, index - 2])];
  const limits = [index * 3, index * 7 + commit, commit];
  return {
    index,
    area: AREAS[index % AREAS.length] ?? '',
    needs,
    limits,
    branches: 1 + (index % 5),
    tested: index % 3 === 0,
  };
}
