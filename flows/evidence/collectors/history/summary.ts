/** The past of a repository in one fact: how old and how busy it is, and how much of its change falls on few files. Pure. */
import type { Commit, CommitFile } from '../../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { ProjectFactData } from '../../../contracts/project-facts.ts';
import { compare } from '../../../ordering.ts';
import { count } from '../../../wording.ts';
import { draft } from '../../collector.ts';

const YEAR_MS = 365 * 86_400_000;
/** The files whose share of all changes is the concentration. */
const MOST_CHANGED = 10;
/** Of fewer changes or files, the share of ten says nothing. */
const LEAST_CHANGES = 50;
const LEAST_FILES = 20;
/** A larger change is a reformat or a move. */
export const MOST_FILES_OF_A_CHANGE = 200;
/** No repository is older: earlier dates are mistakes of a clock or of a conversion. */
const EARLIEST = '1970-01-02';

/** What a file of an old commit is called today; the log is read from the newest commit back. */
export function presentName(file: CommitFile, names: Map<string, string>): string {
  const name = names.get(file.path) ?? file.path;
  if (file.from !== null) {
    names.delete(file.path);
    names.set(file.from, name);
  }
  return name;
}

interface Past {
  /** every commit, without files, merges included, newest first */
  readonly all: readonly Commit[];
  /** without merges, with their files, newest first; empty where no tree of an old commit is there */
  readonly changes: readonly Commit[];
  /** date of the pinned commit, ISO 8601 */
  readonly date: string;
  readonly source: ReadonlySet<string>;
  readonly cut: ProjectFactData['history']['cut'];
}

/** One fact, or none without commits. */
export function historyFact(past: Past): FactDraft[] {
  const { all, date, cut } = past;
  if (all.length === 0) return [];
  const now = Date.parse(date);
  const isRecent = (commit: Commit): boolean => now - Date.parse(commit.date) <= YEAR_MS;
  const recent = all.filter((commit) => isRecent(commit) && !isBot(commit.author));
  const authors = new Set(recent.map(({ author }) => author)).size;
  const days = all.map((commit) => commit.date.slice(0, 10)).filter((day) => day >= EARLIEST);
  const last = date.slice(0, 10);
  const first = days.reduce((a, b) => (compare(a, b) <= 0 ? a : b), last);
  const { changes, concentration } = concentrationOf(past, isRecent);
  return [
    draft('history', {
      value: all.length,
      text: [
        `${count(all.length, 'commit')} since ${first}, the last on ${last}${cut === null ? '' : ' (there may be older ones)'}`,
        `${count(recent.length, 'commit')} of ${count(authors, 'author')} in 12 months`,
        ...(concentration === 0
          ? []
          : [
              `${concentration} % of the changes of source files fall on ${MOST_CHANGED} of ${count(past.source.size, 'file')}`,
            ]),
      ].join('; '),
      data: { first, last, authors, commits: recent.length, changes, concentration, cut },
    }),
  ];
}

function isBot(author: string): boolean {
  return /\[bot\]$|^(dependabot|renovate|github-actions|greenkeeper)\b|\bbot$/i.test(author);
}

function concentrationOf(
  { changes, source }: Past,
  isRecent: (commit: Commit) => boolean,
): { changes: number; concentration: number } {
  const names = new Map<string, string>();
  const perFile = new Map<string, number>();
  for (const commit of changes) {
    const counts = isRecent(commit) && commit.files.length <= MOST_FILES_OF_A_CHANGE;
    for (const file of commit.files) {
      const path = presentName(file, names);
      if (counts && source.has(path)) perFile.set(path, (perFile.get(path) ?? 0) + 1);
    }
  }
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const values = [...perFile.values()].sort((a, b) => b - a);
  const total = sum(values);
  if (total < LEAST_CHANGES || source.size < LEAST_FILES) return { changes: total, concentration: 0 };
  return { changes: total, concentration: Math.round((100 * sum(values.slice(0, MOST_CHANGED))) / total) };
}
