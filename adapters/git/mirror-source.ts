/** A project with a URL: a private bare mirror of its branches and tags, fetched when a run begins. */
import { rm } from 'node:fs/promises';
import { sep } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import { fetchingEnvironment } from './environment.ts';
import { withLock } from './fetch-lock.ts';
import { firstComplaint, type Git, gitIn } from './git.ts';
import type { GitOutcome } from './git-process.ts';
import { ensureRepository, exists, folderFor, setHead } from './private-repository.ts';
import { parseRemote, type Remote } from './remote-url.ts';
import { type Source, USUAL_DEFAULTS } from './source.ts';

export interface MirrorRequest {
  readonly home: string;
  readonly url: string;
  /** the branch, tag or commit to read; null means the default branch */
  readonly ref: string | null;
  /** refs that the person named: what a plain fetch would miss is asked for by name */
  readonly named: readonly string[];
  /** a commit that is enough: nothing is fetched when it is there */
  readonly wanted: string | null;
  /** of the operator */
  readonly operator: Readonly<Record<string, string>>;
  /** for reading */
  readonly reading: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

const OFFLINE =
  /could not resolve|couldn't resolve|connection (refused|timed out|reset)|unreachable|failed to connect|couldn't connect|unable to connect|operation timed out|temporary failure|timeout was reached/i;
const SAFE = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'gc.auto=0', 'maintenance.auto=false'];
const SLOW = ['http.lowSpeedLimit=1000', 'http.lowSpeedTime=30'];
const SETTINGS = [...SAFE, ...SLOW, 'fetch.recurseSubmodules=no', 'protocol.ext.allow=never'];

export async function mirrorSource(request: MirrorRequest): Promise<Source> {
  const remote = parseRemote(request.url);
  const dir = folderFor(request.home, 'mirror', request.url);
  const { wanted } = request;
  const git = gitIn(dir, request.reading, request.signal);
  const notes: string[] = [];
  const there = wanted !== null && (await hasCommit(git, wanted));
  if (!there) {
    const reached = await withLock(`${dir}.lock`, request.signal, () => refresh(request, remote, git));
    if (!reached) notes.push(`${remote.shown} could not be reached; read as it was last fetched`);
  }
  return {
    git,
    head: request.ref ?? 'HEAD',
    defaults: ['HEAD', ...USUAL_DEFAULTS],
    history: 'full',
    notes,
    workTree: null,
  };
}

async function hasCommit(git: Git, name: string): Promise<boolean> {
  if (!(await exists(git.dir))) return false;
  return (await git.run(['rev-parse', '--verify', '--quiet', `${name}^{commit}`])).code === 0;
}

/** Fetches; false when the remote is out of reach and there is an older mirror to go on with. */
async function refresh(request: MirrorRequest, remote: Remote, git: Git): Promise<boolean> {
  const environment = { ...fetchingEnvironment(request.operator), ...remote.credentials };
  const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
  const network = (dir: string, args: readonly string[], time: number) =>
    gitIn(dir, environment, request.signal).run([...settings, ...args], { time });
  const asked = await heads(request, remote, network);
  if (asked === 'offline') {
    if (await exists(git.dir)) return false;
    throw cannotFetch(remote, 'it could not be reached', true);
  }
  await ensureRepository(git.dir, {
    ...asked,
    bare: true,
    alternates: [],
    links: {},
    attributes: '* !diff !merge\n',
  });
  await setHead(git.dir, asked.head);
  const fetch = [
    'fetch',
    '--quiet',
    '--force',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-write-fetch-head',
  ];
  const everything = ['--prune', '--', remote.url, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
  let outcome = await network(git.dir, [...fetch, ...everything], 900_000);
  if (outcome.code !== 0 && (await removedStaleLock(outcome, git.dir))) {
    outcome = await network(git.dir, [...fetch, ...everything], 900_000);
  }
  if (outcome.code !== 0)
    throw cannotFetch(remote, firstComplaint(outcome.stderr), OFFLINE.test(outcome.stderr));
  for (const name of [request.ref, request.wanted, ...request.named]) {
    if (name === null || !/^(refs\/[\w./-]+|[0-9a-f]{40}|[0-9a-f]{64})$/.test(name)) continue;
    if (await hasCommit(git, name)) continue;
    const kept = name.startsWith('refs/') ? name : `refs/baton/${name}`;
    await network(git.dir, [...fetch, '--', remote.url, `+${name}:${kept}`], 900_000);
  }
  request.log(`fetched ${remote.shown}`);
  return true;
}

type Network = (dir: string, args: readonly string[], time: number) => Promise<GitOutcome>;

/** The remote's default branch and kind of object names. */
async function heads(
  request: MirrorRequest,
  remote: Remote,
  network: Network,
): Promise<{ head: string; objectFormat: 'sha1' | 'sha256' } | 'offline'> {
  const outcome = await network(
    request.home,
    ['ls-remote', '--symref', '--', remote.url, 'HEAD'],
    60_000,
  ).catch((error: unknown) => {
    if (error instanceof BatonError && error.code === 'git_timeout') return null;
    throw error;
  });
  if (outcome === null || (outcome.code !== 0 && OFFLINE.test(outcome.stderr))) return 'offline';
  if (outcome.code !== 0) throw cannotFetch(remote, firstComplaint(outcome.stderr), false);
  const text = outcome.stdout.toString();
  const branch = /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(text)?.[1];
  const sha = /^([0-9a-f]+)\tHEAD$/m.exec(text)?.[1];
  const detached = sha ?? 'ref: refs/heads/main';
  return {
    head: branch === undefined ? detached : `ref: ${branch}`,
    objectFormat: sha?.length === 64 ? 'sha256' : 'sha1',
  };
}

/** A fetch that was killed leaves git's own lock files behind; Baton's lock is held, so nobody owns them. */
async function removedStaleLock(outcome: GitOutcome, dir: string): Promise<boolean> {
  const [, file] = /Unable to create '([^']+\.lock)': File exists/.exec(outcome.stderr) ?? [];
  if (file === undefined || !file.startsWith(dir + sep)) return false;
  await rm(file, { force: true });
  return true;
}

function cannotFetch(remote: Remote, why: string, passing: boolean): BatonError {
  const message = `${remote.shown} could not be fetched: ${why}. Check the URL, the network and the access of this host.`;
  return new BatonError('environment', 'cannot_fetch', message, { passing });
}
