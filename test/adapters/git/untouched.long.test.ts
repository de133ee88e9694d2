/** Whatever kind of repository is read: nothing is written into it, not even a file that is gone again afterwards. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { KINDS_OF_REPOSITORY, readOnlyRepository } from '../../setup/kinds-of-repository.ts';
import { fingerprint, gitAt, makeFolder } from '../../setup/repositories.ts';
import { atPath, setting } from './projects.ts';
import { readWhole } from './whole-reading.ts';

const isRoot = process.getuid?.() === 0;
/** Root may write everywhere, so a read-only repository is read by somebody else. */
const reader = isRoot ? { uid: 65_534, gid: 65_534 } : {};
const readerMayRunThis =
  spawnSync('test', ['-r', fileURLToPath(import.meta.url), '-a', '-x', process.execPath], reader).status ===
  0;

/** Reads the repository in a process of the reader's, and says whether that could have written into it. */
function readAsReader(path: string, home: string): { readonly commit_sha: string; readonly writes: boolean } {
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const script = `
    import { accessSync, constants } from 'node:fs';
    import { createGitRepositories } from ${module('../../../adapters/git/repositories.ts')};
    import { readWhole } from ${module('./whole-reading.ts')};
    const [path, home] = process.argv.slice(1);
    let writes = true;
    try { accessSync(path, constants.W_OK); } catch { writes = false; }
    const environment = { PATH: process.env.PATH };
    const repositories = createGitRepositories({ home, environment, log() {} });
    const project = { id: path, path, url: null, ref: null, host: 'here' };
    const { commit_sha } = await readWhole(repositories, project);
    console.log(JSON.stringify({ commit_sha, writes }));`;
  const argv = ['--input-type=module', '-e', script, path, home];
  const output = execFileSync(process.execPath, argv, {
    ...reader,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output.toString());
}

describe('reading leaves byte for byte as it was', () => {
  it.each(Object.entries(KINDS_OF_REPOSITORY))('%s', async (_name, make) => {
    const { path, watched } = make();
    const before = watched.map(fingerprint);
    const { repositories } = setting();
    await readWhole(repositories, atPath(path));
    // a second time, when the private repository is there
    await readWhole(repositories, atPath(path));
    expect(watched.map(fingerprint)).toEqual(before);
  });

  it.runIf(readerMayRunThis)('a repository that may not be written into', () => {
    const { path, watched } = readOnlyRepository();
    const before = watched.map(fingerprint);
    const home = makeFolder();
    chmodSync(home, 0o777);
    chmodSync(dirname(home), 0o755);
    const sha = gitAt(path, ['rev-parse', 'HEAD']);
    expect(readAsReader(path, home)).toEqual({ commit_sha: sha, writes: false });
    expect(watched.map(fingerprint)).toEqual(before);
    // or its owner could not remove it after the tests
    execFileSync('chmod', ['-R', 'u+w', path]);
  });

  it('what a plain git would have written into', () => {
    const { path, watched } = KINDS_OF_REPOSITORY['a plain repository']?.() ?? { path: '', watched: [] };
    const before = watched.map(fingerprint);
    gitAt(path, ['status']);
    expect(watched.map(fingerprint)).not.toEqual(before);
  });
});
