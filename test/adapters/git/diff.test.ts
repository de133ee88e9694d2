/** Differences that are easily misread. */
import { describe, expect, it } from 'vitest';
import type { FileDiff } from '../../../runner/core/ports/repository.ts';
import { type Change, makeRepository } from '../../setup/repositories.ts';
import { atPath, refs, setting } from './projects.ts';

async function difference(before: Change['files'], after: Change['files']): Promise<readonly FileDiff[]> {
  const { path } = makeRepository({ commits: [{ files: before }, { files: after }] });
  const { repositories } = setting();
  const pin = await repositories.pin(atPath(path), refs({ compares: true }));
  const opened = await repositories.open(atPath(path), pin);
  const diff = await opened.diff();
  await opened.close();
  return diff;
}

describe('a difference', () => {
  it('keeps stretches with their files when a file becomes a link', async () => {
    const diff = await difference({ a: 'one\n', b: 'one\n' }, { a: { link: 'b' }, b: 'one\ntwo\n' });
    expect(diff.map(({ path, status, hunks }) => [path, status, hunks.length])).toEqual([
      ['a', 'modified', 2],
      ['b', 'modified', 1],
    ]);
    expect(diff[1]?.hunks).toEqual([{ base_start: 1, base_lines: 0, head_start: 2, head_lines: 1 }]);
  });

  it('is not misled by lines that look like a patch', async () => {
    const looks = 'diff --git a/x b/x\n@@ -1 +1 @@\n--- a/x\n+++ b/x\n';
    const diff = await difference({ a: looks, z: '1\n' }, { a: `${looks}${looks}`, z: '2\n' });
    expect(diff.map(({ path, added, hunks }) => [path, added, hunks.length])).toEqual([
      ['a', 4, 1],
      ['z', 1, 1],
    ]);
  });

  it('shows a file whose mode alone changed, without stretches', async () => {
    const diff = await difference({ run: 'x\n', z: '1\n' }, { run: { executable: 'x\n' }, z: '2\n' });
    expect(diff[0]).toMatchObject({ path: 'run', status: 'modified', added: 0, hunks: [] });
    expect(diff[1]?.hunks).toHaveLength(1);
  });

  it('counts very long lines and a missing last line end', async () => {
    const diff = await difference({ a: 'x'.repeat(300_000) }, { a: `${'y'.repeat(300_000)}\nend` });
    expect(diff).toMatchObject([{ added: 2, deleted: 1, hunks: [{ base_lines: 1, head_lines: 2 }] }]);
  });

  it('is empty between equal trees', async () => {
    expect(await difference({ a: '1\n' }, {})).toEqual([]);
  });
});
