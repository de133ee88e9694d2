import { describe, expect, it } from 'vitest';
import { largeBinaries } from '../../../flows/rules/binaries.ts';
import { fact, treeView } from './fact-builder.ts';

const binaries = (megabytes: number) =>
  fact('binaries', {
    path: 'media/intro.mp4',
    value: megabytes,
    data: {
      files: 2,
      largest: [
        { path: 'media/intro.mp4', megabytes: megabytes - 1 },
        { path: 'logo.psd', megabytes: 1 },
      ],
    },
  });

describe('large binary files', () => {
  it('are one finding with their number, their size and the largest', () => {
    const [draft, ...others] = largeBinaries.apply(treeView(binaries(24.5)));
    expect(others).toEqual([]);
    expect(draft?.title).toBe('Large binary files in git: 2 files, 24.5 MB');
    expect(draft?.claim).toContain('media/intro.mp4 (23.5 MB) and logo.psd (1 MB)');
  });

  it('weigh more the larger they are, and never as much as a fault', () => {
    const impacts = [12, 200, 90_000].map(
      (size) => largeBinaries.apply(treeView(binaries(size)))[0]?.impact ?? 0,
    );
    expect(impacts).toEqual([...impacts].sort((a, b) => a - b));
    expect(Math.max(...impacts)).toBeLessThan(40);
  });

  it('are not reported below ten megabytes', () => {
    expect(largeBinaries.apply(treeView(binaries(9.9)))).toEqual([]);
  });
});
