/** The part of the repository contract that needs history: base, log, blame and difference. */
import { expect, it } from 'vitest';
import type { Pin, Project, Repositories, Repository } from '../../runner/core/ports/repository.ts';
import { QUOTED_WEIRD } from './repository-story.ts';

/** A project laid out for the contract, and what reads it. */
export interface Laid {
  readonly repositories: Repositories;
  readonly project: Project;
}

/** The repository under test, once it is open. */
export type Opened = () => { pin: Pin; repository: Repository; laid: Laid };

export function withHistory(opened: Opened): void {
  it('names base, head and commit in the label', () => {
    const { pin } = opened();
    expect(pin.label).toMatch(new RegExp(`^HEAD~1\\.\\.\\S+ \\(${pin.commit_sha.slice(0, 7)}\\)$`));
    expect(pin.history).toBe('full');
    expect(pin.base_sha).toMatch(/^[0-9a-f]{40,64}$/);
  });

  it('has the date of the commit as its own', () => {
    expect(opened().repository.date).toBe('2024-01-21T00:00:00Z');
  });

  it('reads the base side', async () => {
    const { repository } = opened();
    expect((await repository.list('base')).map((entry) => entry.path)).toEqual([
      'README.md',
      'src/cart.ts',
      'src/gone.ts',
      'src/old.ts',
    ]);
    expect((await repository.read('src/gone.ts', 'base'))?.text).toBe('bye\n');
    expect(await repository.read('src/gone.ts')).toBeNull();
    expect(await repository.grep({ pattern: 'bye', fixed: true, side: 'base' })).toHaveLength(1);
  });

  it('tells the log newest first, with counts, renames and binary files', async () => {
    const { commits: log } = await opened().repository.log({});
    expect(log.map((commit) => commit.subject)).toEqual(['Grow', 'Count the tax', 'Begin']);
    expect(log[1]).toMatchObject({ author: 'Bo', date: '2024-01-11T00:00:00Z' });
    expect(log[1]?.files).toEqual([{ path: 'src/cart.ts', added: 2, deleted: 1, from: null }]);
    expect(log[0]?.files).toContainEqual({ path: 'src/new.ts', added: 1, deleted: 0, from: 'src/old.ts' });
    expect(log[0]?.files).toContainEqual({ path: 'data.bin', added: null, deleted: null, from: null });
    expect(log[0]?.files).toContainEqual({ path: QUOTED_WEIRD, added: 1, deleted: 0, from: null });
  });

  it('counts days back from the pinned commit', async () => {
    const { repository } = opened();
    const subjects = async (days: number) =>
      (await repository.log({ days })).commits.map((commit) => commit.subject);
    expect(await subjects(5)).toEqual(['Grow']);
    expect(await subjects(15)).toEqual(['Grow', 'Count the tax']);
    expect((await repository.log({ most: 1 })).commits).toHaveLength(1);
  });

  it('narrows the log to a path, whatever its name', async () => {
    const { repository } = opened();
    for (const path of ['src/cart.ts', QUOTED_WEIRD, '"inv\\351lid.txt"', ':(glob)magic.txt']) {
      const { commits: log } = await repository.log({ path });
      expect(
        log[0]?.files.map((file) => file.path),
        path,
      ).toEqual([path]);
    }
    expect(await repository.log({ path: 'nope.ts' })).toEqual({ commits: [], counted: true, cut: false });
  });

  it('tells whether and how one commit touches a path', async () => {
    const { repository } = opened();
    const [grow, tax] = (await repository.log({})).commits;
    const touches = async (only: string, path: string) =>
      (await repository.log({ only, path })).commits.flatMap(({ files }) => files);
    expect(await touches(tax?.sha ?? '', 'src/cart.ts')).toMatchObject([{ added: 2, deleted: 1 }]);
    expect(await touches(tax?.sha.slice(0, 8) ?? '', 'src/cart.ts')).toHaveLength(1);
    expect(await touches(grow?.sha ?? '', 'src/cart.ts')).toEqual([]);
    expect(await touches(grow?.sha ?? '', 'src/old.ts')).toMatchObject([
      { path: 'src/new.ts', from: 'src/old.ts' },
    ]);
    expect(await touches('0'.repeat(40), 'src/cart.ts')).toEqual([]);
    expect(await touches('--all', 'src/cart.ts')).toEqual([]);
  });

  it('blames each line of a stretch', async () => {
    const { repository } = opened();
    const lines = await repository.blame('src/cart.ts', 1, 99);
    expect(lines.map(({ line, author }) => `${line} ${author}`)).toEqual(['1 Ana', '2 Bo', '3 Bo']);
    expect(lines[0]?.date).toBe('2024-01-01T00:00:00Z');
    expect(await repository.blame('src/cart.ts', 2, 2)).toHaveLength(1);
    expect(await repository.blame('src/cart.ts', 50, 60)).toEqual([]);
    expect(await repository.blame('nope.ts', 1, 1)).toEqual([]);
    expect(await repository.blame(QUOTED_WEIRD, 1, 1)).toMatchObject([{ author: 'Cy' }]);
    expect(await repository.blame('"inv\\351lid.txt"', 1, 1)).toMatchObject([{ author: 'Cy' }]);
  });

  it('gives the difference from the base, with stretches of both sides', async () => {
    const diff = await opened().repository.diff();
    const of = (path: string) => diff.find((file) => file.path === path);
    expect(of('src/new.ts')).toEqual({
      path: 'src/new.ts',
      from: 'src/old.ts',
      status: 'renamed',
      binary: false,
      added: 1,
      deleted: 0,
      hunks: [{ base_start: 30, base_lines: 0, head_start: 31, head_lines: 1 }],
    });
    expect(of('src/gone.ts')).toMatchObject({
      status: 'deleted',
      deleted: 1,
      hunks: [{ base_lines: 1, head_lines: 0 }],
    });
    expect(of('data.bin')).toMatchObject({ status: 'added', binary: true, added: 0, hunks: [] });
    expect(of(QUOTED_WEIRD)).toMatchObject({
      status: 'added',
      added: 1,
      hunks: [{ head_start: 1, head_lines: 1 }],
    });
  });

  it('tells which files were renamed or removed since a commit', async () => {
    const { repository, pin } = opened();
    expect(await repository.renames(pin.base_sha ?? '')).toEqual({
      renamed: new Map([['src/old.ts', 'src/new.ts']]),
      deleted: new Set(['src/gone.ts']),
      complete: true,
    });
    const none = { renamed: new Map(), deleted: new Set() };
    expect(await repository.renames(pin.commit_sha)).toEqual({ ...none, complete: true });
    for (const unknown of ['0'.repeat(40), pin.commit_sha.slice(0, 7), '--output=/tmp/x', 'HEAD', '']) {
      expect(await repository.renames(unknown), unknown).toEqual({ ...none, complete: false });
    }
  });

  it('knows the commits of its history, its own among them', async () => {
    const { repository, pin } = opened();
    const commits = (await repository.log({})).commits.map(({ sha }) => sha);
    const others = ['0'.repeat(40), '--all', 'HEAD', '', pin.commit_sha.slice(0, 7)];
    expect(await repository.ancestors([...others, ...commits, ...commits])).toEqual(new Set(commits));
    expect(await repository.ancestors([])).toEqual(new Set());
  });

  it('refuses with the nearest refs', async () => {
    const { laid } = opened();
    const typo = laid.repositories.pin(laid.project, { base: 'mian', head: null, compares: true });
    await expect(typo).rejects.toThrow('main');
  });
}
