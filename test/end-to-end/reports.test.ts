/** A repository as there are many, through every flow and the options of `baton run`. */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { RunDetail, type RunPage } from '../../runner/core/documents.ts';
import type { Database } from '../../runner/database/open.ts';
import { expectReportDocument, expectSarif } from '../setup/report-schemas.ts';
import { fingerprint, type MadeRepository } from '../setup/repositories.ts';
import { baton, keepServer, ownFolder } from './processes.ts';
import { documentOf, expectDocument, expectReport } from './reports.ts';
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
let database: Database;
beforeAll(async () => {
  shop = makeShop();
  database = await keepServer(home);
});

describe('baton run', () => {
  test('reads the repository that the person is in, and leaves it byte for byte as it was', async () => {
    const before = fingerprint(shop.path);
    const { code, out, err } = await baton(['run', 'tech-debt'], { home, folder: join(shop.path, 'src') });
    expect(code, err).toBe(0);
    expect(fingerprint(shop.path)).toBe(before);
    const lines = out.trimEnd().split('\n');
    const [verdict, report = '', page] = [lines[0], ...lines.slice(-2)];
    expect(verdict).toMatch(/^Verdict: Start with F1: /);
    expect(lines[2]).toMatch(/^F1 {2}(high|medium|low) +\S.* {2}\S+$/);
    expect(report).toMatch(new RegExp(`^Report: ${home}/runs/[0-9a-f-]{36}/report\\.md$`));
    const text = readFileSync(report.slice('Report: '.length), 'utf8');
    expect(page).toBe(report.replace('Report: ', 'Page:   ').replace(/md$/, 'html'));
    expect(text).toContain(
      '`src/orders.ts:10`\n```ts\nexport function cancelOrder(order: any): void {\n```\n',
    );
    expect(text).toMatch(/^\| Empty catch blocks \| 1 \| src\/orders\.ts:6 \|/m);
    expect(text).toMatch(/^\| TODO\/FIXME comments \| 1 \| src\/cart\.ts:8 \|/m);
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
    const heading = /^[0-9a-f]{7} · small · 2 agents · no model configured · /;
    expectReport(document, { title: 'Tech debt', heading, repository: shop.path, citations: 1 });
    const { map, before } = await expectDocument(document, database);
    expect(map.map(({ path }) => path)).toContain('src/orders.ts');
    expect(before.map(({ title }) => title)).toContain('At a glance');
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
      heading: /^main\.\.feat \([0-9a-f]{7}\) · medium · \d agents · no model configured · /,
      repository: shop.path,
      citations: 1,
    });
    expect(document.verdict).toMatch(/^Do not merge yet: 1 high/);
    expect(report).toContain("`src/orders.ts:11`\n```ts\n  const token = '***';\n```\n");
    expect(ended.out + ended.err).not.toContain(TOKEN);
    const stored = await expectDocument(document, database);
    expect(JSON.stringify(stored)).not.toContain(TOKEN);
    expect(stored.findings).toContainEqual(
      expect.objectContaining({ rule: 'secret', path: 'src/orders.ts', quote: "const token = '***';" }),
    );
  });

  test('guides through a repository, and stores the tour as data', async () => {
    const ended = await baton(['run', 'codebase-tour', '--size', 'medium', '--json'], {
      home,
      folder: shop.path,
    });
    const document = documentOf(ended);
    expectReport(document, {
      title: 'Codebase tour',
      heading: /^[0-9a-f]{7} · medium · \d agents? · no model configured · /,
      repository: shop.path,
      citations: 3,
    });
    const { after } = await expectDocument(document, database);
    expect(after.map(({ title }) => title)).toContain('Reading path');
  });
});

describe('baton export', () => {
  // Of the runs above.
  test.each([
    ['tech-debt', 1],
    ['code-review', 1],
    ['codebase-tour', 0],
  ])('writes the findings of a %s as data that its schemas allow', async (flow, findings) => {
    const around = { home, folder: shop.path };
    const { runs } = JSON.parse((await baton(['runs', '--json'], around)).out) as RunPage;
    const run = runs.find(({ flow_name }) => flow_name === flow);
    const exported = async (format: string) => {
      const { code, out, err } = await baton(['export', run?.id ?? '', '--format', format], around);
      expect(code, err).toBe(0);
      return JSON.parse(out);
    };
    const [{ document, verdict, ...detail }, log] = await Promise.all([exported('json'), exported('sarif')]);
    expect(RunDetail.parse(detail).run.id).toBe(run?.id);
    expect(expectReportDocument(document).verdict).toBe(verdict);
    expect(document.findings.length).toBeGreaterThanOrEqual(findings);
    const results = expectSarif(log).runs[0]?.results;
    expect(results).toHaveLength(document.findings.length + document.measured.length);
    expect(JSON.stringify([log, document])).not.toContain(TOKEN);
  });
});
