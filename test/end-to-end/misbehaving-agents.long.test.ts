/** Agents at their worst, played by the scripted back end, and what is left of it in the report and the tables. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../runner/database/open.ts';
import { type MadeRepository, makeRepository } from '../setup/repositories.ts';
import { cited, lensAnswer, scripted } from './answers.ts';
import { baton, keepServer, ownFolder, startBaton } from './processes.ts';
import { controlsIn, type Document, documentOf, expectReport } from './reports.ts';
import { makeShop, TOKEN } from './shop.ts';

/** A secret that stands nowhere in the repository. */
const INVENTED = ['ghp', 'Zq81LmTr7bVx2Nw0KfYd5Hs9Gc3JpRa6UeOi'].join('_');

const home = ownFolder();
let shop: MadeRepository;
let database: Database;
beforeAll(async () => {
  shop = makeShop();
  database = await keepServer(home);
});

async function run(script: Parameters<typeof scripted>[0], ...argv: string[]): Promise<Document> {
  const variables = scripted(script);
  return documentOf(await baton(['run', ...argv, '--json'], { home, folder: shop.path, variables }));
}

function stepOf({ steps }: Document, step_id: string): Document['steps'][number] {
  const step = steps.find((one) => one.step_id === step_id);
  if (step === undefined) throw new Error(`no step ${step_id}`);
  return step;
}

/** Every row of every table that the text stands in. */
async function rowsWith(text: string): Promise<string[]> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await database.pool.query(`select 1 from ${name} t where t::text like $1`, [
      `%${text}%`,
    ]);
    if ((rowCount ?? 0) > 0) found.push(name);
  }
  return found;
}

describe('lenses that fail', () => {
  test('do not fail the run: the report says that it is incomplete, and why', async () => {
    const document = await run(
      {
        '*/lens:maintainability': { fault: 'nonsense' },
        '*/lens:architecture': { fault: 'crash' },
        '*/lens:test': { fault: 'error' },
        '*/lens:history': { fault: 'rate_limit', times: 1 },
      },
      'tech-debt',
      '--size',
      'medium',
    );
    expect(document.verdict).toMatch(/^Incomplete: 3 of 4 lenses failed\. /);
    expect(stepOf(document, 'lens:maintainability')).toMatchObject({ status: 'failed', attempt: 1 });
    expect(stepOf(document, 'lens:architecture')).toMatchObject({ status: 'failed', attempt: 4 });
    expect(stepOf(document, 'lens:test')).toMatchObject({ status: 'failed', attempt: 1 });
    expect(stepOf(document, 'lens:history')).toMatchObject({ status: 'completed', attempt: 2 });
    const report = expectReport(document, {
      title: 'Tech debt',
      heading: / · medium · 8 agents · model /,
      repository: shop.path,
      citations: 0,
    });
    expect(report).toContain('Step `lens:maintainability` failed: The agent');
    expect(report).toContain('Step `lens:architecture` failed: The scripted back end died');
    expect(report).toContain('Step `lens:test` failed: The model failed (scripted error).');
  });

  test('all of them: nothing sounds as if an agent had looked', async () => {
    const variables = scripted({ '*/lens:maintainability': { fault: 'error' } });
    const ended = await baton(['run', 'tech-debt', '--json'], { home, folder: shop.path, variables });
    const document = documentOf(ended, 1);
    expect(document.run).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('The only lens failed: '),
    });
    expect(document.verdict).toMatch(
      /^Incomplete — nothing was looked at by an agent: its only lens failed: /,
    );
    expect(document.report).toContain('No agent looked at anything: every lens failed');
  });
});

describe('an agent that can not be trusted', () => {
  const hostile =
    '@everyone <!channel> <@U123> [win](https://evil.example) <script>alert(1)</script> \u001b[31m\u202e';
  let document: Document;
  beforeAll(async () => {
    document = await run(
      {
        '@correctness-reviewer': { fault: 'flood' },
        'code-review/lens:security': {
          answer: lensAnswer(
            {
              title: `Told ${INVENTED} away`,
              claim: `The token ${TOKEN} and ${INVENTED} stand in the code. ${hostile}`,
              severity: 'P1',
              failure: 'Whoever reads the code can use it.',
              evidence: [cited('src/orders.ts', 11, `const token = '${TOKEN}';`)],
            },
            {
              title: 'Invented from nothing',
              claim: 'There is a back door.',
              evidence: [cited('src/orders.ts', 3, 'if (password === "sesame") grantAll();')],
            },
            {
              title: 'Invented file',
              claim: 'There is a file.',
              evidence: [cited('src/backdoor.ts', 1, 'export const door = open();')],
            },
            {
              title: 'Climbs out',
              claim: 'It reads.',
              evidence: [cited('../../etc/passwd', 1, 'root:x:0:0:root')],
            },
          ),
        },
      },
      'code-review',
      '--base',
      'main',
      '--head',
      'feat',
    );
  });

  test('gets no secret into the tables, the report or the output of a command', async () => {
    for (const secret of [TOKEN, INVENTED]) {
      expect(await rowsWith(secret)).toEqual([]);
      expect(JSON.stringify(document)).not.toContain(secret);
      const shown = await baton(['show', document.run.id, '--json'], { home });
      expect(shown.out).not.toContain(secret);
    }
    expect(document.report).toContain("`src/orders.ts:11`\n```ts\n  const token = '***';\n```");
  });

  test('has its made-up citations dropped and counted', async () => {
    const report = document.report ?? '';
    expect(report).not.toMatch(/Invented|sesame|back ?door|Climbs out|root:x/);
    expect(report).toContain('8 statements not shown, since no citation holds');
    expect(report).toMatch(/`lens:security` 3 of 4/);
  });

  test('is held to its caps when it floods, and none of what it made up is shown', () => {
    const report = document.report ?? '';
    expect(report).not.toMatch(/Flood finding|flood\//);
    expect(report.length).toBeLessThan(20_000);
    expect(stepOf(document, 'lens:correctness').status).toBe('completed');
    expect((stepOf(document, 'lens:correctness').output ?? '').length).toBeLessThan(1_000_000);
  });

  test('mentions nobody, links nowhere and can not reach a terminal', async () => {
    expectReport(document, {
      title: 'Code review',
      heading: /^main\.\.feat \([0-9a-f]{7}\) · small · \d agents · model /,
      repository: shop.path,
      citations: 1,
    });
    const prose = (document.report ?? '').replace(/`[^`\n]*`/g, '');
    expect(prose).toContain('stand in the code.');
    expect(prose).not.toMatch(/@everyone|<!channel|<@U|<script|\]\(http/);
    const shown = await baton(['show', document.run.id], { home });
    expect(controlsIn(shown.out)).toEqual([]);
  });
});

describe('an agent that hangs', () => {
  test('is let go when the run is cancelled from elsewhere, and a retry keeps what was done', async () => {
    const variables = scripted({ '*/skeptic-1': { fault: 'hang', times: 1 } });
    const hanging = startBaton(['run', 'tech-debt'], { home, folder: shop.path, variables });
    const [, id = ''] = await hanging.says(/Run (\w{8}):/);
    await hanging.says(/running +Skeptic/);
    expect(await baton(['cancel', id], { home })).toMatchObject({ code: 0 });
    const ended = await hanging.ended;
    expect(ended.code).toBe(1);
    expect(ended.out).toContain(`Run ${id} cancelled`);
    expect(ended.err).toContain(`baton retry ${id}`);
    const before = JSON.parse((await baton(['show', id, '--json'], { home })).out) as Document;
    expect(before.run.status).toBe('cancelled');

    const again = await baton(['retry', id, '--json'], { home, folder: shop.path, variables: scripted({}) });
    const after = documentOf(again);
    expect(after.run.id).toBe(before.run.id);
    for (const step of before.steps.filter(({ status }) => status === 'completed')) {
      expect(stepOf(after, step.step_id)).toEqual(step);
    }
    expect(stepOf(after, 'skeptic-1').status).toBe('completed');
  });
});

describe('a path that matches nothing', () => {
  test('is refused before there is a run, with what is there', async () => {
    const { path } = makeRepository({ files: { 'a.ts': 'a\n' } });
    const out = ownFolder();
    const argv = ['run', 'tech-debt', '--path', 'nothing/**', '--out', out];
    const ended = await baton(argv, { home, folder: path });
    expect(ended.code).toBe(2);
    expect(ended.err).toContain('No file matches "nothing/**"');
    expect(ended.err).toContain('a.ts');
    expect(existsSync(join(out, 'report.md'))).toBe(false);
  });

  test('is named in the report where another path matches', async () => {
    const { path } = makeRepository({ files: { 'src/a.ts': '// TODO begin\n' } });
    const argv = ['run', 'tech-debt', '--path', 'srcc', '--path', './src/', '--json'];
    const { report } = documentOf(await baton(argv, { home, folder: path }));
    expect(report).toMatch(/^- No file matches the path "srcc"/m);
    expect(report).toContain('src/a.ts');
  });
});
