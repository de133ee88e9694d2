/** What `baton run` makes of its options and of a repository that has something uncommitted, each in a run of its own. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MadeRepository } from '../setup/repositories.ts';
import { baton, keepServer, ownFolder } from './processes.ts';
import { documentOf, expectReport } from './reports.ts';
import { makeShop } from './shop.ts';

const home = ownFolder();
let shop: MadeRepository;
beforeAll(async () => {
  shop = makeShop();
  await keepServer(home);
});

describe('baton run', () => {
  test.each([
    ['one commit', ['--base', 'main', '--head', 'main'], 'main and main are the same commit.'],
    [
      'a reversed pair',
      ['--base', 'feat', '--head', 'main'],
      'feat has every commit of main already; swap --base and --head?',
    ],
    [
      'paths without a change',
      ['--base', 'main', '--head', 'feat', '--path', 'README.md'],
      'no changed file matches the paths of this run.',
    ],
  ])('asks no agent where there is nothing to compare: %s', async (_name, refs, why) => {
    const argv = ['run', 'code-review', '--size', 'medium', ...refs, '--json'];
    const document = documentOf(await baton(argv, { home, folder: shop.path }));
    expect(document.verdict).toBe(`Nothing to compare: ${why}`);
    // Those that need a model are skipped for want of one before anything else is known.
    const agents = document.steps.filter(
      ({ kind, skip_cause }) => kind === 'agent' && skip_cause !== 'no_model',
    );
    const ends = agents.map(({ status, skip_cause, error, attempt }) => [status, skip_cause, error, attempt]);
    expect(ends).toEqual(agents.map(() => ['skipped', 'condition', document.verdict, 0]));
    expect(agents.length).toBeGreaterThan(5);
  });

  test('answers a focus in a fast tour of one folder, for a project named by its path', async () => {
    const [folder, out] = [ownFolder(), 'tour'];
    const argv = ['run', 'codebase-tour', '--project', shop.path, '--path', 'src/**', '--fast', '--out', out];
    const ended = await baton([...argv, '--focus', '  Where are\u0007 orders placed? ', '--json'], {
      home,
      folder,
    });
    const document = documentOf(ended);
    expect(document.run.input.question).toBe('Where are orders placed?');
    const report = expectReport(document, {
      title: 'Codebase tour',
      heading: /^[0-9a-f]{7} · small · fast · 1 agent · no model configured · /,
      repository: shop.path,
      citations: 3,
    });
    expect(report).toContain('**Your focus “Where are orders placed?”:** No model answered');
    expect(report).not.toContain('README.md');
    expect(readFileSync(join(folder, out, 'report.md'), 'utf8')).toBe(report);
    expect(existsSync(join(home, 'runs', document.run.id))).toBe(false);
  });

  test('reads a dirty work tree at HEAD, and says so', async () => {
    const dirty = makeShop();
    dirty.write({ 'src/cart.ts': '// TODO never committed\n', 'src/new.ts': '// TODO new\n' });
    const document = documentOf(await baton(['run', 'tech-debt', '--json'], { home, folder: dirty.path }));
    const report = expectReport(document, {
      title: 'Tech debt',
      heading: /^[0-9a-f]{7} · small · /,
      repository: dirty.path,
      citations: 1,
    });
    expect(report).toMatch(/uncommitted changes \(1 changed, 1 new\).*HEAD/i);
    expect(report).not.toContain('TODO never committed');
  });
});
