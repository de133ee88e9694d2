/** Lists the branches and tags of a project, for suggestions. Fetches nothing. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RefNames } from '../../runner/core/ports/ref-names.ts';
import type { Project } from '../../runner/core/ports/repository.ts';
import { readingEnvironment } from './environment.ts';
import { type Git, gitIn } from './git.ts';
import { localSource } from './local-source.ts';
import { mirrorFolder, networkTo } from './mirror-source.ts';
import { exists } from './private-repository.ts';
import { refNames } from './ref-names.ts';
import { isRef } from './refs.ts';
import { askRemote, cannotFetch } from './remote-refs.ts';
import { parseRemote } from './remote-url.ts';
import type { GitOptions } from './repositories.ts';
import { examine } from './target.ts';

export function createRefNames({ environment, hosts = null, ...given }: Omit<GitOptions, 'log'>): RefNames {
  const home = resolve(given.home);
  const reading = readingEnvironment(environment);
  return {
    async list({ path, url }: Project, signal?: AbortSignal) {
      await mkdir(join(home, 'repos'), { recursive: true, mode: 0o700 });
      if (url !== null) return await ofRemote(url, signal);
      const target = path === null ? null : await examine(path, reading, signal);
      if (target?.kind !== 'git') return [];
      return await newestNames((await localSource(home, target, reading, signal)).git);
    },
  };

  async function ofRemote(url: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
    const mirror = mirrorFolder(home, url);
    if (await exists(join(mirror, 'packed-refs'))) return await newestNames(gitIn(mirror, reading, signal));
    const remote = parseRemote(url);
    const asked = await askRemote(home, remote, networkTo(remote, { operator: environment, hosts, signal }));
    if (asked === 'offline') throw cannotFetch(remote, 'it could not be reached', { passing: true });
    // The remote's names are bytes; those that are not UTF-8 can't be typed.
    const named = [...asked.refs.keys()].map((name) => Buffer.from(name, 'latin1').toString());
    return usable(named.map((name) => name.replace(/^refs\/(heads|tags)\//, '')));
  }
}

const MOST = 5_000;

/** By the time of their commits. Of a clone that lacks some of these, in the order of the names. */
async function newestNames(git: Git): Promise<readonly string[]> {
  const folders = ['refs/heads', 'refs/tags', 'refs/remotes/origin'];
  const format = '--format=%(refname)';
  const { code, stdout } = await git.run([
    'for-each-ref',
    '--sort=-creatordate',
    `--count=${MOST}`,
    format,
    ...folders,
  ]);
  if (code !== 0) return usable(await refNames(git));
  const listed = stdout.toString().split('\n');
  return usable(listed.map((name) => name.replace(/^refs\/(heads|tags|remotes\/origin)\//, '')));
}

/** Without what no option of a run takes: names that are no UTF-8, or that git would read as something else. */
function usable(names: readonly string[]): readonly string[] {
  const fine = names.filter((name) => isRef(name) && name !== 'HEAD' && !name.includes('\u{fffd}'));
  return [...new Set(fine)].slice(0, MOST);
}
