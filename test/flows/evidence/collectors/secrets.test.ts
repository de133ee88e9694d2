import { describe, expect, it } from 'vitest';
import { collected, draftsOf, openFiles } from '../fixture.ts';

// Put together here, so that no scanner takes this file for a leak.
const TOKEN = ['ghp', 'B1c2D3e4F5g6H7i8J9k0L1m2N3o4P5q6R7s8'].join('_');
const SLACK = ['xoxb', '273849501827', '6183940275613', 'kQ7vTz2LmX9cRb4WsYf8GdHj'].join('-');

describe('the secrets collector', () => {
  it('names the place of a secret and never shows it', async () => {
    const repository = await openFiles({
      'src/a.ts': `const ok = 1;\nconst token = "${TOKEN}"; // größe\n`,
      'src/b.ts': `export const hook = '${SLACK}';\n`,
    });
    const outcome = await collected(repository, 'secrets');
    expect(outcome.facts).toMatchObject([
      { path: 'src/a.ts', line: 2, subject: 'github', quote: 'const token = "***"; // größe' },
      { path: 'src/b.ts', line: 1, subject: 'slack', quote: "export const hook = '***';" },
    ]);
    expect(JSON.stringify(outcome)).not.toContain(TOKEN.slice(4, 20));
    expect(outcome.tools).toEqual([{ name: '@secretlint/core', version: expect.stringMatching(/^\d/) }]);
  });

  it('sorts hits in source before those in tests and documents', async () => {
    const line = `token = "${TOKEN}"\n`;
    const repository = await openFiles({
      'README.md': line,
      'test/fixture.test.ts': line,
      'src/z.ts': line,
      '.env.example': line,
      'examples/app/main.js': line,
      'benches/load.js': line,
      'vendor/lib.js': line,
    });
    const hits = await draftsOf(repository, 'secrets', 'secrets');
    expect(hits.map(({ path, data }) => [path, data.role])).toEqual([
      ['src/z.ts', 'src'],
      ['benches/load.js', 'test'],
      ['test/fixture.test.ts', 'test'],
      ['.env.example', 'docs'],
      ['README.md', 'docs'],
      ['examples/app/main.js', 'docs'],
    ]);
  });

  it('finds the right lines when many files are read at once', async () => {
    const filler = '// nothing to see here, only words\n'.repeat(4_000);
    const repository = await openFiles({
      'src/a.ts': filler,
      'src/b.ts': `${filler}const token = "${TOKEN}";\n`,
      'src/c.ts': `const token = "${TOKEN}";\n`,
    });
    const hits = await draftsOf(repository, 'secrets', 'secrets');
    expect(hits.map(({ path, line }) => [path, line])).toEqual([
      ['src/b.ts', 4_001],
      ['src/c.ts', 1],
    ]);
  });

  it('leaves placeholders out, and quotes lines of JSON files as they are', async () => {
    const repository = await openFiles({
      'src/a.ts': "export const sample = 'xoxb-your-bot-token';\n",
      'compose.yml': '# DATABASE_URL=postgresql://postgres:postgres@db:5432/shop\n',
      'config.json': `{\n  "hook": "x",\n  "token": "${TOKEN}"\n}\n`,
    });
    const hits = await draftsOf(repository, 'secrets', 'secrets');
    expect(hits.map(({ path, line, quote }) => [path, line, quote])).toEqual([
      ['config.json', 3, '"token": "***"'],
    ]);
  });

  it('counts keys in tests and documents as a loose end, but no private keys of test servers', async () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${`${TOKEN.slice(4)}+/`.repeat(8)}\n-----END PRIVATE KEY-----`;
    const repository = await openFiles({
      'test/a.test.ts': `const token = '${TOKEN}';\n`,
      'test/tls.test.ts': `const key = \`${key}\`;\n`,
    });
    const [row, ...others] = await draftsOf(repository, 'secrets', 'loose-end');
    expect(row).toMatchObject({
      path: 'test/a.test.ts',
      value: 1,
      data: { what: 'sample-secret', files: 1 },
    });
    expect(others).toEqual([]);
  });

  it('is not needed for the quotes of other collectors to be masked', async () => {
    const repository = await openFiles({ 'src/a.ts': `const t = process.env.TOKEN ?? '${TOKEN}';\n` });
    const [env] = await draftsOf(repository, 'syntax', 'env');
    expect(env).toMatchObject({
      subject: 'TOKEN',
      quote: "const t = process.env.TOKEN ?? '***';",
      value: "'***'",
    });
  });
});
