import { describe, expect, test } from 'vitest';
import { checkCitation } from '../../../flows/checks/citation.ts';
import { TreeIndex } from '../../../flows/checks/tree-index.ts';
import { memoryRepository } from '../memory-repository.ts';
import { fact, pack } from './builders.ts';
import { check, code, TEXTS } from './cited-shop.ts';

describe('one citation', () => {
  test('is verified at the cited line, give or take one, and shows the line of the file', async () => {
    expect(await check(code('src/export.ts', 3, 'const rows = await find(params.id)'))).toMatchObject({
      state: 'verified',
      start: 2,
      quote: 'const rows = await find(params.id);',
    });
  });

  test('is relocated to the nearest place in its file', async () => {
    expect(await check(code('src/export.ts', 400, 'return rows.map(toOrder);'))).toMatchObject({
      state: 'relocated',
      start: 3,
    });
  });

  test('is re-filed when its quote stands once in exactly one other file', async () => {
    const moved = await check(code('src/router.ts', 1, 'return rows.map(toOrder);'));
    expect(moved).toMatchObject({ state: 'refiled', path: 'src/export.ts', start: 3 });
  });

  test('is not re-filed when its quote is short', async () => {
    expect(await check(code('src/router.ts', 1, 'row.total'))).toMatchObject({ state: 'quote-not-found' });
  });

  test('is found whatever prefix, fence or line breaks its quote has', async () => {
    const forms = [
      '2| const rows = await find(params.id);\n3|   return rows.map(toOrder);',
      '+  const rows = await find(params.id);\n+  return rows.map(toOrder);',
      '```ts\nconst rows = await find(params.id);\nreturn rows.map(toOrder);\n```',
      'const rows = await find(\n  params.id\n); return rows.map( toOrder );',
      '@@ -1,2 +1,3 @@\n-const rows = all();\n+const rows = await find(params.id);',
    ];
    for (const quote of forms) {
      expect(await check(code('src/export.ts', 2, quote, 3)), quote).toMatchObject({
        state: 'verified',
        start: 2,
      });
    }
  });

  test.each([
    ['an operator flipped', 'if (row.total <= 10 && row.open)'],
    ['a literal cut short', 'if (row.total >= 1'],
    ['an identifier cut short', 'return shipLate'],
    ['an identifier changed', 'const rows = await findAll(params.id);'],
  ])('does not hold with %s', async (_, quote) => {
    expect(await check(code('src/export.ts', 7, quote))).toMatchObject({ state: 'quote-not-found' });
  });

  test('proves nothing with fewer than six word characters', async () => {
    expect(await check(code('src/export.ts', 4, '}\n\n  }  ;'))).toMatchObject({ state: 'weak' });
  });

  test('does not leave the tree', async () => {
    const options = { symlinks: { 'src/link.ts': '../../../etc/passwd' } };
    expect(await check(code('../../etc/passwd', 1, 'root:x:0:0:root'), options)).toMatchObject({
      state: 'no-such-file',
    });
    expect(await check(code('src/link.ts', 1, '../../../etc/passwd'), options)).toMatchObject({
      state: 'no-such-file',
    });
  });

  test('of a file that is not in the clone says so, instead of that there is none', async () => {
    const options = { missing: ['src/lost.ts'] };
    expect(await check(code('src/lost.ts', 1, 'const rows = lost.everything();'), options)).toMatchObject({
      state: 'not-in-clone',
    });
  });

  test('of a search says how many files were not searched', async () => {
    const search = { type: 'search', pattern: 'nowhere', fixed: true, glob: '', expect: { op: 'eq', n: 0 } };
    expect((await check(search, { missing: ['src/lost.ts'] })).text).toBe(
      'nowhere in the tree: 0 lines (1 not searched: not in the clone)',
    );
  });

  test('of a fact holds when the value is the same', async () => {
    const facts = pack([fact({ id: 'K7', value: 31 })]);
    expect(await check({ type: 'fact', id: 'K7', value: '31' }, {}, facts)).toMatchObject({
      state: 'fact-ok',
    });
    expect(await check({ type: 'fact', id: 'K7', value: 32 }, {}, facts)).toMatchObject({
      state: 'fact-wrong',
    });
    expect(await check({ type: 'fact', id: 'K8', value: 31 }, {}, facts)).toMatchObject({
      state: 'fact-wrong',
    });
  });

  test('of an absence is searched for again', async () => {
    const absent = (pattern: string, glob = 'src/**') => ({
      type: 'search',
      pattern,
      fixed: true,
      glob,
      expect: { op: 'eq', n: 0 },
    });
    expect(await check(absent('rateLimit'))).toMatchObject({ state: 'search-ok' });
    expect(await check(absent('shipLater'))).toMatchObject({ state: 'search-wrong' });
  });

  test('of an absence does not hold where there is nothing to search', async () => {
    const nowhere = {
      type: 'search',
      pattern: 'rateLimit',
      fixed: true,
      glob: 'lib/**',
      expect: { op: 'eq', n: 0 },
    };
    expect(await check(nowhere)).toMatchObject({ state: 'search-wrong' });
  });

  test('of a commit holds when the commit touches the file', async () => {
    const commits = [
      {
        sha: 'c0ffee1234567890c0ffee1234567890c0ffee12',
        author: 'A',
        date: '2026-01-01T00:00:00Z',
        subject: 'Add export',
        files: [{ path: 'src/export.ts', added: 9, deleted: 0, from: null }],
      },
    ];
    const commit = (sha: string, path: string) => check({ type: 'commit', sha, path }, { commits });
    expect(await commit('c0ffee1234', 'src/export.ts')).toMatchObject({
      state: 'commit-ok',
      text: 'Add export',
    });
    expect(await commit('c0ffee1234', 'src/router.ts')).toMatchObject({ state: 'commit-wrong' });
    expect(await commit('--all-refs', 'src/export.ts')).toMatchObject({ state: 'commit-wrong' });
  });

  test('of deleted code is found on the base side', async () => {
    const base = { ...TEXTS, 'src/export.ts': 'export const guard = requireTenant(params);\n' };
    const deleted = await check(code('src/export.ts', 1, 'guard = requireTenant(params)'), { base });
    expect(deleted).toMatchObject({ state: 'relocated', side: 'base', start: 1 });
  });

  test('holds when the secret in its quote was masked before', async () => {
    const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
    const index = new TreeIndex(memoryRepository({ 'src/keys.ts': `const apiKey = '${token}';\n` }));
    const masked = await checkCitation(code('src/keys.ts', 1, "const apiKey = '***';"), {
      index,
      facts: new Map(),
    });
    expect(masked).toMatchObject({ state: 'verified', quote: "const apiKey = '***';" });
    const made = await checkCitation(code('src/keys.ts', 1, "const otherKey = '***';"), {
      index,
      facts: new Map(),
    });
    expect(made.state).toBe('quote-not-found');
  });

  test('shows at most 160 characters of a line', async () => {
    const long = `const words = '${'lorem ipsum '.repeat(40)}';`;
    const index = new TreeIndex(memoryRepository({ 'src/long.ts': long }));
    const checked = await checkCitation(code('src/long.ts', 1, long.slice(0, 38)), {
      index,
      facts: new Map(),
    });
    expect(checked.quote?.length).toBeLessThanOrEqual(160);
    expect(checked.quote?.endsWith('…')).toBe(true);
  });
});
