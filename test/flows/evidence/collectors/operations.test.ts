import { describe, expect, it } from 'vitest';
import { makeRepository } from '../../../setup/repositories.ts';
import { draftsOf, open, openFiles } from '../fixture.ts';

describe('the operations collector', () => {
  it('reads every command of a workflow, those of blocks too', async () => {
    const workflow = `on:
  pull_request_target:
jobs:
  test:
    runs-on: ubuntu-latest
    permissions: write-all
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - name: check
        run: |
          # not this
          npm run lint || true
          npm test
      - name: last
        run: echo done
`;
    const repository = await openFiles({ '.github/workflows/ci.yml': workflow });
    const ci = await draftsOf(repository, 'operations', 'ci');
    expect(ci.map(({ line, subject, value }) => [line, subject, value])).toEqual([
      [2, 'pull_request_target', ''],
      [5, 'runs-on', 'ubuntu-latest'],
      [6, 'permissions', 'write-all'],
      [8, 'uses', 'actions/checkout@v4'],
      [9, 'run', 'npm ci'],
      [13, 'run', 'npm run lint || true'],
      [14, 'run', 'npm test'],
      [16, 'run', 'echo done'],
    ]);
    expect(ci[5]).toMatchObject({ quote: 'npm run lint || true', data: { tool: 'GitHub Actions' } });
  });

  it('reads the script lists of GitLab', async () => {
    const repository = await openFiles({
      '.gitlab-ci.yml': 'test:\n  image: node:24\n  script:\n    - npm ci\n    - npm test\n',
    });
    const ci = await draftsOf(repository, 'operations', 'ci');
    expect(ci.map(({ subject, value }) => [subject, value])).toEqual([
      ['image', 'node:24'],
      ['script', 'npm ci'],
      ['script', 'npm test'],
    ]);
  });

  it('reads container files', async () => {
    const repository = await openFiles({
      Dockerfile: 'FROM node:24-slim\nEXPOSE 3000\nCMD ["node", "a.js"]\n',
      'compose.yaml': 'services:\n  db:\n    image: postgres:18\n    ports:\n      - "5432:5432"\n',
    });
    const docker = await draftsOf(repository, 'operations', 'docker');
    expect(docker.map(({ path, line, subject, value }) => [path, line, subject, value])).toEqual([
      ['Dockerfile', 1, 'FROM', 'node:24-slim'],
      ['Dockerfile', 2, 'EXPOSE', '3000'],
      ['Dockerfile', 3, 'CMD', '["node", "a.js"]'],
      ['compose.yaml', 3, 'image', 'postgres:18'],
      ['compose.yaml', 5, 'port', '5432:5432'],
    ]);
  });

  it('puts statements that destroy before those that make', async () => {
    const repository = await openFiles({
      'schema.sql':
        'CREATE TABLE IF NOT EXISTS orders (\n  id int\n);\nALTER TABLE orders DROP COLUMN total;\n',
    });
    const sql = await draftsOf(repository, 'operations', 'sql');
    expect(sql.map(({ line, subject, data }) => [line, subject, data.statement])).toEqual([
      [4, 'orders', 'ALTER TABLE orders DROP COLUMN total'],
      [1, 'orders', 'CREATE TABLE orders'],
    ]);
  });

  it('numbers migrations by name and notes which ones can be undone', async () => {
    const made = makeRepository({
      files: {
        'db/migrations/001_begin.js':
          'exports.up = async (k) => {};\nexports.down = async (k) => { await k.drop(); };\n',
        'db/migrations/002_more.js': 'exports.up = async (k) => {};\nexports.down = async (k) => {};\n',
        'db/migrations/003_only_up.js': 'exports.up = async (k) => {};\n',
        'db/migrations/004_plain.sql': 'CREATE TABLE a (id int);\n',
      },
    });
    const base = made.git('rev-parse', 'HEAD');
    made.commit({
      files: {
        'db/migrations/002_more.js':
          'exports.up = async (k) => {};\nexports.down = async () => { throw new Error("no"); };\n',
      },
    });
    const migrations = await draftsOf(await open(made.path, base), 'operations', 'migrations');
    expect(migrations.map(({ path, value, data }) => [path?.slice(14, 17), value, data.reversible])).toEqual([
      ['002', 2, false],
      ['004', 4, null],
      ['003', 3, false],
      ['001', 1, true],
    ]);
  });
});
