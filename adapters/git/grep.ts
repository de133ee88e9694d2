/** Searches one commit's tree with `git grep`. */
import { BatonError } from '../../runner/core/errors.ts';
import type { GrepHit, GrepQuery } from '../../runner/core/ports/repository.ts';
import { firstComplaint, type Git, gitFailed } from './git.ts';
import { pathspecs } from './pathspecs.ts';
import { displayPath } from './quoted-path.ts';

const MOST_HITS = 1_000;
const MOST_PATTERN = 2_000;
/** Time limit: only a pattern that backtracks takes longer for a whole tree. */
const TIME_LIMIT_MS = 20_000;
/** With more repetitions the compiled expression could exhaust the machine's memory. */
const MOST_REPEATS = 2_000;

/**
 * Skips contents that are not in the clone, but fails at a folder whose listing is not. Throws a `BatonError` of kind
 * `step` (`bad_pattern`) for a pattern that git cannot use.
 */
export async function grepTree(git: Git, treeish: string, query: GrepQuery): Promise<GrepHit[]> {
  checkPattern(query);
  const most = query.most ?? MOST_HITS;
  if (most <= 0) return [];
  const hits: GrepHit[] = [];
  const parse = createHitParser(treeish.length + 1, (hit) => {
    if (hits.length < most) hits.push(hit);
    return hits.length < most;
  });
  const options = ['-n', '-I', '-z', '--full-name', '--no-color', '--no-textconv', query.fixed ? '-F' : '-E'];
  const words = query.word ? ['-w'] : [];
  const glob = query.glob === undefined || query.glob === '' ? [] : pathspecs(query.glob);
  const args = ['grep', ...options, ...words, '-e', query.pattern, treeish, '--', ...glob];
  const outcome = await git
    .run(args, { time: TIME_LIMIT_MS, bytes: 1e9, onOutput: parse })
    .catch((error: unknown) => {
      if (!(error instanceof BatonError) || error.code !== 'git_timeout') throw error;
      throw badPattern(
        `it takes longer than ${TIME_LIMIT_MS / 1000} s over this tree; make it simpler`,
        error,
      );
    });
  if (outcome.code <= 1) return hits;
  const complaint = firstComplaint(outcome.stderr);
  if (/-e option|command line|outside repository|pathspec|regex/i.test(complaint))
    throw badPattern(complaint);
  throw gitFailed(outcome);
}

function checkPattern({ pattern, fixed, glob }: GrepQuery): void {
  if (pattern === '') throw badPattern('it is empty');
  if (pattern.length > MOST_PATTERN) throw badPattern(`it is longer than ${MOST_PATTERN} characters`);
  if (/[\n\0]/.test(pattern)) throw badPattern('it spans several lines, and lines are searched one by one');
  if (glob?.includes('\0')) throw badPattern('its glob holds a NUL');
  if (/^\/|(^|\/)\.\.(\/|$)/.test(glob ?? '')) throw badPattern('its glob leads out of the repository');
  if (fixed) return;
  let copies = 1;
  for (const [, low = '0', high = ''] of pattern.matchAll(/\{(\d*),?(\d*)\}/g)) {
    copies *= Math.max(1, Number(low), Number(high));
  }
  if (copies > MOST_REPEATS) throw badPattern(`it repeats its parts more than ${MOST_REPEATS} times`);
}

/** Cuts the stream `<commit>:<path>\0<line>\0<text>\n` into hits; `prefix` is the length of `<commit>:`. */
function createHitParser(prefix: number, take: (hit: GrepHit) => boolean): (chunk: Buffer) => boolean {
  let pending: Buffer[] = [];
  return (chunk) => {
    pending.push(chunk);
    if (!chunk.includes(10)) return true;
    let rest = Buffer.concat(pending);
    for (;;) {
      const name = rest.indexOf(0);
      const number = name < 0 ? -1 : rest.indexOf(0, name + 1);
      const end = number < 0 ? -1 : rest.indexOf(10, number + 1);
      if (end < 0) break;
      const hit = {
        path: displayPath(rest.subarray(prefix, name)),
        line: Number(rest.toString('latin1', name + 1, number)),
        text: rest.toString('utf8', number + 1, end),
      };
      rest = rest.subarray(end + 1);
      if (!take(hit)) return false;
    }
    pending = rest.length === 0 ? [] : [rest];
    return true;
  };
}

function badPattern(why: string, cause?: unknown): BatonError {
  return new BatonError('step', 'bad_pattern', `The pattern cannot be searched for: ${why}.`, { cause });
}
