/** In a run that compares: which exported symbols of the changed source files were removed, changed or added. */

import { posix } from 'node:path';
import type { FileDiff, Repository } from '../../../../runner/core/ports/repository.ts';
import type { CollectorSource, FactDraft } from '../../../contracts/collecting.ts';
import { sourcePaths } from '../../../contracts/scope.ts';
import { byWorth } from '../../../ordering.ts';
import { clip } from '../../../wording.ts';
import { draft, quoteOf } from '../../collector.ts';
import { roleOf } from '../../roles/classification.ts';
import { isCode, isEcmaScript, languageOf } from '../../roles/languages.ts';
import type { ExportedSymbol } from '../exports/ecmascript-exports.ts';
import {
  declaredExports,
  isStillThere,
  ownerOf,
  type SymbolChange,
  symbolChanges,
} from '../exports/exports.ts';
import { publishedBy } from '../exports/published.ts';
import { basesOf } from '../exports/signatures.ts';
import { treeExports } from '../exports/tree-exports.ts';
import { readTree } from './source-tree.ts';

/** `now` holds the exported symbols of the changed files that are still there; `reopened`: names that other Ruby files declare. */
export async function exportChanges(
  { repository, scope }: CollectorSource,
  now: ReadonlyMap<string, readonly ExportedSymbol[]>,
  reopened: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<FactDraft[]> {
  if (scope.base === null) return [];
  const selected = new Set(scope.changed.map((change) => change.path));
  const source = sourcePaths(scope.files);
  const changes: PlacedChange[] = [];
  for (const diff of await repository.diff()) {
    if (!selected.has(diff.path) || diff.binary || diff.missing || !isSource(diff, source)) continue;
    signal.throwIfAborted();
    const found = await changesOf(repository, diff, now.get(diff.path) ?? []);
    changes.push(...found.filter((one) => !isReopened(one, reopened)));
  }
  const published = publishedBy(
    repository,
    scope.files.map(({ path }) => path),
    changes.flatMap(({ path }) => (now.has(path) ? [] : [path])),
  );
  return await changeFacts(withoutMoved(changes, now), published);
}

/** `now`: what the file offers at the head. */
async function changesOf(
  repository: Repository,
  diff: FileDiff,
  now: readonly ExportedSymbol[],
): Promise<PlacedChange[]> {
  const { path } = diff;
  const basePath = diff.from ?? path;
  const wasSource = diff.status !== 'added' && (basePath === path || isSourcePath(basePath));
  const was = wasSource ? await repository.read(basePath, 'base') : null;
  const is = diff.status === 'deleted' ? null : await repository.read(path);
  // What can't be read on one side would look removed, or new.
  if ((was?.omitted ?? null) !== null || (is?.omitted ?? null) !== null) return [];
  const [text, baseText] = [is?.text ?? '', was?.text ?? ''];
  const [lines, baseLines] = [text.split('\n'), baseText.split('\n')];
  const before = was === null ? [] : symbolsOf(basePath, baseText);
  const language = languageOf(path)?.name ?? null;
  return symbolChanges(language, before, now)
    .filter(({ change, name }) => {
      // Of a class that is handed on from elsewhere, the members are not known here.
      const owner = ownerOf(name);
      const isElsewhere =
        owner !== '' && !now.some((symbol) => symbol.name === owner) && isStillThere(language, owner, text);
      return change !== 'removed' || !(isElsewhere || isStillThere(language, name, text));
    })
    .map((change) => ({
      ...{ path, language, change },
      quote: change.line === null ? '' : (lines[change.line - 1] ?? ''),
      base: placeBefore(change, basePath, baseLines),
      hidden: isHidden(change, baseLines),
    }));
}

function placeBefore(
  { baseLine }: SymbolChange,
  path: string,
  lines: readonly string[],
): PlacedChange['base'] {
  return baseLine === null ? null : { path, line: baseLine, quote: quoteOf(lines[baseLine - 1] ?? '') };
}

/** What breaks most comes first. */
const ORDER: readonly SymbolChange['change'][] = ['added', 'extended', 'changed', 'removed'];

async function changeFacts(
  changes: readonly PlacedChange[],
  published: ReturnType<typeof publishedBy>,
): Promise<FactDraft[]> {
  const ranked = changes.toSorted(
    byWorth(
      ({ change }) => ORDER.indexOf(change.change),
      ({ path, change }) => `${path}\0${change.name}`,
    ),
  );
  const hidden = new Set(ranked.filter((one) => one.hidden).map(({ change }) => change.name));
  const facts: FactDraft[] = [];
  for (const one of ranked) {
    const own = ownerOf(one.change.name);
    const isOffered = !one.hidden && !hidden.has(own) && (await published(one.path, one.change.name));
    facts.push(changeFact(one, isOffered));
  }
  return facts;
}

/** A module of Ruby is there as long as any file opens it. */
function isReopened(
  { language, change: { name, change, before } }: PlacedChange,
  names: ReadonlySet<string>,
): boolean {
  const last = name.split('::').at(-1) ?? name;
  return language === 'Ruby' && change === 'removed' && /^module\b/.test(before ?? '') && names.has(last);
}

interface PlacedChange {
  readonly path: string;
  readonly language: string | null;
  readonly change: SymbolChange;
  readonly quote: string;
  readonly base: { readonly path: string; readonly line: number; readonly quote: string } | null;
  /** its name or the comment above it says that it is not for others */
  readonly hidden: boolean;
}

const HIDDEN = /@(?:internal|private|hidden|api private)\b|:nodoc:|\[doc\(hidden\)\]/;
const ABOVE = /^\s*(?:\/\/|\/?\*|#|@|$)/;
/** Comments longer than this are not read to their beginning. */
const MOST_ABOVE = 60;

function isHidden({ name, baseLine }: SymbolChange, lines: readonly string[]): boolean {
  if (/(?:^|[.#:])_[^_]/.test(name)) return true;
  if (baseLine === null) return false;
  let start = baseLine - 1;
  while (start > 0 && baseLine - start < MOST_ABOVE && ABOVE.test(lines[start - 1] ?? '')) start -= 1;
  return lines.slice(start, baseLine).some((line) => HIDDEN.test(line));
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
  const symbols = [...now.values()].flat();
  const isMoved = ({ path, language, change }: PlacedChange): boolean => {
    if (change.change !== 'removed') return false;
    if (COMMON.test(change.name)) return deleted.has(path) && hasNamesake(path, now);
    if (isBarrel(change) && starred.has(path)) return true;
    if (pulledUp(change, symbols)) return true;
    return here.get(familyOf(language))?.has(change.name) === true && !isBarrel(change);
  };
  return changes.filter((change) => !isMoved(change));
}

const familyOf = (language: string | null): string | null =>
  isEcmaScript(language) ? 'ECMAScript' : language;

/** Whether a base of its class, as far as it changed too, has the member now. `symbols`: of all changed files. */
function pulledUp({ name }: SymbolChange, symbols: readonly ExportedSymbol[]): boolean {
  const [, owner, mark, member] = /^(.+)([.#]|::)([^.#:]+)$/.exec(name) ?? [];
  if (owner === undefined) return false;
  const bases = symbols.filter((one) => one.name === owner).flatMap(({ signature }) => basesOf(signature));
  return bases.some((base) => {
    const last = base.split(/[.:]+/).at(-1) ?? base;
    return symbols.some(
      (one) => one.name === `${last}${mark}${member}` || one.name.endsWith(`::${last}${mark}${member}`),
    );
  });
}

/** A name without a declaration of its own: it was handed on. */
function isBarrel({ name, before }: SymbolChange): boolean {
  return before === name;
}

/** Whether a changed file elsewhere has the name of a deleted one. */
function hasNamesake(path: string, now: ReadonlyMap<string, unknown>): boolean {
  const stem = (one: string): string => posix.basename(one).replace(/\.\w+$/, '');
  return [...now.keys()].some((other) => stem(other) === stem(path));
}

/** `source`: of the head, by more than their paths; what it says there holds for the base too. */
function isSource({ status, path, from }: FileDiff, source: ReadonlySet<string>): boolean {
  if (status === 'deleted') return isSourcePath(from ?? path);
  return source.has(path) && isCode(languageOf(path)?.name ?? null);
}

function isSourcePath(path: string): boolean {
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
  const { name, change, line, before, after, breaks, defaults } = symbol;
  const other = defaults.map(({ parameter, from, to }) => `default of ${parameter} ${from} → ${to}`);
  const how = [...(breaks === null ? [] : [breaks]), ...other].join('; ');
  return draft('exports-diff', {
    path,
    ...(line === null ? {} : { line, quote }),
    subject: name,
    value: change,
    text: `export ${name} ${change}${how === '' ? '' : `: ${clip(how, MOST_SHOWN)}`}`,
    data: {
      change,
      before,
      after,
      breaks,
      published,
      base,
      ...(defaults.length === 0 ? {} : { defaults: [...defaults] }),
    },
  });
}
