/** Reads a project with a URL through a private bare mirror of its branches and tags, which is fetched when a run begins. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import { assertAllowedHost } from './allowed-hosts.ts';
import { fetchingEnvironment } from './environment.ts';
import { withLock } from './fetch-lock.ts';
import { firstComplaint, type Git, gitIn } from './git.ts';
import {
  clearIncoming,
  INCOMING,
  mirrorRefs,
  NO_BRANCH,
  replaceRefs,
  writeBorrowedRefs,
} from './mirror-refs.ts';
import { ensureRepository, exists, folderFor } from './private-repository.ts';
import { refNames } from './ref-names.ts';
import { FULL_NAME, lookUp, printable } from './refs.ts';
import {
  askRemote,
  cannotFetch,
  fetchFailed,
  isOffline,
  type Network,
  type RemoteRefs,
} from './remote-refs.ts';
import { parseRemote, type Remote } from './remote-url.ts';
import { type Source, USUAL_DEFAULTS } from './source.ts';
import { FETCH_OPTIONS, FETCH_TIME, fetchRefs, SETTINGS, type Transfer } from './transfer.ts';

export interface MirrorRequest {
  readonly home: string;
  readonly url: string;
  /** the branch, tag or commit to read; null means the default branch */
  readonly ref: string | null;
  /** refs that the user named; a plain fetch may miss them, so they are fetched by name */
  readonly named: readonly string[];
  /** a pinned commit: nothing is fetched if it exists */
  readonly wanted: string | null;
  /** of the operator */
  readonly operator: Readonly<Record<string, string>>;
  /** the hosts that may be fetched from; null: every one */
  readonly hosts: readonly string[] | null;
  /** for reading */
  readonly reading: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal | undefined;
  /** a clone on this disk whose objects need not be fetched again */
  readonly clone?: Clone;
}

/** A clone of the remote: where its objects are, and which commits it has. */
export interface Clone {
  readonly objects: string;
  readonly objectFormat: 'sha1' | 'sha256';
  /** ref → object name; null if they can't be read */
  refs(): Promise<ReadonlyMap<string, string> | null>;
}

/** How often a fetch is repeated if the remote's refs change during it. */
const MOST_ROUNDS = 3;

export async function mirrorSource(request: MirrorRequest): Promise<Source> {
  const remote = parseRemote(request.url);
  const { clone } = request;
  const dir = mirrorFolder(request.home, request.url, ...(clone === undefined ? [] : [clone.objects]));
  const git = gitIn(dir, request.reading, request.signal);
  const commits = [request.wanted, ...request.named].filter((name) => name !== null && FULL_NAME.test(name));
  const there = request.wanted !== null && (await hasAll(git, commits));
  const waiting = () => request.log(`waits for another process that fetches ${remote.shown}`);
  const reached =
    there || (await withLock(`${dir}.lock`, request.signal, () => refresh(request, remote, git), waiting));
  const shallow = await isShallow(dir);
  return {
    git,
    head: request.ref ?? 'HEAD',
    defaults: ['HEAD', ...USUAL_DEFAULTS],
    history: shallow ? 'shallow' : 'full',
    notes: shallow ? ['the remote is a shallow clone itself: its history ends early'] : [],
    remote: remote.shown,
    stale: reached ? null : `${remote.shown} could not be reached`,
    partial: false,
    lostHead: async () => {
      throw await noDefaultBranch(remote, git);
    },
    workTree: null,
  };
}

async function isShallow(dir: string): Promise<boolean> {
  return (await readFile(join(dir, 'shallow'), 'utf8').catch(() => '')).trim() !== '';
}

async function hasAll(git: Git, names: readonly (string | null)[]): Promise<boolean> {
  if (!(await exists(git.dir))) return false;
  for (const name of names) if (name !== null && (await lookUp(git, name)).type !== 'commit') return false;
  return true;
}

/** Fetches; returns false if the remote is unreachable and the last fetch has everything requested. */
async function refresh(request: MirrorRequest, remote: Remote, git: Git): Promise<boolean> {
  const network = networkTo(remote, request);
  for (let round = 1; ; round += 1) {
    const asked = await askRemote(request.home, remote, network);
    if (asked === 'offline') return goOn(request, remote, git);
    if (asked.refs.size === 0 && asked.head === null) throw noCommits(remote);
    // What is damaged may be the clone's.
    const clone = round === 1 ? request.clone : undefined;
    const outcome = await mirror(asked, clone, { remote, git, network });
    if (outcome === 'replaced') break;
    if (round === MOST_ROUNDS) throw cannotFetch(remote, outcome, { passing: true });
  }
  for (const name of [request.ref, request.wanted, ...request.named]) {
    if (name !== null) await fetchNamed(name, remote, git, network);
  }
  request.log(`fetched ${remote.shown}`);
  return true;
}

/** Runs git with the operator's credentials for that remote. Throws `host_not_allowed`. */
export function networkTo(
  { credentials, url, shown }: Remote,
  { operator, hosts, signal }: Pick<MirrorRequest, 'operator' | 'hosts' | 'signal'>,
): Network {
  assertAllowedHost(url, shown, hosts);
  const environment = { ...fetchingEnvironment(operator, url), ...credentials };
  const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
  return (dir, args, options) => gitIn(dir, environment, signal).run([...settings, ...args], options);
}

/** Where the mirror of a URL is. */
export function mirrorFolder(home: string, url: string, ...clone: readonly string[]): string {
  return folderFor(home, 'mirror', url, ...clone);
}

/** The last fetch may replace an unreachable remote if it has everything requested. */
async function goOn({ wanted, ref, named }: MirrorRequest, remote: Remote, git: Git): Promise<false> {
  const lacking = 'it could not be reached';
  if (!(await exists(git.dir))) throw cannotFetch(remote, lacking, { passing: true });
  for (const name of wanted === null ? [ref ?? 'HEAD', ...named] : [wanted, ...named]) {
    if ((await lookUp(git, name)).type === 'commit') continue;
    const why = `${lacking}, and ${printable(name)} is not in what was fetched before`;
    throw cannotFetch(remote, why, { passing: true });
  }
  return false;
}

/** Fetches changes and updates the refs once everything has verifiably arrived; otherwise returns what is wrong. */
async function mirror(
  asked: RemoteRefs,
  clone: Clone | undefined,
  { remote, git, network }: Transfer,
): Promise<'replaced' | string> {
  const { refs, objectFormat } = asked;
  if (!(await exists(git.dir))) {
    const borrows = clone?.objectFormat === objectFormat ? clone : null;
    const alternates = borrows === null ? [] : [borrows.objects];
    const layout = { objectFormat, bare: true, alternates, links: {}, attributes: '* !diff !merge\n' };
    await ensureRepository(git.dir, { ...layout, head: `ref: ${NO_BRANCH}` });
    if (borrows !== null) await writeBorrowedRefs(git, (await borrows.refs()) ?? new Map());
  }
  await clearIncoming(git);
  const before = await mirrorRefs(git);
  if (before === null) return startAnew(git, 'its mirror is damaged');
  const shallow = await isShallow(git.dir);
  const changed = [...refs.keys()].filter((name) => shallow || before.get(name) !== refs.get(name));
  const detached = asked.branch === null && asked.head !== null ? ['HEAD'] : [];
  const wanted = [...changed, ...detached];
  if (wanted.length > 0) {
    const outcome = await fetchRefs(wanted, shallow, { remote, git, network });
    if (/couldn't find remote ref/.test(outcome.stderr))
      return 'its branches changed while they were fetched';
    if (outcome.code !== 0 && clone !== undefined && !isOffline(outcome))
      return startAnew(git, firstComplaint(outcome.stderr));
    if (outcome.code !== 0) throw fetchFailed(remote, outcome);
  }
  const after = await mirrorRefs(git);
  const lost = wanted.find((name) => after?.get(`${INCOMING}${name}`) === undefined);
  if (after === null) return startAnew(git, 'its mirror is damaged');
  if (lost !== undefined)
    return `${lost} (${(refs.get(lost) ?? asked.head ?? '').slice(0, 7)}) did not arrive`;
  const arrived = new Map(
    [...refs.keys()].map((name) => [name, after.get(`${INCOMING}${name}`) ?? before.get(name) ?? '']),
  );
  const own = asked.branch === null ? after.get(`${INCOMING}HEAD`) : arrived.get(asked.branch);
  if (own !== undefined && !(await isWhole(git, own)))
    return startAnew(git, `${own.slice(0, 7)} did not arrive whole`);
  const kept = new Map(
    own === undefined || asked.branch !== null ? before : [...before, ['refs/baton/head', own]],
  );
  const branch = own === undefined ? NO_BRANCH : asked.branch;
  await replaceRefs(git, arrived, kept, branch === null ? (own ?? '') : `ref: ${branch}`);
  return 'replaced';
}

/** Removes a damaged mirror, so that the next round fetches everything. */
async function startAnew(git: Git, why: string): Promise<string> {
  await rm(git.dir, { recursive: true, force: true, maxRetries: 3 });
  return why;
}

/** Returns whether the commit exists and its files can be listed. */
async function isWhole(git: Git, sha: string): Promise<boolean> {
  const args = ['ls-tree', '-r', '-z', '--name-only', '--full-tree', `${sha}^{commit}`];
  return (await git.run(args, { time: 60_000, bytes: 1e9, onOutput: () => true })).code === 0;
}

/** Fetches what is neither a branch nor a tag: a commit by its name, or a ref such as that of a pull request, which may move. */
async function fetchNamed(name: string, remote: Remote, git: Git, network: Network): Promise<void> {
  const isOther = /^refs\/[\w./-]+$/.test(name) && !/^refs\/(heads|tags|baton)\//.test(name);
  if (!isOther && (!FULL_NAME.test(name) || (await hasAll(git, [name])))) return;
  const kept = isOther ? name : `refs/baton/${name}`;
  const args = ['fetch', ...FETCH_OPTIONS, '--', remote.url, `+${name}:${kept}`];
  const outcome = await network(git.dir, args, { time: FETCH_TIME });
  if (outcome.code === 0) return;
  if (isOffline(outcome)) throw fetchFailed(remote, outcome);
  // The remote does not have it, or no longer.
  if (isOther) await git.run(['update-ref', '-d', kept]);
}

function noCommits(remote: Remote): BatonError {
  const message = `${remote.shown} has no branches and no tags: there are no commits yet. Push something, then run again.`;
  return new BatonError('refused', 'no_commits', message);
}

async function noDefaultBranch(remote: Remote, git: Git): Promise<BatonError> {
  const names = await refNames(git);
  const message = `${remote.shown} has no default branch: its HEAD names a branch that was renamed or deleted. Name what to read with --head; there are: ${names.slice(0, 5).join(', ')}.`;
  return new BatonError('refused', 'no_default_branch', message, { path: '--head' });
}
