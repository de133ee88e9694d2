/** A repository that is read, changed, and read again: what a later run says of the findings of the first. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type MadeRepository, makeRepository } from '../setup/repositories.ts';
import { baton, keepServer, ownFolder } from './processes.ts';
import { type Document, documentOf, expectReport } from './reports.ts';

/** A file whose handlers hide errors, and one with a function that is far too long. */
const hiding = (name: string, handlers: number): string =>
  Array.from(
    { length: handlers },
    (_, at) => `export function ${name}${at}(run: () => void): void {\n  try { run(); } catch {}\n}\n`,
  ).join('\n');
const long = (name: string): string =>
  [
    `export const ${name}Limit = (at: number): number => at;`,
    `export function ${name}(input: number): number {`,
    '  let result = input;',
    ...Array.from({ length: 320 }, (_, at) => `  if (result > ${name}Limit(${at})) result += ${at};`),
    '  return result;',
    '}',
    '',
  ].join('\n');

const mainOf = (...names: string[]): string =>
  names.map((name) => `export * from './${name}.ts';\n`).join('');

const home = ownFolder();
let shop: MadeRepository;
let first: Document;
let second: Document;

async function read(): Promise<Document> {
  return documentOf(await baton(['run', 'tech-debt', '--json'], { home, folder: shop.path }));
}

const statesOf = ({ run }: Document): string[] =>
  (run.outcome?.findings ?? []).map(({ path, state }) => `${path} ${state}`).sort();
const printOf = ({ run }: Document, path: string) =>
  run.outcome?.findings.find((finding) => finding.path === path)?.fingerprint;

beforeAll(async () => {
  await keepServer(home);
  shop = makeRepository({
    files: {
      'package.json': '{ "name": "shop", "private": true, "main": "src/main.ts" }\n',
      'src/main.ts': mainOf('queue', 'mail', 'parse', 'old'),
      'src/queue.ts': hiding('job', 6),
      'src/mail.ts': hiding('mail', 7),
      'src/parse.ts': long('parse'),
      'src/old.ts': long('old'),
    },
  });
  first = await read();
  const mail = first.run.outcome?.findings.find(({ path }) => path === 'src/mail.ts');
  const reason = ['--reason', "won't fix", '--note', 'mail is sent again'];
  const said = await baton(['dismiss', first.run.id, mail?.id ?? '', ...reason], { home });
  expect(said.code, said.err).toBe(0);
  shop.commit({
    files: {
      'src/main.ts': mainOf('jobs', 'mail', 'parse', 'report'),
      'src/queue.ts': null,
      'src/jobs.ts': `// Jobs are tried once.\n\n${hiding('job', 6)}`,
      'src/old.ts': null,
      'src/report.ts': long('report'),
    },
  });
  second = await read();
}, 300_000);

describe('the second run of a flow on a project', () => {
  test('knows what it finds again, in a renamed file and at other lines too', () => {
    expect(statesOf(first)).toEqual([
      'src/mail.ts new',
      'src/old.ts new',
      'src/parse.ts new',
      'src/queue.ts new',
    ]);
    expect(statesOf(second)).toEqual([
      'src/jobs.ts persisting',
      'src/parse.ts persisting',
      'src/report.ts new',
    ]);
    expect(printOf(second, 'src/jobs.ts')).toBe(printOf(first, 'src/queue.ts'));
  });

  test('says in its report what is new, fixed and dismissed, and cites what holds', () => {
    const report = expectReport(second, {
      title: 'Tech debt',
      heading: /^[0-9a-f]{7} · small · 2 agents · no model configured · /,
      repository: shop.path,
      citations: 3,
    });
    const since = first.run.commit_sha?.slice(0, 7);
    expect(report).toContain(
      `## Since ${since}\n\n1 new, 2 persisting, 1 fixed\n\nFixed:\n\n- Long function: `,
    );
    expect(report).toMatch(/^- Long function: `old\(\)` in src\/old\.ts \(\d+ lines\)$/m);
    expect(report).toMatch(/^\| F1 \| P\d \w+ \| new \| Long function: `report\(\)`/m);
    expect(report).toContain("\n- 1 dismissed finding not shown (1 won't fix)\n");
    expect(report).toMatch(/^- P\d · 7 empty catch blocks in .* — won't fix, by .*: “mail is sent again”$/m);
    expect(first.report).not.toMatch(/Since|State|persisting/);
  });

  test('repeated at its commit gives the same report, byte for byte', async () => {
    const again = await read();
    expect(again.run.commit_sha).toBe(second.run.commit_sha);
    expect(again.report).toBe(second.report);
    expect(again.run.outcome).toEqual(second.run.outcome);
  });

  test('is what the ledger says afterwards', async () => {
    const listed = async (...state: string[]): Promise<string[]> => {
      const found = await baton(['findings', '--project', shop.path, '--json', ...state], { home });
      expect(found.code, found.err).toBe(0);
      const { findings } = JSON.parse(found.out) as { findings: { path: string; state: string }[] };
      return findings.map(({ path, state }) => `${path} ${state}`).sort();
    };
    expect(await listed()).toEqual(statesOf(second));
    expect(await listed('--state', 'fixed')).toEqual(['src/old.ts fixed']);
    expect(await listed('--state', 'dismissed')).toEqual(['src/mail.ts persisting']);
  });
});
