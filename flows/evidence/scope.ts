/**
 * The `scope` step: which files a run is about. Lists the pinned commit, applies the run's paths, classifies each
 * file and counts the lines of those that are read. Files that are not read are listed with the reason.
 */
import { BatonError } from '../../runner/core/errors.ts';
import type { CodeHandler, StepInput } from '../../runner/core/ports/catalogue.ts';
import type { FileEntry, Pin } from '../../runner/core/ports/repository.ts';
import { type FileRole, NOTHING_TO_COMPARE, type Scope, type ScopeFile } from '../contracts/evidence-pack.ts';
import { byWorth, compare } from '../ordering.ts';
import { count } from '../wording.ts';
import { reads } from './collector.ts';
import { newLinesOf } from './moved-lines.ts';
import { pathFault, selector, unmatchedPaths } from './paths.ts';
import { type Classifier, createClassifier, isInformant } from './roles/classification.ts';
import { isCode } from './roles/languages.ts';

/** Larger files are data, or not written by people. */
const MOST_BYTES = 1_000_000;
/** Of more files, only the most relevant are read. */
const MOST_FILES = 20_000;
/** Attributes and manifests that are asked for the roles of files; the nearest to the root first. */
const MOST_INFORMANTS = 2_000;

export const scopeHandler: CodeHandler = async (input) => {
  const scope = await scopeOf(input);
  const nothing = emptyComparison(input.pin, scope, input.run.paths);
  const missing = missingIn(scope);
  const facts = {
    files: scope.files.length,
    loc: scope.loc,
    changed: scope.changed.length,
    hunks: scope.hunks.length,
    ...(scope.truncated === false ? {} : { not_read: scope.truncated }),
    ...(missing === 0 ? {} : { not_in_clone: missing }),
    ...(nothing === null ? {} : { [NOTHING_TO_COMPARE]: nothing }),
  };
  return { output: JSON.stringify(scope), facts, summary: summaryOf(scope) };
};

async function scopeOf(input: StepInput): Promise<Scope> {
  const { repository, run, pin, signal } = input;
  input.activity('lists the files');
  const selected = selector(run.paths);
  const [entries, diffs] = await Promise.all([repository.list(), repository.diff()]);
  const changed = diffs.filter((diff) => selected(diff.path) || (diff.from !== null && selected(diff.from)));
  const classifier = await classifierOf(entries, repository, signal);
  const listed = entries.filter((entry) => selected(entry.path)).map((entry) => unread(entry, classifier));
  const all = [...entries, ...diffs].map(({ path }) => path);
  if (listed.length === 0 && changed.length === 0) throw noFiles(pathFault(run.paths, all));
  const unmatched = unmatchedPaths(run.paths, [...all, ...diffs.flatMap(({ from }) => from ?? [])]);

  const changedPaths = new Set(changed.map((diff) => diff.path));
  const candidates = listed.filter((file) => file.omitted === null);
  const chosen = mostRelevant(candidates, changedPaths);
  const over = candidates.length - chosen.length;
  input.activity(`reads ${count(chosen.length, 'file')}`);
  const read = await measured(chosen, repository, classifier, signal);
  const files = listed.map((file): ScopeFile => {
    if (file.omitted !== null) return file;
    return read.get(file.path) ?? { ...file, omitted: 'over-limit' };
  });
  const loc = files.filter(isWritten).reduce((sum, file) => sum + file.lines, 0);
  return {
    sha: pin.commit_sha,
    base: pin.base_sha,
    files,
    ...(unmatched.length === 0 ? {} : { unmatched }),
    hunks: await newLinesOf(changed, repository, signal),
    changed: changed.map(({ path, status, added, deleted, missing }) => ({
      ...{ path, status, added, deleted },
      ...(missing ? { missing } : {}),
    })),
    loc,
    truncated: over > 0 ? over : false,
  };
}

/** From the attributes and manifests of the whole commit, whatever the run's paths select. */
async function classifierOf(
  entries: readonly FileEntry[],
  repository: StepInput['repository'],
  signal: AbortSignal,
): Promise<Classifier> {
  const depth = ({ path }: FileEntry): number => path.split('/').length;
  const asked = entries
    .filter(({ path, missing }) => !missing && isInformant(path))
    .sort(
      byWorth(
        (entry) => -depth(entry),
        ({ path }) => path,
      ),
    )
    .slice(0, MOST_INFORMANTS);
  const texts = new Map<string, string>();
  for await (const { file, found } of reads(repository, asked, signal)) {
    if (found?.omitted === null) texts.set(file.path, found.text);
  }
  return createClassifier(
    entries.map(({ path }) => path),
    texts,
  );
}

function unread(entry: FileEntry, classifier: Classifier): ScopeFile {
  const kinds: Record<FileEntry['kind'], ScopeFile['omitted']> = {
    file: null,
    executable: null,
    symlink: 'symlink',
    submodule: 'submodule',
    folder: 'not-in-clone',
  };
  const unread = entry.missing ? 'not-in-clone' : kinds[entry.kind];
  return {
    path: entry.path,
    bytes: entry.size,
    lines: 0,
    ...classifier.byPath(entry.path),
    omitted: unread ?? (entry.size > MOST_BYTES ? 'too-large' : null),
  };
}

const ROLE_ORDER: readonly FileRole[] = [
  'src',
  'test',
  'migration',
  'config',
  'benchmark',
  'example',
  'docs',
  'fixture',
  'data',
  'snapshot',
  'generated',
  'vendored',
];

/** Changed files first, then by role, code before data; by path among equals. */
function mostRelevant(files: readonly ScopeFile[], changed: ReadonlySet<string>): readonly ScopeFile[] {
  if (files.length <= MOST_FILES) return files;
  const rank = (file: ScopeFile): number =>
    changed.has(file.path) ? -1 : ROLE_ORDER.indexOf(file.role) * 2 + (isCode(file.language) ? 0 : 1);
  return files
    .map((file) => ({ file, rank: rank(file) }))
    .sort((a, b) => a.rank - b.rank || compare(a.file.path, b.file.path))
    .slice(0, MOST_FILES)
    .map(({ file }) => file);
}

/** The files with what only their text shows, or with the reason why they have none. */
async function measured(
  files: readonly ScopeFile[],
  repository: StepInput['repository'],
  classifier: Classifier,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ScopeFile>> {
  const read = new Map<string, ScopeFile>();
  for await (const { file, found } of reads(repository, files, signal)) {
    const omitted = found === null ? 'not-in-clone' : found.omitted;
    if (found === null || omitted !== null) {
      const role = omitted === 'binary' ? classifier.binary(file.path) : {};
      read.set(file.path, { ...file, ...role, omitted });
      continue;
    }
    const text = found.text.replaceAll('\r\n', '\n');
    const lines = linesIn(text);
    read.set(file.path, { ...file, lines, ...classifier.byText(file.path, text, lines) });
  }
  return read;
}

/** Lines as an editor numbers them: a last line without its newline counts. */
function linesIn(text: string): number {
  if (text === '') return 0;
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return text.endsWith('\n') ? lines : lines + 1;
}

function isWritten(file: ScopeFile): boolean {
  return (file.role === 'src' || file.role === 'test') && isCode(file.language);
}

function missingIn({ files }: Scope): number {
  return files.filter(({ omitted }) => omitted === 'not-in-clone').length;
}

function noFiles(fault: string | null): BatonError {
  const reason = fault ?? 'There is no file at this commit.';
  return new BatonError('step', 'no_files', `${reason} Start a new run with other paths or another commit.`);
}

function summaryOf(scope: Scope): string {
  const lines = new Map<string, number>();
  for (const file of scope.files) {
    if (isWritten(file) && file.language !== null) {
      lines.set(file.language, (lines.get(file.language) ?? 0) + file.lines);
    }
  }
  const [main, ...others] = [...lines].sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
  const languages =
    main === undefined
      ? ''
      : `, ${count(scope.loc, 'line')} of ${main[0]}${others.length === 0 ? '' : ` and ${others.length} more`}`;
  const changed = scope.base === null ? '' : `, ${scope.changed.length} changed`;
  const unread = scope.truncated === false ? '' : `, ${count(scope.truncated, 'file')} not read`;
  const missing = missingIn(scope);
  const lacks = missing === 0 ? '' : `, ${count(missing, 'file')} missing in this clone`;
  return `${count(scope.files.length, 'file')}${languages}${changed}${unread}${lacks}`;
}

/** Why a run that compares two commits has nothing to compare, as a sentence for its verdict; else null. */
export function emptyComparison(pin: Pin, scope: Scope | null, paths: readonly string[]): string | null {
  if (pin.base_sha === null) return null;
  const { no_changes } = pin;
  if (no_changes?.because === 'same') {
    return `Nothing to compare: ${no_changes.base} and ${no_changes.head} are the same commit.`;
  }
  if (no_changes !== undefined) {
    const { base, head, because } = no_changes;
    if (because === 'merged') return `Nothing to compare: ${base} has every commit of ${head} already.`;
    return `Nothing to compare: ${base} has every commit of ${head} already; swap --base and --head?`;
  }
  if (scope === null || scope.changed.length > 0) return null;
  if (paths.length === 0) return 'Nothing to compare: no file differs between base and head.';
  return 'Nothing to compare: no changed file matches the paths of this run.';
}
