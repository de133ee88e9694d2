/** A hostile repository through the whole command line: nothing of it runs, and nothing of it is touched. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fingerprint } from '../setup/repositories.ts';
import { BATON_FOLDER, baton, type Ended, keepServer, ownFolder } from './processes.ts';
import { controlsIn } from './reports.ts';
import { layTrap, type Trap } from './trap.ts';

const home = ownFolder();
let trap: Trap;
beforeAll(async () => {
  await keepServer(home);
  trap = layTrap();
});

/** What a chat or a page would make of it: all but what stands as code. */
function prose(report: string): string {
  return report.replace(/(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)/g, '');
}

function expectHarmless({ out, err }: Ended): void {
  expect(controlsIn(out)).toEqual([]);
  expect(controlsIn(err)).toEqual([]);
}

describe('a hostile repository', () => {
  test.each([['tech-debt', '--size', 'medium'], ['code-review', '--base', 'HEAD~1'], ['codebase-tour']])(
    'runs nothing in a %s, and stays byte for byte as it was',
    async (...argv) => {
      const { repository, sprung } = trap;
      expect(sprung()).toEqual([]);
      const before = fingerprint(repository.path);
      const ended = await baton(['run', ...argv, '--json'], { home, folder: repository.path });
      expect(ended.code, ended.err).toBe(0);
      expect(sprung()).toEqual([]);
      expect(fingerprint(repository.path)).toBe(before);

      expectHarmless(ended);
      const { run, report } = JSON.parse(ended.out);
      expect(run).toMatchObject({ status: 'completed', backend: 'offline' });
      expect(report).toMatch(/uncommitted changes \(1 changed, 1 new\)/);
      expect(controlsIn(report)).toEqual([]);
      expect(prose(report)).not.toMatch(/@everyone|<!channel|<@U|<img|\]\(http|^# heading/m);
      const shown = await baton(['show', run.id], { home });
      expect(shown.code).toBe(0);
      expectHarmless(shown);
    },
  );

  test('does not speak through a ref or a path that is echoed', async () => {
    const { path } = trap.repository;
    const echoed = await baton(['run', 'code-review', '--base', 'x\u001b[2J\u0007'], { home, folder: path });
    expect(echoed.code).toBe(2);
    expectHarmless(echoed);
    const named = await baton(['run', 'tech-debt', '--project', join(path, 'y\u001b[2J')], { home });
    expect(named.code).toBe(2);
    expectHarmless(named);
    expect(trap.sprung()).toEqual([]);
  });

  test('would have run its programs under a plain git and a plain node', () => {
    const { repository, sprung } = layTrap();
    const plain = (file: string, ...args: string[]) => {
      try {
        execFileSync(file, args, { cwd: repository.path, stdio: 'ignore' });
      } catch {
        // whether it succeeds does not matter
      }
    };
    plain('git', 'status');
    plain('git', 'diff', 'HEAD~1');
    plain(process.execPath, '.dependency-cruiser.js');
    plain(process.execPath, 'node_modules/typescript/index.js');
    plain(process.execPath, join(BATON_FOLDER, 'node_modules/vitest/vitest.mjs'), 'list');
    expect(sprung()).toEqual(
      expect.arrayContaining(['included-fsmonitor', 'dependency-cruiser', 'typescript', 'vitest']),
    );
  });
});
