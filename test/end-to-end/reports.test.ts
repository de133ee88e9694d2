/** A repository as there are many, through every flow and the options of `baton run`. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fingerprint, type MadeRepository } from '../setup/repositories.ts';
import { baton, keepServer, ownFolder } from './processes.ts';
import { documentOf, expectReport } from './reports.ts';
import { makeShop, TOKEN } from './shop.ts';

const RUN_FIELDS = [
  'id',
  'project_id',
  'flow_name',
  'band',
  'fast',
  'status',
  'model',
  'backend',
  'input',
  'commit_sha',
  'base_sha',
  'error',
  'usage',
  'created_at',
  'started_at',
  'completed_at',
];
const STEP_FIELDS = [
  'step_id',
  'kind',
  'persona',
  'label',
  'needs',
  'status',
  'task_id',
  'chat_id',
  'output',
  'error',
  'started_at',
  'completed_at',
];

const home = ownFolder();
let shop: MadeRepository;
beforeAll(async () => {
  shop = makeShop();
  await keepServer(home);
});

describe('baton run', () => {
  test('reads the repository that the person is in, and leaves it byte for byte as it was', async () => {
    const before = fingerprint(shop.path);
    const { code, out, err } = await baton(['run', 'tech-debt'], { home, folder: join(shop.path, 'src') });
    expect(code, err).toBe(0);
    expect(fingerprint(shop.path)).toBe(before);
    const [verdict, report = ''] = out.trimEnd().split('\n');
    expect(verdict).toMatch(/^Verdict: \d things to fix first; the worst: /);
    expect(report).toMatch(new RegExp(`^Report: ${home}/runs/[0-9a-f-]{36}/report\\.md$`));
    const text = readFileSync(report.slice('Report: '.length), 'utf8');
    expect(text).toContain('`src/orders.ts:6` — `} catch {}`');
    expect(text).toContain('`src/cart.ts:8` — `// TODO take vouchers into account`');
    expect(text).toContain(`\n**Verdict:** ${verdict?.slice('Verdict: '.length)}\n`);
  });

  test('makes the same report of the same commit, byte for byte, and the files that --out names', async () => {
    const out = join(ownFolder(), 'deep', 'down');
    const again = await baton(['run', 'tech-debt', '--out', out], { home, folder: shop.path });
    expect(again.code, again.err).toBe(0);
    const report = readFileSync(join(out, 'report.md'), 'utf8');
    const runs = readdirSync(join(home, 'runs'));
    const earlier = runs.map((id) => readFileSync(join(home, 'runs', id, 'report.md'), 'utf8'));
    expect(earlier).toEqual([report]);

    const document = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    expect(Object.keys(document)).toEqual(['run', 'steps', 'report']);
    expect(Object.keys(document.run)).toEqual(expect.arrayContaining(RUN_FIELDS));
    for (const step of document.steps) expect(Object.keys(step)).toEqual(expect.arrayContaining(STEP_FIELDS));
    expect(document.run).toMatchObject({
      project_id: realpathSync(shop.path),
      flow_name: 'tech-debt',
      band: 'small',
      fast: false,
      status: 'completed',
      backend: 'offline',
      commit_sha: shop.git('rev-parse', 'main'),
      base_sha: null,
    });
    expect(document.run.completed_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(document.report).toBe(report);
    const heading = /^[0-9a-f]{7} · small · 3 agents · no model configured$/;
    expectReport(document, { title: 'Tech debt', heading, repository: shop.path, citations: 5 });
  });

  test('reviews a branch against another in a medium run, and shows no secret of it', async () => {
    const argv = ['run', 'code-review', '--base', 'main', '--head', 'feat', '--size', 'medium', '--json'];
    const ended = await baton(argv, { home, folder: shop.path });
    const document = documentOf(ended);
    expect(document.run).toMatchObject({
      band: 'medium',
      base_sha: shop.git('rev-parse', 'main'),
      commit_sha: shop.git('rev-parse', 'feat'),
    });
    const report = expectReport(document, {
      title: 'Code review',
      heading: /^main\.\.feat \([0-9a-f]{7}\) · medium · \d agents · no model configured$/,
      repository: shop.path,
      citations: 1,
    });
    expect(document.verdict).toMatch(/^Do not merge yet — 1 P1/);
    expect(report).toContain("`src/orders.ts:11` — `const token = '***';`");
    expect(ended.out + ended.err).not.toContain(TOKEN);
  });

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
    const agents = document.steps.filter(({ kind }) => kind === 'agent');
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
      heading: /^[0-9a-f]{7} · small · fast · 2 agents · no model configured$/,
      repository: shop.path,
      citations: 3,
    });
    expect(report).toContain('**Answer to your focus “Where are orders placed?”:** ');
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
      citations: 5,
    });
    expect(report).toMatch(/uncommitted changes \(1 changed, 1 new\).*HEAD/i);
    expect(report).not.toContain('TODO never committed');
  });
});
