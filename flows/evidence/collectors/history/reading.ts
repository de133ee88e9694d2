/**
 * What commits did to the files that are there today: how often each changed, by whom, and when last. Renames are followed; a
 * commit that touches very many files is a reformat or a move, and counts for no file. Pure.
 */
import type { Commit, CommitFile } from '../../../../runner/core/ports/repository.ts';
import { MOST_FILES_OF_A_CHANGE, presentName } from './summary.ts';

export const DAY_MS = 86_400_000;
export const WINDOW_DAYS = 730;
export const RECENT_DAYS = 365;

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

export interface HistoryReading {
  readonly pasts: ReadonlyMap<string, Past>;
  /** per commit of the window, the files that it changed, by their present names */
  readonly sets: readonly (readonly string[])[];
}

/** `now`: of the pinned commit, in milliseconds since 1970; `present`: the paths that count. The newest commit comes first. */
export function readHistory(
  commits: readonly Commit[],
  now: number,
  present: ReadonlySet<string>,
): HistoryReading {
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
