/** In a run that compares: which exported symbols of the changed source files were removed, changed or added. */
import type { FileDiff } from '../../../runner/core/ports/repository.ts';
import type { CollectorSource, FactDraft } from '../../contracts/collecting.ts';
import { byWorth } from '../../ordering.ts';
import { areaOf } from '../classification.ts';
import { draft } from '../collector.ts';
import { isCode, isEcmaScript, languageOf } from '../languages.ts';
import type { ExportedSymbol } from './ecmascript-exports.ts';
import { declaredExports, type SymbolChange, symbolChanges } from './exports.ts';
import { readTree } from './source-tree.ts';

/** `now` holds the exported symbols of the changed files that are still there. */
export async function exportChanges(
  { repository, scope }: CollectorSource,
  now: ReadonlyMap<string, readonly ExportedSymbol[]>,
  signal: AbortSignal,
): Promise<FactDraft[]> {
  if (scope.base === null) return [];
  const selected = new Set(scope.changed.map((change) => change.path));
  const changes: { readonly path: string; readonly change: SymbolChange; readonly quote: string }[] = [];
  for (const diff of await repository.diff()) {
    if (!selected.has(diff.path) || diff.binary || diff.missing || !isSource(diff)) continue;
    signal.throwIfAborted();
    const was = diff.status === 'added' ? null : await repository.read(diff.from ?? diff.path, 'base');
    const is = diff.status === 'deleted' ? null : await repository.read(diff.path);
    // what can't be read on one side would look removed, or new
    if ((was?.omitted ?? null) !== null || (is?.omitted ?? null) !== null) continue;
    const lines = (is?.text ?? '').split('\n');
    const before = was === null ? [] : symbolsOf(diff.from ?? diff.path, was.text);
    for (const change of symbolChanges(before, now.get(diff.path) ?? [])) {
      changes.push({
        path: diff.path,
        change,
        quote: change.line === null ? '' : (lines[change.line - 1] ?? ''),
      });
    }
  }
  const order = ['added', 'changed', 'removed'];
  return changes
    .sort(
      byWorth(
        ({ change }) => order.indexOf(change.change),
        ({ path, change }) => `${path}\0${change.name}`,
      ),
    )
    .map(({ path, change, quote }) => changeFact(path, change, quote));
}

function isSource(diff: FileDiff): boolean {
  const path = diff.status === 'deleted' ? (diff.from ?? diff.path) : diff.path;
  const language = languageOf(path);
  return isCode(language?.name ?? null) && areaOf(path, language) === 'src';
}

function symbolsOf(path: string, text: string): readonly ExportedSymbol[] {
  const language = languageOf(path)?.name ?? null;
  const tree = isEcmaScript(language) ? readTree(language, path, text, true) : null;
  return tree?.exports ?? declaredExports(language, text);
}

/** A declaration may be long; the fact's data holds all of it. */
const brief = (declaration: string | null): string => {
  const text = declaration ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
};

function changeFact(
  path: string,
  { name, change, line, before, after }: SymbolChange,
  quote: string,
): FactDraft {
  const how = change === 'changed' ? `: was ${brief(before)}, is ${brief(after)}` : '';
  return draft('exports-diff', {
    path,
    ...(line === null ? {} : { line, quote }),
    subject: name,
    value: change,
    text: `export ${name} ${change}${how}`,
    data: { change, before, after },
  });
}
