import { expect, test } from 'vitest';
import { type SourceRange, sourceView } from '../../../flows/report/source-view.ts';
import { TOKEN_KINDS } from '../../../runner/core/source-document.ts';

const TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
const KEY = [
  '-----BEGIN RSA PRIVATE KEY-----',
  ...Array(60).fill('MIIEowIBAAKCAQEA'),
  '-----END RSA PRIVATE KEY-----',
];

const view = async (text: string, range: Partial<SourceRange> = {}, path = 'src/a.ts') =>
  await sourceView({ path, commit_sha: 'c0ffee', text }, { side: 'head', line: null, end: null, ...range });
const textOf = ({ lines }: Awaited<ReturnType<typeof sourceView>>) =>
  lines.map((tokens) => tokens.map(({ text }) => text).join(''));

const NUMBERED = Array.from({ length: 60 }, (_, at) => `const line${at + 1} = ${at + 1};`);

test('the lines that are asked for come with ten around', async () => {
  const shown = await view(NUMBERED.join('\n'), { line: 30, end: 31 });
  expect([shown.first, shown.total, shown.lines.length]).toEqual([20, 60, 22]);
  expect(textOf(shown)).toEqual(NUMBERED.slice(19, 41));
});

test.each([
  ['at the beginning', { line: 2 }, 1, 12],
  ['at the end', { line: 60 }, 50, 11],
  ['beyond the end', { line: 900 }, 50, 11],
  ['from the end backward', { line: 30, end: 10 }, 20, 21],
])('lines %s are within the file', async (_where, range, first, count) => {
  const shown = await view(NUMBERED.join('\r\n'), range);
  expect([shown.first, shown.lines.length]).toEqual([first, count]);
});

test('at most two hundred lines are given, however many are asked for', async () => {
  const shown = await view(Array(1000).fill('x').join('\n'), { line: 100, end: 900 });
  expect(shown.lines.length).toBe(220);
});

test('pieces say what they are in their language, in a fixed list of words, also within a comment that began before', async () => {
  const text = ['/*', ...Array(40).fill('still a comment'), '*/', 'const a = "b";'].join('\n');
  const shown = await view(text, { line: 42 });
  const kinds = shown.lines.flat().map(({ kind }) => kind);
  expect(kinds[0]).toBe('comment');
  expect(shown.lines.at(-1)).toContainEqual({ text: 'const', kind: 'keyword' });
  expect(kinds.every((kind) => kind === null || TOKEN_KINDS.includes(kind))).toBe(true);
});

test('markup of a file is text of its pieces', async () => {
  const text = '<img src=x onerror="alert(1)"> &amp; </span>';
  expect(textOf(await view(text, {}, 'a.html'))).toEqual([text]);
});

test('secrets are masked, also one whose beginning is not shown', async () => {
  expect(textOf(await view(`const token = '${TOKEN}';`))).toEqual(["const token = '***';"]);
  const shown = textOf(await view([...KEY, '', 'after'].join('\n'), { line: 63 }));
  expect(shown.join()).not.toContain('MIIE');
  expect(shown.at(-1)).toBe('after');
});

test('long lines are cut, and characters that hide text are shown as escapes', async () => {
  const [long = '', hidden] = textOf(await view(`${'x'.repeat(5000)}\na\u202eb`));
  expect([long.length, long.at(-1)]).toEqual([400, '…']);
  expect(hidden).toBe('a\\u{202e}b');
});
