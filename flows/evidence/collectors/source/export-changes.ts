/** In a run that compares: which exported symbols of the changed source files were removed, changed or added. */
import { posix } from 'node:path';
import type { FileDiff } from '../../../../runner/core/ports/repository.ts';
import type { CollectorSource, FactDraft } from '../../../contracts/collecting.ts';
import { byWorth } from '../../../ordering.ts';
import { clip } from '../../../wording.ts';
import { draft, quoteOf } from '../../collector.ts';
import { roleOf } from '../../roles/classification.ts';
import { isCode, isEcmaScript, languageOf } from '../../roles/languages.ts';
import type { ExportedSymbol } from '../exports/ecmascript-exports.ts';
import { declaredExports, type SymbolChange, symbolChanges } from '../exports/exports.ts';
import { publishedBy } from '../exports/published.ts';
import { treeExports } from '../exports/tree-exports.ts';
import { readTree } from './source-tree.ts';

/** `now` holds the exported symbols of the changed files that are still there. */
export async function exportChanges(
  { repository, scope }: CollectorSource,
  now: ReadonlyMap<string, readonly ExportedSymbol[]>,
  signal: AbortSignal,
): Promise<FactDraft[]> {
  if (scope.base === null) return [];
  const selected = new Set(scope.changed.map((change) => change.path));
  const changes: PlacedChange[] = [];
  for (const diff of await repository.diff()) {
    if (!selected.has(diff.path) || diff.binary || diff.missing || !isSource(diff)) continue;
    signal.throwIfAborted();
    const basePath = diff.from ?? diff.path;
    const was = diff.status === 'added' ? null : await repository.read(basePath, 'base');
    const is = diff.status === 'deleted' ? null : await repository.read(diff.path);
    // what can't be read on one side would look removed, or new
    if ((was?.omitted ?? null) !== null || (is?.omitted ?? null) !== null) continue;
    const [lines, baseLines] = [(is?.text ?? '').split('\n'), (was?.text ?? '').split('\n')];
    const before = was === null ? [] : symbolsOf(basePath, was.text);
    const language = languageOf(diff.path)?.name ?? null;
    for (const change of symbolChanges(language, before, now.get(diff.path) ?? [])) {
      const { line, baseLine } = change;
      const quote = line === null ? '' : (lines[line - 1] ?? '');
      const base =
        baseLine === null
          ? null
          : { path: basePath, line: baseLine, quote: quoteOf(baseLines[baseLine - 1] ?? '') };
      changes.push({ path: diff.path, language, change, quote, base });
    }
  }
  const published = publishedBy(repository, [...scope.files.map(({ path }) => path)]);
  const facts: FactDraft[] = [];
  const order = ['added', 'extended', 'changed', 'removed'];
  const ranked = withoutMoved(changes, now).sort(
    byWorth(
      ({ change }) => order.indexOf(change.change),
      ({ path, change }) => `${path}\0${change.name}`,
    ),
  );
  for (const one of ranked) facts.push(changeFact(one, await published(one.path, one.change.name)));
  return facts;
}

interface PlacedChange {
  readonly path: string;
  readonly language: string | null;
  readonly change: SymbolChange;
  readonly quote: string;
  readonly base: { readonly path: string; readonly line: number; readonly quote: string } | null;
}

/** Names that many files have, so that one which comes in is not the one that went. */
const COMMON = /^(?:default|module\.exports|\* from .*|.*(?:__init__|\.main|constructor))$/;

/** What went from one file and is in another changed one has moved; that a barrel no longer hands it on is said there. */
function withoutMoved(
  changes: readonly PlacedChange[],
  now: ReadonlyMap<string, readonly ExportedSymbol[]>,
): PlacedChange[] {
  const here = new Map<string | null, Set<string>>();
  for (const [path, symbols] of now) {
    const language = familyOf(languageOf(path)?.name ?? null);
    const names = here.get(language) ?? new Set<string>();
    for (const { name } of symbols) names.add(name);
    here.set(language, names);
  }
  const deleted = new Set(changes.filter(({ path }) => !now.has(path)).map(({ path }) => path));
  // What a new `export *` hands on is not listed there.
  const starred = new Set(
    changes
      .filter(({ change }) => change.change === 'added' && change.name.startsWith('* from '))
      .map(({ path }) => path),
  );
  const isMoved = ({ path, language, change }: PlacedChange): boolean => {
    if (change.change !== 'removed') return false;
    if (COMMON.test(change.name)) return deleted.has(path) && hasNamesake(path, now);
    if (isBarrel(change) && starred.has(path)) return true;
    return here.get(familyOf(language))?.has(change.name) === true && !isBarrel(change);
  };
  return changes.filter((change) => !isMoved(change));
}

const familyOf = (language: string | null): string | null =>
  isEcmaScript(language) ? 'ECMAScript' : language;

/** A name without a declaration of its own: it was handed on. */
function isBarrel({ name, before }: SymbolChange): boolean {
  return before === name;
}

/** Whether a changed file elsewhere has the name of a deleted one. */
function hasNamesake(path: string, now: ReadonlyMap<string, unknown>): boolean {
  const stem = (one: string): string => posix.basename(one).replace(/\.\w+$/, '');
  return [...now.keys()].some((other) => stem(other) === stem(path));
}

function isSource(diff: FileDiff): boolean {
  const path = diff.status === 'deleted' ? (diff.from ?? diff.path) : diff.path;
  const language = languageOf(path);
  return isCode(language?.name ?? null) && roleOf(path, language) === 'src';
}

function symbolsOf(path: string, text: string): readonly ExportedSymbol[] {
  const language = languageOf(path)?.name ?? null;
  if (isEcmaScript(language)) return readTree(language, path, text, true)?.exports ?? [];
  return treeExports(language, path, text) ?? declaredExports(language, text);
}

/** A declaration may be long; the fact's data holds all of it. */
const MOST_SHOWN = 160;

function changeFact({ path, change: symbol, quote, base }: PlacedChange, published: boolean): FactDraft {
  const { name, change, line, before, after, breaks } = symbol;
  return draft('exports-diff', {
    path,
    ...(line === null ? {} : { line, quote }),
    subject: name,
    value: change,
    text: `export ${name} ${change}${breaks === null ? '' : `: ${clip(breaks, MOST_SHOWN)}`}`,
    data: { change, before, after, breaks, published, base },
  });
}
