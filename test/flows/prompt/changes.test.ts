import { describe, expect, it } from 'vitest';
import { byRole, changesOf } from '../../../flows/prompt/changes.ts';
import type { FileDiff } from '../../../runner/core/ports/repository.ts';
import { memoryRepository } from '../memory-repository.ts';

const roles: Readonly<Record<string, string>> = {
  'src/a.ts': 'src',
  'src/old.ts': 'src',
  'src/new.ts': 'src',
  'test/a.test.ts': 'test',
  'package.json': 'config',
  'package-lock.json': 'generated',
};
const roleOf = (path: string) => roles[path] ?? null;
const lines = (count: number, mark = 'line') =>
  Array.from({ length: count }, (_, at) => `${mark} ${at + 1};`);
const text = (all: readonly string[]) => `${all.join('\n')}\n`;

const diffOf = (path: string, parts: Partial<FileDiff> = {}): FileDiff => ({
  path,
  from: null,
  status: 'modified',
  binary: false,
  added: 1,
  deleted: 1,
  hunks: [{ base_start: 50, base_lines: 1, head_start: 50, head_lines: 1 }],
  ...parts,
});

async function shown(diff: readonly FileDiff[], head: Record<string, string>, base = head) {
  const repository = memoryRepository(head, { base, diff });
  return changesOf(
    repository,
    diff.map(({ path }) => path),
    roleOf,
  );
}

describe('the text of a change', () => {
  it('has three lines around a hunk, each with its number', async () => {
    const before = lines(300);
    const after = before.with(49, 'changed;');
    const { text: said } = await shown(
      [diffOf('src/a.ts')],
      { 'src/a.ts': text(after) },
      { 'src/a.ts': text(before) },
    );
    expect(said.split('\n')).toEqual([
      'src/a.ts (modified): +1 -1',
      '@@ line 47',
      ' 47\tline 47;',
      ' 48\tline 48;',
      ' 49\tline 49;',
      '-50\tline 50;',
      '+50\tchanged;',
      ' 51\tline 51;',
      ' 52\tline 52;',
      ' 53\tline 53;',
    ]);
  });

  it('has a small file whole', async () => {
    const before = lines(60);
    const { text: said } = await shown(
      [diffOf('src/a.ts')],
      { 'src/a.ts': text(before.with(49, 'changed;')) },
      { 'src/a.ts': text(before) },
    );
    expect(said.split('\n')).toHaveLength(2 + 61);
    expect(said).toContain('\n 1\tline 1;\n');
    expect(said.endsWith(' 60\tline 60;')).toBe(true);
  });

  it('joins hunks whose surroundings meet', async () => {
    const before = lines(300);
    const after = before.with(49, 'one;').with(54, 'two;');
    const hunks = [50, 55].map((at) => ({ base_start: at, base_lines: 1, head_start: at, head_lines: 1 }));
    const { text: said } = await shown(
      [diffOf('src/a.ts', { hunks, added: 2, deleted: 2 })],
      { 'src/a.ts': text(after) },
      { 'src/a.ts': text(before) },
    );
    expect(said.match(/^@@/gm)).toEqual(['@@']);
    expect(said.match(/^ 52\t/gm)).toHaveLength(1);
  });

  it('has source before tests before configuration, and one line for what programs write', async () => {
    const diff = ['package-lock.json', 'package.json', 'test/a.test.ts', 'src/a.ts'].map((path) =>
      diffOf(path, { added: 47, deleted: 1 }),
    );
    const files = Object.fromEntries(diff.map(({ path }) => [path, text(lines(80))]));
    const { text: said } = await shown(diff, files);
    const heads = said.split('\n').filter((line) => line.includes(' (modified'));
    expect(heads.map((line) => line.split(' ')[0])).toEqual([
      'src/a.ts',
      'test/a.test.ts',
      'package.json',
      'package-lock.json',
    ]);
    expect(said.endsWith('package-lock.json (modified, generated): +47 -1')).toBe(true);
  });

  it('says what is deleted and what is renamed', async () => {
    const gone = { base_start: 1, base_lines: 2, head_start: 0, head_lines: 0 };
    const { text: said } = await shown(
      [
        diffOf('src/old.ts', { status: 'deleted', added: 0, deleted: 2, hunks: [gone] }),
        diffOf('src/new.ts', { status: 'renamed', from: 'src/was.ts', added: 0, deleted: 0, hunks: [] }),
      ],
      { 'src/new.ts': 'same;\n' },
      { 'src/old.ts': 'one;\ntwo;\n', 'src/was.ts': 'same;\n' },
    );
    expect(said).toBe(
      'src/old.ts (deleted): +0 -2\n@@ was line 1\n-1\tone;\n-2\ttwo;\n\nsrc/new.ts (renamed from src/was.ts): no line differs',
    );
  });

  it('names with its size what does not fit, hunk by hunk', async () => {
    const many = lines(9_000, 'a rather long line of code that takes some room in a prompt');
    const hunks = [1, 4_000, 8_000].map((at) => ({
      base_start: at,
      base_lines: 0,
      head_start: at,
      head_lines: 300,
    }));
    const { text: said, left_out } = await shown(
      [
        diffOf('src/a.ts', { added: 900, deleted: 0, hunks }),
        diffOf('src/new.ts', {
          added: 9_000,
          hunks: [{ base_start: 0, base_lines: 0, head_start: 1, head_lines: 9_000 }],
        }),
      ],
      { 'src/a.ts': text(many), 'src/new.ts': text(many) },
    );
    expect(said.length).toBeLessThan(28_000);
    expect(said.match(/^@@/gm)).toEqual(['@@']);
    expect(left_out).toEqual([
      'src/a.ts: 2 more hunks, at lines 3997-4302, 7997-8302',
      'src/new.ts (modified): +9000 -1',
    ]);
  });
});

it('keeps the order within a role', () => {
  expect(byRole(['package.json', 'src/new.ts', 'src/a.ts'], roleOf)).toEqual([
    'src/new.ts',
    'src/a.ts',
    'package.json',
  ]);
});
