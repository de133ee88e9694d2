/** What each folder of source files is for, in one sentence of its manifest, its README or its package comment. */
import { posix } from 'node:path';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { Scope, ScopeFile } from '../../../contracts/evidence-pack.ts';
import { moduleNames } from '../../../folders.ts';
import { byWorth } from '../../../ordering.ts';
import { draft } from '../../collector.ts';
import { manifestAbout } from '../packages/manifest-about.ts';
import { fileComment } from '../text/file-comment.ts';
import { firstSentence } from '../text/first-sentence.ts';

const MOST_MODULES = 30;
const MOST_READ = 8;
const LEAST_WORDS = 3;

interface Purpose {
  readonly path: string;
  readonly line: number;
  readonly quote: string;
  readonly text: string;
  readonly from: 'manifest' | 'README' | 'comment';
}

export async function purposeFacts(repository: Repository, { files }: Scope): Promise<FactDraft[]> {
  const source = files.filter(({ role }) => role === 'src').map(({ path }) => path);
  const modules = [...Map.groupBy(source, moduleNames(source))]
    .sort(
      byWorth(
        ([, paths]) => paths.length,
        ([name]) => name,
      ),
    )
    .slice(0, MOST_MODULES);
  const byFolder = Map.groupBy(
    files.filter(({ omitted }) => omitted === null),
    ({ path }) => posix.dirname(path),
  );
  const found = modules.map(async ([name, paths]) => {
    const purpose = await purposeOf(repository, candidatesOf(name, paths, byFolder));
    return purpose === null ? [] : [purposeFact(name, purpose)];
  });
  return (await Promise.all(found)).flat();
}

function purposeFact(name: string, { text, from, ...place }: Purpose): FactDraft {
  return draft('purpose', { ...place, subject: name, value: text, text: `${name}: ${text}`, data: { from } });
}

/** The files that may say it, the likeliest first. */
function candidatesOf(
  name: string,
  paths: readonly string[],
  byFolder: ReadonlyMap<string, readonly ScopeFile[]>,
): string[] {
  const last = posix.basename(name);
  const isSource = /^(src|lib)$/.test(last);
  // `gson/src` is described beside it, in `gson`.
  const folders = name === '.' ? [] : isSource && name.includes('/') ? [name, posix.dirname(name)] : [name];
  const beside = folders
    .flatMap((folder) => byFolder.get(folder) ?? [])
    .map(({ path }) => path)
    .filter((path) => manifestAbout(path, '') !== null || isReadme(path));
  const depth = (path: string): number => path.split('/').length;
  // What a deeper folder says is about that folder.
  const least = Math.min(...paths.map(depth));
  const own = paths
    .filter((path) => depth(path) === least)
    .map((path) => ({ path, rank: headRank(path, last) }))
    .filter(({ rank }) => rank < HEADS.length + 2)
    .sort((a, b) => depth(a.path) - depth(b.path) || a.rank - b.rank || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
  const top = paths.filter((path) => path.endsWith('.go') && depth(path) === depth(paths[0] ?? ''));
  return [
    ...new Set([...beside.sort(manifestFirst), ...own.slice(0, MOST_READ), ...top.slice(0, MOST_READ)]),
  ];
}

const isReadme = (path: string): boolean => /^readme(\.|$)/i.test(posix.basename(path));
const manifestFirst = (a: string, b: string): number =>
  Number(isReadme(a)) - Number(isReadme(b)) || (a < b ? -1 : 1);

const HEADS: readonly RegExp[] = [
  /^doc\.go$/,
  /^__init__\.pyi?$/,
  /^(lib|mod)\.rs$/,
  /^package-info\.java$/,
  /^index\.[cm]?[jt]sx?$/,
  /^main\.\w+$/,
];

function headRank(path: string, folder: string): number {
  const name = posix.basename(path);
  const at = HEADS.findIndex((head) => head.test(name));
  if (at !== -1) return at;
  return name.replace(/\.\w+$/, '') === folder ? HEADS.length : HEADS.length + 2;
}

async function purposeOf(repository: Repository, candidates: readonly string[]): Promise<Purpose | null> {
  for (const path of candidates) {
    const text = (await repository.read(path))?.text.replaceAll('\r\n', '\n') ?? '';
    const said = saidBy(path, text);
    if (
      said !== null &&
      !/^(?:TODO|FIXME|XXX|HACK)\b/.test(said.text) &&
      said.text.split(' ').length >= LEAST_WORDS
    )
      return said;
  }
  return null;
}

function saidBy(path: string, text: string): Purpose | null {
  const description = manifestAbout(path, text)?.description;
  if (description !== undefined) {
    if (description === null) return null;
    const { line, quote, value } = description;
    return { path, line, quote, text: value, from: 'manifest' };
  }
  const isDocument = isReadme(path);
  const said = isDocument ? firstSentence(text) : fileComment(path, text);
  return said === null ? null : { path, ...said, from: isDocument ? 'README' : 'comment' };
}
