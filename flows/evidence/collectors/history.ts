/**
 * Facts from one reading of the log: how often files change, which ones change together, how many
 * people change them, and when last. Windows and ages count from the pinned commit's date. Renames are followed; a
 * commit that touches very many files is a reformat or a move, and is ignored.
 */
import type { Log } from '../../../runner/core/ports/repository.ts';
import type { FactDraft, Measure, Note } from '../../contracts/collecting.ts';
import { type FactOf, HISTORY_MONTHS } from '../../contracts/evidence-pack.ts';
import { byWorth } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, type CollectorResult, draft } from '../collector.ts';
import { isCode } from '../roles/languages.ts';
import { type Coupling, couplings } from './history/couplings.ts';
import { DAY_MS, type HistoryReading, readHistory } from './history/reading.ts';
import { historyFact } from './history/summary.ts';
import { COLLECTOR_KINDS } from './names.ts';

const MOST_COMMITS = 20_000;
/** Commits that are counted, without what they changed. */
const MOST_COUNTED = 200_000;
/** Below this many commits, who made most of them is chance. */
const LEAST_COMMITS_OF_AN_OWNER = 5;

export const history: Collector = {
  name: 'history',
  kinds: COLLECTOR_KINDS.history,
  async collect({ repository, scope }, signal) {
    if (repository.pin.history === 'none') return nothing(null, false);
    const [log, bare] = await Promise.all([
      repository.log({ most: MOST_COMMITS }),
      repository.log({ most: MOST_COUNTED, bare: true }),
    ]);
    const { commits } = log;
    signal.throwIfAborted();
    const shallow = repository.pin.history === 'shallow';
    const source = new Set(
      scope.files.filter(({ role, language }) => role === 'src' && isCode(language)).map(({ path }) => path),
    );
    const summary = historyFact({
      ...{ all: bare.commits, changes: commits, date: repository.date, source },
      cut: shallow ? 'shallow' : bare.cut ? 'missing' : bare.commits.length >= MOST_COUNTED ? 'limit' : null,
    });
    if (commits.length === 0) return { ...nothing(log, shallow), facts: summary };
    const now = Date.parse(repository.date);
    const written = new Set(
      scope.files
        .filter((file) => !['generated', 'vendored', 'snapshot'].includes(file.role))
        .map((file) => file.path),
    );
    const { pasts, sets } = readHistory(commits, now, written);
    const isCut = commits.length >= MOST_COMMITS;
    return {
      facts: [
        ...summary,
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

/** Without a commit whose changes are known. */
function nothing(log: Log | null, shallow: boolean): CollectorResult {
  const note = log?.cut
    ? { reason: 'older trees are not in the clone', clone: true as const }
    : { reason: shallow ? 'the clone is shallow: no commit has its parent' : 'there is no history' };
  const kinds = COLLECTOR_KINDS.history.filter((kind) => kind !== 'history' || log === null);
  return { facts: [], unavailable: kinds.map((kind) => ({ kind, ...note })) };
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

function churnFacts(pasts: HistoryReading['pasts'], counted: boolean): FactDraft[] {
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

function ownershipFacts(pasts: HistoryReading['pasts']): FactDraft[] {
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

function ageFacts(pasts: HistoryReading['pasts'], now: number): FactDraft[] {
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
