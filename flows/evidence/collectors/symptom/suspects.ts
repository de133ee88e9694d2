/** Commits that changed what a trace points at, the nearest to the symptom first, and what usually changes with it. */
import type { Commit, Repository } from '../../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../../contracts/collecting.ts';
import { byWorth } from '../../../ordering.ts';
import { count } from '../../../wording.ts';
import { draft, quoteOf } from '../../collector.ts';
import { DAY_MS, WINDOW_DAYS } from '../history/reading.ts';

/** Lines whose past is asked for, and what they are to the symptom. */
export interface Suspicious {
  readonly path: string;
  readonly line: number;
  readonly source: string;
  readonly what: 'frame line' | 'message line';
  /** the function around it */
  readonly within: { readonly line: number; readonly end: number } | null;
}

const MOST_PLACES = 6;
const MOST_OF_A_FUNCTION = 3;
const MOST_OF_A_FILE = 2;
const MOST_TOGETHER = 4;
const MOST_FUNCTIONS = 3;
const LONGEST_FUNCTION = 150;
/** A commit with more files than this couples nothing. */
const MOST_FILES_OF_A_COMMIT = 30;
const LEAST_TOGETHER = 3;

type Changed = 'frame line' | 'message line' | 'function' | 'file';

interface Suspect {
  readonly commit: Pick<Commit, 'sha' | 'date' | 'subject'>;
  readonly at: Suspicious;
  readonly changed: Changed;
}

/**
 * The likeliest first: what is near the innermost frame and recent. `recent`: the commits of the last two years; `since`: only
 * changes after this ISO date count, null for all.
 */
export async function suspectFacts(
  repository: Repository,
  places: readonly Suspicious[],
  recent: readonly Commit[],
  since: string | null,
): Promise<FactDraft[]> {
  const asked = places.slice(0, MOST_PLACES);
  const lines = await Promise.all(asked.map((at) => ofLine(repository, at)));
  const functions = await Promise.all(asked.slice(0, MOST_FUNCTIONS).map((at) => ofFunction(repository, at)));
  const files = firstOfEach(asked).flatMap((at) => ofFile(recent, at));
  const suspects = [...lines.flat(), ...functions.flat(), ...files];
  const each = new Map(suspects.toReversed().map((one) => [one.commit.sha, one]));
  const now = Date.parse(repository.date);
  const daysOf = ({ commit }: Suspect): number =>
    Math.max(0, Math.floor((now - Date.parse(commit.date)) / DAY_MS));
  const worth = (one: Suspect): number =>
    (NEARNESS[one.changed] / (1 + asked.indexOf(one.at) * 0.25)) * 0.5 ** (daysOf(one) / HALVES_AFTER_DAYS);
  return suspects
    .filter((one) => each.get(one.commit.sha) === one && (since === null || one.commit.date >= since))
    .filter((one) => one.at === asked[0] || one.changed === 'message line' || daysOf(one) <= WINDOW_DAYS)
    .sort(byWorth(worth, ({ commit }) => commit.sha))
    .map((one) => {
      const { sha, date, subject } = one.commit;
      const { at, changed } = one;
      return draft('suspect', {
        ...{ path: at.path, line: at.line, quote: at.source },
        subject: quoteOf(subject),
        value: sha.slice(0, 12),
        text: `${quoteOf(subject)} (${date.slice(0, 10)}) changed the ${changed}`,
        data: { sha, date, days: daysOf(one), changed },
      });
    });
}

const NEARNESS: Readonly<Record<Changed, number>> = {
  'frame line': 4,
  'message line': 3,
  function: 2,
  file: 1,
};
/** A change of that age is half as likely the cause as one of today. */
const HALVES_AFTER_DAYS = 120;

function firstOfEach(places: readonly Suspicious[]): Suspicious[] {
  return [...Map.groupBy(places, ({ path }) => path).values()].flatMap(([first]) => first ?? []);
}

/** The commit that wrote the line. */
async function ofLine(repository: Repository, at: Suspicious): Promise<Suspect[]> {
  const [blamed] = await repository.blame(at.path, at.line, at.line);
  if (blamed === undefined) return [];
  const log = await repository.log({ only: blamed.sha });
  const commit = log.commits.find(({ sha }) => sha === blamed.sha);
  return commit === undefined ? [] : [{ commit, at, changed: at.what }];
}

async function ofFunction(repository: Repository, at: Suspicious): Promise<Suspect[]> {
  const { path, within } = at;
  if (within === null || at.what === 'message line') return [];
  const end = Math.min(within.end, within.line + LONGEST_FUNCTION);
  const log = await repository.log({ path, lines: [within.line, end], days: WINDOW_DAYS });
  return log.commits
    .slice(0, MOST_OF_A_FUNCTION)
    .map((commit): Suspect => ({ commit, at, changed: 'function' }));
}

function ofFile(recent: readonly Commit[], at: Suspicious): Suspect[] {
  return recent
    .filter(({ files }) => files.some(({ path }) => path === at.path))
    .slice(0, MOST_OF_A_FILE)
    .map((commit): Suspect => ({ commit, at, changed: 'file' }));
}

/** Files that change in the same commits as a file, the most often first; `counts`: which files say something. */
export function togetherFacts(
  recent: readonly Commit[],
  path: string,
  counts: (path: string) => boolean,
): FactDraft[] {
  const sets = recent
    .map(({ files }) => files.map((file) => file.path))
    .filter((files) => files.includes(path) && files.length <= MOST_FILES_OF_A_COMMIT);
  const times = new Map<string, number>();
  for (const other of sets.flat()) {
    if (other !== path && counts(other)) times.set(other, (times.get(other) ?? 0) + 1);
  }
  return [...times]
    .filter(([, both]) => both >= LEAST_TOGETHER && both * 3 >= sets.length)
    .sort(
      byWorth(
        ([, both]) => both,
        ([other]) => other,
      ),
    )
    .slice(0, MOST_TOGETHER)
    .map(([other, both]) =>
      draft('related', {
        path: other,
        subject: 'together',
        value: both,
        text: `changed in ${both} of ${count(sets.length, 'commit')} that changed ${path}`,
        data: { what: 'together', of: path },
      }),
    );
}
