/**
 * What a collector is: code that reads one aspect of a pinned commit and reports it as facts. It never executes or
 * loads anything of the target. It runs in a child process with a time limit (`bot/collectors`).
 */
import type { FileText, Repository } from '../../runner/core/ports/repository.ts';
import type { CollectorSource, FactDraft, Measure, Note, Tool } from '../contracts/collecting.ts';
import type { FactKind, FactOf, Scope, ScopeFile, Totals } from '../contracts/evidence-pack.ts';

export interface CollectorResult {
  /** facts of one kind in order of importance */
  readonly facts: readonly FactDraft[];
  /** how many there are of the groups that rules count; how many of a kind is counted by itself */
  readonly totals?: Totals;
  readonly measures?: readonly Measure[];
  /** what of its kinds could not be read */
  readonly unavailable?: readonly Note[];
  readonly tools?: readonly Tool[];
}

export interface Collector {
  readonly name: string;
  readonly kinds: readonly FactKind[];
  collect(source: CollectorSource, signal: AbortSignal): Promise<CollectorResult>;
}

const QUOTE_CHARACTERS = 300;

/** A line of the target as a fact quotes it: verbatim, or its first whole words, so that it can be cited. */
export function quoteOf(line: string): string {
  const trimmed = line.trim();
  if (trimmed.length <= QUOTE_CHARACTERS) return trimmed;
  return trimmed
    .slice(0, QUOTE_CHARACTERS)
    .replace(/[\p{L}\p{N}_$]+$/u, '')
    .trimEnd();
}

interface DraftParts<K extends FactKind> {
  /** the fact's sentence, without its place */
  readonly text: string;
  readonly value: string | number;
  readonly data: FactOf<K>['data'];
  readonly subject?: string | null;
  readonly path?: string;
  readonly line?: number;
  readonly end?: number;
  /** the source line at `line` */
  readonly quote?: string;
}

export function draft<K extends FactKind>(kind: K, parts: DraftParts<K>): Omit<FactOf<K>, 'id'> {
  const { path = null, line = null, end = null } = parts;
  return {
    kind,
    subject: parts.subject ?? null,
    text: parts.text,
    value: parts.value,
    path,
    line,
    end: line === null ? null : (end ?? line),
    quote: line === null ? null : quoteOf(parts.quote ?? ''),
    data: parts.data,
  };
}

/** The files whose text can be read, of these roles or of all. */
export function readable(scope: Scope, ...roles: readonly ScopeFile['role'][]): ScopeFile[] {
  return scope.files.filter(
    (file) => file.omitted === null && (roles.length === 0 || roles.includes(file.role)),
  );
}

/** Concurrent reads: enough to keep git's single process busy, few enough to hold in memory. */
const READS_AHEAD = 64;

/**
 * The texts of files, in their order, with `\n` as the only line end: patterns for the end of a line match in files
 * from Windows too, and lines keep their numbers. Throws the signal's reason if it aborts.
 */
export async function* texts<F extends { readonly path: string }>(
  repository: Repository,
  files: readonly F[],
  signal: AbortSignal,
): AsyncGenerator<{ readonly file: F; readonly text: string }> {
  for await (const { file, found } of reads(repository, files, signal)) {
    if (found?.omitted === null) yield { file, text: found.text.replaceAll('\r\n', '\n') };
  }
}

/** The files in their order, each with what reading it gave. */
export async function* reads<F extends { readonly path: string }>(
  repository: Repository,
  files: readonly F[],
  signal: AbortSignal,
): AsyncGenerator<{ readonly file: F; readonly found: FileText | null }> {
  const readFrom = (start: number): Promise<readonly (FileText | null)[]> =>
    Promise.all(files.slice(start, start + READS_AHEAD).map((file) => repository.read(file.path, 'head')));
  let ahead = readFrom(0);
  for (let start = 0; start < files.length; start += READS_AHEAD) {
    const read = await ahead;
    signal.throwIfAborted();
    ahead = readFrom(start + READS_AHEAD);
    ahead.catch(() => undefined); // a failed read is reported when it is awaited
    for (const [index, found] of read.entries()) {
      const file = files[start + index];
      if (file !== undefined) yield { file, found };
    }
  }
}
