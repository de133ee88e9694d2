/**
 * What a collector is: code that reads one concern of a pinned commit and says what it saw as facts. It never
 * executes or loads anything of the target. It runs in a child process, under a time limit; see evidence.ts.
 */
import type { FileText, Pin, Repository } from '../../runner/core/ports/repository.ts';
import type { RunInfo } from '../../runner/core/run.ts';
import type { FactKind, FactOf, Scope, ScopeFile } from '../contracts/evidence-pack.ts';

/** A fact before it has a number. */
export type FactDraft = { [K in FactKind]: Omit<FactOf<K>, 'id'> }[FactKind];

/** What one collector knows of one file; what all of them know is joined in measures.ts. */
export interface Measure {
  readonly path: string;
  readonly changes?: number;
  readonly complexity?: number;
  /** its most complex function */
  readonly peak?: {
    readonly name: string;
    readonly line: number;
    readonly end: number;
    readonly quote: string;
  };
  readonly fan_in?: number;
  readonly imports?: readonly string[];
  readonly tested?: boolean;
}

export interface Note {
  readonly kind: FactKind;
  readonly reason: string;
  /** true when a complete clone would have it */
  readonly clone?: true;
  /** true when facts of the kind were found, and only the first of them are kept */
  readonly cut?: true;
}

export interface Tool {
  readonly name: string;
  readonly version: string;
}

export interface CollectorSource {
  readonly repository: Repository;
  readonly scope: Scope;
}

export interface CollectorResult {
  /** those of one kind stand in order of their worth, the best first */
  readonly facts: readonly FactDraft[];
  readonly measures?: readonly Measure[];
  /** what of its kinds could not be looked at */
  readonly unavailable?: readonly Note[];
  readonly tools?: readonly Tool[];
}

export interface Collector {
  readonly name: string;
  readonly kinds: readonly FactKind[];
  collect(source: CollectorSource, signal: AbortSignal): Promise<CollectorResult>;
}

/** How a collector ended: by a thread that crashed or took too long, nothing partial is used. */
export type CollectorOutcome =
  | {
      readonly status: 'done';
      readonly facts: readonly FactDraft[];
      readonly measures: readonly Measure[];
      readonly unavailable: readonly Note[];
      readonly tools: readonly Tool[];
    }
  | { readonly status: 'unavailable'; readonly reason: string };

export interface CollectRequest {
  readonly collector: string;
  readonly run: RunInfo;
  readonly pin: Pin;
  readonly scope: Scope;
}

/** Runs one collector somewhere. Never rejects for what the collector does, only when the signal aborts. */
export type Collect = (request: CollectRequest, signal: AbortSignal) => Promise<CollectorOutcome>;

const QUOTE_CHARACTERS = 300;

/** One line of the target as a fact repeats it: verbatim, or the whole words that it begins with, so that it can be cited. */
export function quoteOf(line: string): string {
  const trimmed = line.trim();
  if (trimmed.length <= QUOTE_CHARACTERS) return trimmed;
  return trimmed
    .slice(0, QUOTE_CHARACTERS)
    .replace(/[\p{L}\p{N}_$]+$/u, '')
    .trimEnd();
}

interface DraftParts<K extends FactKind> {
  /** what there is to say; the place is put before it */
  readonly say: string;
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
  const place = path === null ? '' : `${path}${line === null ? '' : `:${line}`}: `;
  return {
    kind,
    subject: parts.subject ?? null,
    text: `${place}${parts.say}`,
    value: parts.value,
    path,
    line,
    end: line === null ? null : (end ?? line),
    quote: line === null ? null : quoteOf(parts.quote ?? ''),
    data: parts.data,
  };
}

/** The files whose text is read, of the areas that are asked for. */
export function readable(scope: Scope, ...areas: readonly ScopeFile['area'][]): ScopeFile[] {
  return scope.files.filter(
    (file) => file.omitted === null && (areas.length === 0 || areas.includes(file.area)),
  );
}

/** How many reads are under way at once: enough to keep git's one process busy, few enough to hold in memory. */
const READS_AHEAD = 64;

/**
 * The texts of files, in their order, with line ends as `\n` alone: patterns that look for the end of a line find it
 * in files from Windows too, and lines keep their numbers. Throws the signal's reason when it aborts.
 */
export async function* texts<F extends { readonly path: string }>(
  repository: Repository,
  files: readonly F[],
  signal: AbortSignal,
  side: 'head' | 'base' = 'head',
): AsyncGenerator<{ readonly file: F; readonly text: string }> {
  for await (const { file, found } of reads(repository, files, signal, side)) {
    if (found?.omitted === null) yield { file, text: found.text.replaceAll('\r\n', '\n') };
  }
}

/** The files in their order, with what reading each gave. */
export async function* reads<F extends { readonly path: string }>(
  repository: Repository,
  files: readonly F[],
  signal: AbortSignal,
  side: 'head' | 'base' = 'head',
): AsyncGenerator<{ readonly file: F; readonly found: FileText | null }> {
  const readFrom = (start: number): Promise<readonly (FileText | null)[]> =>
    Promise.all(files.slice(start, start + READS_AHEAD).map((file) => repository.read(file.path, side)));
  let ahead = readFrom(0);
  for (let start = 0; start < files.length; start += READS_AHEAD) {
    const read = await ahead;
    signal.throwIfAborted();
    ahead = readFrom(start + READS_AHEAD);
    ahead.catch(() => undefined); // a failed read is met when its turn comes
    for (const [index, found] of read.entries()) {
      const file = files[start + index];
      if (file !== undefined) yield { file, found };
    }
  }
}

/** `1 file`, `2 files`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

/** Orders by a number, the highest first, and by name where the numbers are equal: the same on every machine. */
export function byWorth<T>(
  worth: (item: T) => number,
  name: (item: NoInfer<T>) => string,
): (a: T, b: T) => number {
  return (a, b) => worth(b) - worth(a) || compare(name(a), name(b));
}

/** A name to order by that follows paths, and lines within them. */
export function placeOf({
  path,
  line,
}: {
  readonly path: string | null;
  readonly line: number | null;
}): string {
  return `${path ?? ''}\0${String(line ?? 0).padStart(9, '0')}`;
}

/** Code-unit order, which does not depend on a locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
