/** Lists a remote's branches and tags and its default branch, or says why it could not be reached. */
import { BatonError } from '../../runner/core/errors.ts';
import { firstComplaint } from './git.ts';
import type { GitOutcome } from './git-process.ts';
import type { Remote } from './remote-url.ts';

export interface RemoteRefs {
  /** full name (as latin1) → object name, of branches and tags */
  readonly refs: ReadonlyMap<string, string>;
  /** the branch that its HEAD names, even if it does not exist; null if HEAD is detached or unknown */
  readonly branch: string | null;
  /** the commit of its HEAD; null if HEAD names a branch that does not exist */
  readonly head: string | null;
  readonly objectFormat: 'sha1' | 'sha256';
}

/** Runs git over the network in a folder. */
export type Network = (
  dir: string,
  args: readonly string[],
  options: {
    readonly time: number;
    readonly input?: Buffer;
    readonly environment?: Readonly<Record<string, string>>;
  },
) => Promise<GitOutcome>;

const OFFLINE =
  /could not resolve|couldn't resolve|connection (refused|timed out|reset)|unreachable|failed to connect|couldn't connect|unable to connect|operation timed out|temporary failure|timeout was reached|returned error: (429|5\d\d)/i;
const CUT_OFF =
  /early eof|hung up unexpectedly|unexpected disconnect|rpc failed|transfer closed|index-pack (failed|output)|bad band|unexpected end/i;
const NO_REPOSITORY = /not valid: |invalid server response|protocol error|bad line length/i;
const NO_ACCESS =
  /authentication failed|could not read (username|password)|permission denied|returned error: 40[13]/i;
const NOT_FOUND = /returned error: 404|not found|does not appear to be a git repository/i;

const REDIRECTED = /returned error: 30\d/i;

const ELSEWHERE =
  'The server redirects to another address, which Baton does not follow. Write the address that it leads to; some hosts want .git at its end.';
const NOT_GIT =
  'The server did not answer as a git repository; it may be a web or login page. Check the URL and the access of this host.';

/** Returns true if git's message says that the remote is currently unreachable. */
export function isOffline(outcome: GitOutcome): boolean {
  return OFFLINE.test(outcome.stderr);
}

/** Asks for the branches and tags; `offline` if the remote is unreachable. */
export async function askRemote(
  dir: string,
  remote: Remote,
  network: Network,
): Promise<RemoteRefs | 'offline'> {
  const args = ['ls-remote', '--symref', '--', remote.url, 'HEAD', 'refs/heads/*', 'refs/tags/*'];
  const outcome = await network(dir, args, { time: 60_000 }).catch((error: unknown) => {
    if (error instanceof BatonError && error.code === 'git_timeout') return null;
    throw error;
  });
  if (outcome === null || (outcome.code !== 0 && isOffline(outcome))) return 'offline';
  if (outcome.code !== 0) throw fetchFailed(remote, outcome);
  const asked = parse(outcome.stdout.toString('latin1'));
  if (asked.refs.size === 0 && asked.head === null && !(await speaksGit(dir, remote, args, network))) {
    throw cannotFetch(remote, 'it answered with no list of branches', { advice: NOT_GIT });
  }
  return asked;
}

/**
 * Returns whether the remote speaks git's protocol. Over HTTP git falls back to plain files and takes any short web page for
 * the list of an empty repository.
 */
async function speaksGit(
  dir: string,
  remote: Remote,
  args: readonly string[],
  network: Network,
): Promise<boolean> {
  if (!/^https?:/i.test(remote.url)) return true;
  const { stderr } = await network(dir, args, { time: 60_000, environment: { GIT_TRACE_PACKET: '1' } });
  return /packet: .*</.test(stderr);
}

function parse(text: string): RemoteRefs {
  const refs = new Map<string, string>();
  let [branch, head]: (string | null)[] = [null, null];
  let length = 40;
  for (const line of text.split('\n')) {
    const [value = '', name = ''] = line.split('\t');
    if (name === 'HEAD' && value.startsWith('ref: ')) branch = value.slice('ref: '.length);
    // A ref that the remote itself can't read is listed with zeros.
    if (!/^[0-9a-f]{40,64}$/.test(value) || /^0+$/.test(value)) continue;
    length = value.length;
    if (name === 'HEAD') head = value;
    else if (/^refs\/(heads|tags)\//.test(name) && !name.endsWith('^{}')) refs.set(name, value);
  }
  return {
    refs,
    branch: branch ?? null,
    head: head ?? null,
    objectFormat: length === 64 ? 'sha256' : 'sha1',
  };
}

/** Converts git's message on a failed fetch to an error with a remedy. */
export function fetchFailed(remote: Remote, outcome: GitOutcome): BatonError {
  const words = firstComplaint(outcome.stderr).replace(/^(fatal|error): /, '');
  const passing = isOffline(outcome) || CUT_OFF.test(outcome.stderr);
  return cannotFetch(remote, words, { passing, advice: adviceOn(outcome.stderr) });
}

function adviceOn(stderr: string): string {
  if (REDIRECTED.test(stderr)) return ELSEWHERE;
  if (NO_REPOSITORY.test(stderr)) return NOT_GIT;
  if (NO_ACCESS.test(stderr)) return 'Check the credentials that git on this host has for it.';
  if (NOT_FOUND.test(stderr)) return 'Check the URL; a repository that this host may not see looks the same.';
  if (CUT_OFF.test(stderr)) return 'The transfer broke off. Try again.';
  return 'Check the URL, the network and the access of this host.';
}

export function cannotFetch(
  remote: Remote,
  why: string,
  { passing = false, advice = 'Check the URL, the network and the access of this host.' } = {},
): BatonError {
  const message = `${remote.shown} could not be fetched: ${why.replace(/[.\s]+$/, '')}. ${advice}`;
  return new BatonError('environment', 'cannot_fetch', message, { passing });
}
