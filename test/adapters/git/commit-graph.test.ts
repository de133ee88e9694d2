import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRepository } from '../../setup/repositories.ts';
import { atPath, refs, setting } from './projects.ts';

describe('the commit-graph that dating a line writes', () => {
  it('lies in the private repository, and lines written after it are dated as well', async () => {
    const target = makeRepository({ commits: [{ files: { a: '1\n' } }, { files: { a: '1\n2\n' } }] });
    const { repositories, home } = setting();
    const blamedAt = async () => {
      const pin = await repositories.pin(atPath(target.path), refs());
      const opened = await repositories.open(atPath(target.path), pin);
      const lines = await opened.blame('a', 1, 9);
      await opened.close();
      return lines.map((line) => line.sha);
    };
    const [first, second] = [
      target.git('rev-parse', 'HEAD~1').trim(),
      target.git('rev-parse', 'HEAD').trim(),
    ];
    expect(await blamedAt()).toEqual([first, second]);
    expect(globSync(join(home, 'repos/*/objects/info/commit-graph'))).toHaveLength(1);
    expect(existsSync(join(target.path, '.git/objects/info/commit-graph'))).toBe(false);
    target.commit({ files: { a: '0\n2\n' } });
    expect(await blamedAt()).toEqual([target.git('rev-parse', 'HEAD').trim(), second]);
  });
});
