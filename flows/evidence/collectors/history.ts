/**
 * Facts from one reading of the log: how often files change, which ones change together, how many
 * people change them, and when last. Windows and ages count from the pinned commit's date. Renames are followed; a
 * commit that touches very many files is a reformat or a move, and is ignored.
 */
import type { Commit, CommitFile, Log } from '../../../runner/core/ports/repository.ts';
import type { FactDraft, Measure, Note } from '../../contracts/collecting.ts';
import { type FactOf, HISTORY_MONTHS } from '../../contracts/evidence-pack.ts';
import { byWorth } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, type CollectorResult, draft } from '../collector.ts';
import { type Coupling, couplings } from './history-couplings.ts';
import { COLLECTOR_KINDS } from './names.ts';

const DAY_MS = 86_400_000;
const WINDOW_DAYS = 730;
const RECENT_DAYS = 365;
const MOST_COMMITS = 20_000;
const MOST_FILES_OF_A_CHANGE = 200;
/** Below this many commits, who made most of them is chance. */
const LEAST_COMMITS_OF_AN_OWNER = 5;

interface Past {
  changes: number;
  /** of those, in the last 12 months */
  recent: number;
  added: number;
  deleted: number;
  readonly authors: Map<string, number>;
  /** ISO date of the newest change; of a mass change only when there is no other */
  last: string | null;
  lastOfAll: string;
}

export const history: Collector = {
  name: 'history',
  kinds: COLLECTOR_KINDS.history,
  async collect({ repository, scope }, signal) {
    if (repository.pin.history === 'none') return nothing('there is no history');
    const log = await repository.log({ most: MOST_COMMITS });
    const { commits } = log;
    signal.throwIfAborted();
    if (commits.length === 0)
      return log.cut ? nothing('older trees are not in the clone', false) : nothing('there is no history');
    const now = Date.parse(repository.date);
    const written = new Set(
      scope.files
        .filter((file) => file.area !== 'generated' && file.area !== 'vendored')
        .map((file) => file.path),
    );
    const source = new Set(scope.files.filter((file) => file.area === 'src').map((file) => file.path));
    const { pasts, sets } = read(commits, now, written);
    const isCut = commits.length >= MOST_COMMITS;
    const shallow = repository.pin.history === 'shallow';
    return {
      facts: [
        ...churnFacts(pasts, log.counted),
        ...couplings(sets, source).map(cochangeFact),
        ...ownershipFacts(pasts),
        ...(shallow || log.cut ? [] : ageFacts(pasts, now)),
      ],
      measures: [...pasts].map(
        ([path, past]): Measure => ({ path, changes: past.changes, recent: past.recent }),
      ),
      unavailable: [
        ...(shallow
          ? limited(`only the newest ${count(commits.length, 'commit')} are there (a shallow clone)`)
          : []),
        ...cloneNotes(log),
        ...(isCut ? limited(`only the newest ${count(commits.length, 'commit')} were read`) : []),
      ],
    };
  },
};

function nothing(reason: string, inClone = true): CollectorResult {
  const note = inClone ? { reason } : { reason, clone: true as const };
  return { facts: [], unavailable: COLLECTOR_KINDS.history.map((kind) => ({ kind, ...note })) };
}

function cloneNotes({ commits, counted, cut }: Log): Note[] {
  const cutAt = `history is cut at ${count(commits.length, 'commit')}: older trees are not in the clone`;
  const uncounted =
    'changes are counted by name, without lines and renames: older file contents are not in the clone';
  return [
    ...(cut ? limited(cutAt).map((note) => ({ ...note, clone: true as const })) : []),
    ...(counted ? [] : [{ kind: 'churn' as const, reason: uncounted, clone: true as const }]),
  ];
}

function limited(reason: string): { kind: 'churn' | 'age'; reason: string }[] {
  return [
    { kind: 'churn', reason },
    { kind: 'age', reason },
  ];
}

interface Reading {
  readonly pasts: ReadonlyMap<string, Past>;
  /** per commit of the window, the files that it changed, by their present names */
  readonly sets: readonly (readonly string[])[];
}

function read(commits: readonly Commit[], now: number, present: ReadonlySet<string>): Reading {
  const names = new Map<string, string>();
  const pasts = new Map<string, Past>();
  const sets: string[][] = [];
  for (const commit of commits) {
    const mass = commit.files.length > MOST_FILES_OF_A_CHANGE;
    const age = now - Date.parse(commit.date);
    const inWindow = age <= WINDOW_DAYS * DAY_MS;
    const isRecent = age <= RECENT_DAYS * DAY_MS;
    const changed: string[] = [];
    for (const file of commit.files) {
      const path = presentName(file, names);
      if (!present.has(path) || isPureRename(file)) continue;
      note(pasts, path, commit, file, { mass, inWindow, isRecent });
      changed.push(path);
    }
    if (inWindow && !mass) sets.push(changed);
  }
  return { pasts, sets };
}

/** What a file of an old commit is called today; the log is read from the newest commit back. */
function presentName(file: CommitFile, names: Map<string, string>): string {
  const name = names.get(file.path) ?? file.path;
  if (file.from !== null) {
    names.delete(file.path);
    names.set(file.from, name);
  }
  return name;
}

function isPureRename(file: CommitFile): boolean {
  return file.from !== null && file.added === 0 && file.deleted === 0;
}

function note(
  pasts: Map<string, Past>,
  path: string,
  commit: Commit,
  file: CommitFile,
  { mass, inWindow, isRecent }: { mass: boolean; inWindow: boolean; isRecent: boolean },
): void {
  const past = pasts.get(path) ?? {
    changes: 0,
    recent: 0,
    added: 0,
    deleted: 0,
    authors: new Map(),
    last: null,
    lastOfAll: commit.date,
  };
  pasts.set(path, past);
  if (mass) return;
  past.last ??= commit.date;
  if (!inWindow) return;
  past.changes += 1;
  if (isRecent) past.recent += 1;
  past.added += file.added ?? 0;
  past.deleted += file.deleted ?? 0;
  past.authors.set(commit.author, (past.authors.get(commit.author) ?? 0) + 1);
}

function churnFacts(pasts: Reading['pasts'], counted: boolean): FactDraft[] {
  return [...pasts]
    .filter(([, past]) => past.changes > 0)
    .sort(
      byWorth(
        ([, past]) => past.changes * 1e6 + past.added + past.deleted,
        ([path]) => path,
      ),
    )
    .map(([path, past]) =>
      draft('churn', {
        path,
        value: past.changes,
        text: `changed by ${count(past.changes, 'commit')} of ${count(past.authors.size, 'author')} in ${HISTORY_MONTHS} months${counted ? ` (+${past.added} −${past.deleted})` : ''}`,
        data: {
          added: past.added,
          deleted: past.deleted,
          authors: past.authors.size,
          last: day(past.last ?? past.lastOfAll),
        },
      }),
    );
}

/** Whether the two import each other is filled in where the imports are known. */
function cochangeFact({ path, other, together, share }: Coupling): Omit<FactOf<'cochange'>, 'id'> {
  return draft('cochange', {
    path,
    value: together,
    text: `changes together with ${other}: ${together} times, ${Math.round(share * 100)} % of the commits of the two`,
    data: { other, share: Math.round(share * 100) / 100, linked: false },
  });
}

function ownershipFacts(pasts: Reading['pasts']): FactDraft[] {
  return [...pasts]
    .filter(([, past]) => past.changes >= LEAST_COMMITS_OF_AN_OWNER)
    .map(([path, past]) => ({
      path,
      past,
      share: Math.round((100 * Math.max(...past.authors.values())) / past.changes),
    }))
    .sort(
      byWorth(
        ({ past, share }) => past.changes * share,
        ({ path }) => path,
      ),
    )
    .map(({ path, past, share }) =>
      draft('ownership', {
        path,
        value: share,
        text: `${share} % of its ${past.changes} commits are by one of ${count(past.authors.size, 'author')}`,
        data: { authors: past.authors.size, commits: past.changes },
      }),
    );
}

function ageFacts(pasts: Reading['pasts'], now: number): FactDraft[] {
  return [...pasts]
    .map(([path, past]) => {
      const last = past.last ?? past.lastOfAll;
      return { path, last, days: Math.max(0, Math.floor((now - Date.parse(last)) / DAY_MS)) };
    })
    .sort(
      byWorth(
        ({ days }) => days,
        ({ path }) => path,
      ),
    )
    .map(({ path, last, days }) =>
      draft('age', {
        path,
        value: days,
        text: `last changed ${count(days, 'day')} before`,
        data: { last: day(last) },
      }),
    );
}

function day(date: string): string {
  return date.slice(0, 10);
}
