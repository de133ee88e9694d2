/** What holds for every implementation of the repository port, whatever a project is: run once per kind of project. */
import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Pin, Repository } from '../../runner/core/ports/repository.ts';
import type { Change } from '../setup/repositories.ts';
import { type Laid, type Opened, withHistory } from './repository-history.ts';
import { PATHS, QUOTED_WEIRD, STORY, WEIRD } from './repository-story.ts';

export function repositoryContract(
  kind: string,
  lay: (snapshot: readonly Change[]) => Promise<Laid> | Laid,
  { history = true } = {},
): void {
  describe(`a repository behind ${kind}`, () => {
    let laid: Laid;
    let pin: Pin;
    let repository: Repository;
    beforeAll(async () => {
      laid = await lay(STORY);
      const { repositories, project } = laid;
      pin = await repositories.pin(project, { base: history ? 'HEAD~1' : null, head: null, compares: true });
      repository = await repositories.open(project, pin);
      return () => repository.close();
    });

    it('pins the same commit again', async () => {
      const again = await laid.repositories.pin(laid.project, { base: null, head: null, compares: false });
      expect(again.commit_sha).toBe(pin.commit_sha);
      expect(again.base_sha).toBeNull();
      expect(again.label).toBe(pin.commit_sha.slice(0, 7));
    });

    it('refuses a ref that does not exist and names the option', async () => {
      for (const ref of [
        'no-such',
        '--output=/tmp/x',
        '',
        ' ',
        'HEAD^{tree}',
        'main:README.md',
        'a\nb',
        '../x',
        'x'.repeat(9_999),
      ]) {
        const head = laid.repositories.pin(laid.project, { base: null, head: ref, compares: true });
        await expect(head, ref).rejects.toMatchObject({
          kind: 'refused',
          code: 'unknown_ref',
          path: '--head',
        });
        const base = laid.repositories.pin(laid.project, { base: ref, head: null, compares: true });
        await expect(base, ref).rejects.toMatchObject({
          kind: 'refused',
          code: 'unknown_ref',
          path: '--base',
        });
      }
    });

    it('lists every entry in path order, with kinds and sizes', async () => {
      const entries = await repository.list();
      expect(entries.map((entry) => entry.path)).toEqual(PATHS);
      const of = (path: string) => entries.find((entry) => entry.path === path);
      expect(of('bin/run')).toMatchObject({ kind: 'executable', size: 19 });
      expect(of('link')).toMatchObject({ kind: 'symlink', size: 13 });
      expect(of('big.txt')).toMatchObject({ kind: 'file', size: 1_000_001 });
    });

    it('reads text as it is, without a byte order mark', async () => {
      const text = async (path: string) => (await repository.read(path))?.text;
      expect(await text('README.md')).toBe('# Shop\n');
      expect(await text('crlf.txt')).toBe('one\r\ntwo\r\n');
      expect(await text('bom.txt')).toBe('{"a": 1}\n');
      expect(await text('latin1.txt')).toBe('caf\u{fffd}\n');
      expect(await text('empty.txt')).toBe('');
      expect(await text('ünï.txt')).toBe('unicode\n');
    });

    it('says why a file has no text', async () => {
      expect(await repository.read('data.bin')).toEqual({
        path: 'data.bin',
        text: '',
        bytes: 4,
        omitted: 'binary',
      });
      expect(await repository.read('big.txt')).toMatchObject({
        text: '',
        bytes: 1_000_001,
        omitted: 'too-large',
      });
      expect(await repository.read('link')).toMatchObject({ text: '', omitted: 'binary' });
    });

    it('finds nothing outside its tree', async () => {
      for (const path of [
        'nope.ts',
        '../x',
        '/etc/passwd',
        'src',
        'src/../README.md',
        './README.md',
        '',
        '.git/config',
      ]) {
        expect(await repository.read(path), path).toBeNull();
      }
    });

    it('reads names that cannot be printed by their quoted form', async () => {
      expect((await repository.read(QUOTED_WEIRD))?.text).toBe('weird total\n');
      expect((await repository.read('"inv\\351lid.txt"'))?.text).toBe('invalid total\n');
      expect((await repository.read('"\\"\\\\303\\\\251\\""'))?.text).toBe('looks quoted\n');
      expect((await repository.read('back\\slash.txt'))?.text).toBe('back\n');
      expect((await repository.read('"\\303\\274n\\303\\257.txt"'))?.path).toBe('ünï.txt');
    });

    it('greps a fixed string, a whole word and an expression', async () => {
      const paths = async (query: Parameters<Repository['grep']>[0]) =>
        (await repository.grep(query)).map((hit) => hit.path);
      expect(await repository.grep({ pattern: 'sum = total', fixed: true })).toEqual([
        { path: 'src/cart.ts', line: 3, text: 'export const sum = total + tax;' },
      ]);
      expect(await paths({ pattern: 'tota', fixed: true, word: true })).toEqual([]);
      expect(await paths({ pattern: '^(weird|magic|invalid) total$', fixed: false })).toEqual([
        ':(glob)magic.txt',
        '"inv\\351lid.txt"',
        QUOTED_WEIRD,
      ]);
      expect(await paths({ pattern: '-e', fixed: true })).toEqual([]);
    });

    it('greps below a glob, and no more hits than asked for', async () => {
      const hits = await repository.grep({ pattern: 'line', fixed: true, glob: 'src/**', most: 5 });
      expect(hits.map((hit) => `${hit.path}:${hit.line}`)).toEqual(
        [1, 2, 3, 4, 5].map((line) => `src/new.ts:${line}`),
      );
      expect(await repository.grep({ pattern: 'total', fixed: true, glob: '*.md' })).toEqual([]);
    });

    it('takes the alternatives of a glob, and a name without a folder in every folder', async () => {
      const paths = async (glob: string) => [
        ...new Set((await repository.grep({ pattern: '.', fixed: false, glob })).map(({ path }) => path)),
      ];
      expect(await paths('cart.ts')).toEqual(['src/cart.ts']);
      expect(await paths('src/{cart,new}.ts')).toEqual(['src/cart.ts', 'src/new.ts']);
      expect(await paths('src/{cart.ts')).toEqual([]);
    });

    it('calls a pattern or a glob bad that cannot be searched for', async () => {
      const bad = [
        { pattern: '(', fixed: false },
        { pattern: '', fixed: true },
        { pattern: 'a\nb', fixed: true },
        { pattern: '((a{99}){99}){99}', fixed: false },
        { pattern: 'a', fixed: true, glob: '../**' },
      ];
      for (const query of bad) {
        const hits = repository.grep(query);
        await expect(hits, query.pattern).rejects.toMatchObject({ kind: 'step', code: 'bad_pattern' });
      }
    });

    it('writes a checkout that is the commit, with links as plain files, and removes it', async () => {
      const checkout = await laid.repositories.checkout(laid.project, pin);
      expect(readFileSync(join(checkout.path, 'crlf.txt'), 'utf8')).toBe('one\r\ntwo\r\n');
      expect(readFileSync(join(checkout.path, WEIRD), 'utf8')).toBe('weird total\n');
      expect(lstatSync(join(checkout.path, 'bin/run')).mode & 0o111).not.toBe(0);
      expect(lstatSync(join(checkout.path, 'link')).isFile()).toBe(true);
      expect(readFileSync(join(checkout.path, 'link'), 'utf8')).toBe('../../outside');
      expect(await checkout.changed()).toEqual([]);
      await checkout.remove();
      expect(() => lstatSync(checkout.path)).toThrow('ENOENT');
    });

    it('sees every change to a checkout', async () => {
      const checkout = await laid.repositories.checkout(laid.project, pin);
      writeFileSync(join(checkout.path, '.gitignore'), '*\n');
      writeFileSync(join(checkout.path, 'ignored.log'), 'x');
      writeFileSync(join(checkout.path, 'README.md'), '# Shop\n');
      rmSync(join(checkout.path, 'bin/run'));
      expect(await checkout.changed()).toEqual(['.gitignore', 'README.md', 'bin/run', 'ignored.log']);
      await checkout.remove();
    });

    it('fails a read after it was closed', async () => {
      const other = await laid.repositories.open(laid.project, pin);
      await other.read('README.md');
      await other.close();
      await expect(other.grep({ pattern: 'x', fixed: true })).rejects.toThrow('closed');
    });

    it('stops when the signal aborts', async () => {
      const controller = new AbortController();
      const other = await laid.repositories.open(laid.project, pin, controller.signal);
      controller.abort(new Error('enough'));
      await expect(other.read('src/cart.ts')).rejects.toThrow('enough');
      await other.close();
    });

    if (history) withHistory(() => ({ pin, repository, laid }));
    else withoutHistory(() => ({ pin, repository, laid }));
  });
}

function withoutHistory(opened: Opened): void {
  it('says that there is no history, and has none', async () => {
    const { pin, repository } = opened();
    expect(pin.history).toBe('none');
    expect(pin.base_sha).toBeNull();
    expect(pin.notes.join()).toContain('not a git repository');
    expect((await repository.log({})).commits).toEqual([]);
    expect(await repository.blame('src/cart.ts', 1, 2)).toEqual([]);
    expect(await repository.diff()).toEqual([]);
    expect(await repository.list('base')).toEqual([]);
    expect(await repository.renames(pin.commit_sha)).toMatchObject({ complete: false });
    expect(await repository.ancestors([pin.commit_sha])).toEqual(new Set());
  });
}
