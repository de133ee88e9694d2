import { access, mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBinaries, program, restoreLinks } from '../../../runner/database/embedded-programs.ts';

describe('the embedded server’s programs', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'baton-native-'));
    await mkdir(join(home, 'native', 'lib'), { recursive: true });
    await writeFile(join(home, 'native', 'lib', 'libpq.so.5.18'), 'a library');
    await writeFile(
      join(home, 'native', 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
    );
  });
  afterEach(async () => {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  it('are found in the package of this platform', async () => {
    const binaries = await findBinaries();
    expect(binaries.version).toMatch(/^\d+\.\d+/);
    await access(program(binaries, 'initdb'));
    await access(program(binaries, 'postgres'));
  });

  it('get the links that an install without scripts leaves out, and keep those that are there', async () => {
    const link = join(home, 'native', 'lib', 'libpq.so.5');
    await restoreLinks(home, 'a-package');
    await restoreLinks(home, 'a-package');
    expect(await readlink(link)).toBe('libpq.so.5.18');
    expect(await readFile(link, 'utf8')).toBe('a library');
  });

  it('are named with the remedy when a link cannot be made', async () => {
    await writeFile(
      join(home, 'native', 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/none/libz.so.1', target: 'native/none/libz.so' }]),
    );
    await expect(restoreLinks(home, 'a-package')).rejects.toMatchObject({
      kind: 'environment',
      code: 'embedded_server_incomplete',
      message: expect.stringContaining('npm rebuild a-package'),
    });
  });
});
