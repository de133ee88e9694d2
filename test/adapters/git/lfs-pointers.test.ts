/** Git LFS pointers are told by their content, and are no source: not read, not searched, not compared. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeRepository } from '../../setup/repositories.ts';
import { atPath, refs, setting } from './projects.ts';

const pointer = (digit: string, extra = ''): string =>
  `version https://git-lfs.github.com/spec/v1\n${extra}oid sha256:${digit.repeat(64)}\nsize 12345\n`;

async function openLfs() {
  const { path } = makeRepository({
    commits: [
      {
        files: {
          'src/model.js': pointer('a'),
          'src/late.js': 'export const size = 1;\n',
          'src/back.js': pointer('b'),
          'src/code.js': 'size 1\n',
        },
      },
      {
        files: {
          'src/model.js': pointer('c'),
          'src/late.js': pointer('d', `ext-0-foo sha256:${'e'.repeat(64)}\n`),
          'src/back.js': 'export const back = 1;\n',
          'src/code.js': 'size 1\nsize 2\n',
          'docs/lfs.md': `A pointer looks like this:\n\n${pointer('f')}`,
        },
      },
    ],
  });
  const { repositories } = setting();
  const pin = await repositories.pin(atPath(path), refs({ base: 'HEAD~1', compares: true }));
  const repository = await repositories.open(atPath(path), pin);
  onTestFinished(() => repository.close());
  return repository;
}

describe('a Git LFS pointer', () => {
  it('has no text, and a document that quotes one has', async () => {
    const repository = await openLfs();
    const omitted = async (path: string) => (await repository.read(path))?.omitted;
    expect(await omitted('src/model.js')).toBe('lfs-pointer');
    expect(await omitted('src/late.js')).toBe('lfs-pointer');
    expect(await omitted('src/back.js')).toBeNull();
    expect(await omitted('docs/lfs.md')).toBeNull();
  });

  it('is not searched, and hides no hit in another file', async () => {
    const repository = await openLfs();
    const hits = async (most?: number) =>
      (
        await repository.grep({ pattern: '^size', fixed: false, glob: 'src/**', ...(most ? { most } : {}) })
      ).map(({ path, line }) => `${path}:${line}`);
    expect(await hits()).toEqual(['src/code.js:1', 'src/code.js:2']);
    expect(await hits(1)).toEqual(['src/code.js:1']);
    const last = await repository.grep({ pattern: 'sha256', fixed: true, most: 1, glob: 'src/**' });
    expect(last).toEqual([]);
  });

  it('is not compared line by line, on whichever side it is', async () => {
    const diff = await (await openLfs()).diff();
    expect(diff.map(({ path, binary, added }) => [path, binary, added])).toEqual([
      ['docs/lfs.md', false, 5],
      ['src/back.js', true, 0],
      ['src/code.js', false, 1],
      ['src/late.js', true, 0],
      ['src/model.js', true, 0],
    ]);
  });
});
