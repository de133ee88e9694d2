/**
 * What a project says that it is: the description of its manifest, or the sentence of its README that introduces it; with
 * its version and license. The root of a workspace has no description of its own: its largest package has.
 */
import { posix } from 'node:path';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { Scope } from '../../../contracts/evidence-pack.ts';
import { compare } from '../../../ordering.ts';
import { draft, readable } from '../../collector.ts';
import { pathRoles } from '../../roles/path-roles.ts';
import { type ManifestAbout, manifestAbout, type Stated } from '../packages/manifest-about.ts';
import { firstSentence, headingsOf, introduction, type Sentence } from '../text/first-sentence.ts';
import { ECOSYSTEMS } from './ecosystems.ts';
import { licenseFact } from './license.ts';

/** `order`: the ecosystems of the root, that of most of its source first. */
export async function aboutFacts(
  repository: Repository,
  scope: Scope,
  order: readonly string[],
): Promise<FactDraft[]> {
  const top = readable(scope).filter(({ path }) => !path.includes('/'));
  const text = async (path: string): Promise<string> =>
    (await repository.read(path))?.text.replaceAll('\r\n', '\n') ?? '';
  const read = top
    .filter(({ path }) => manifestAbout(path, '') !== null)
    .map(async ({ path }) => manifestAbout(path, await text(path)));
  const manifests = (await Promise.all(read))
    .filter((about) => about !== null)
    .sort((a, b) => rankOf(a, order) - rankOf(b, order) || compare(a.path, b.path));
  const readme = await readmeOf(scope, text);
  const document = readme === null ? '' : await text(readme);
  const named = manifests.find((about) => about.name !== null)?.name ?? shortTitle(document);
  const name = named?.replace(ROOT_OF_MANY, '') ?? null;
  const own = stated(manifests, 'description', name);
  const isPlaceholder = own === null || ROOT_OF_MANY.test(named ?? '') || /\bmonorepo\b/i.test(own.text);
  const inManifest = isPlaceholder ? ((await largestPackage(scope, text, name)) ?? own) : own;
  const inReadme = readme === null ? null : sentenceFact(readme, said(document, name), name);
  const license = stated(manifests, 'license', name) ?? (await licenseFact(top, text, name));
  return [chosen(inManifest, inReadme, name), stated(manifests, 'version', name), license].filter(
    (fact) => fact !== null,
  );
}

/** What `x-root` and `x-monorepo` are named for is x. */
const ROOT_OF_MANY = /[-_](?:root|monorepo|workspace|repo)$/i;
const LEAST_WORDS = 4;

/** A few words in a manifest say less than a sentence that introduces the project. */
function chosen(
  inManifest: FactDraft | null,
  inReadme: FactDraft | null,
  name: string | null,
): FactDraft | null {
  if (inManifest === null || inReadme === null) return inManifest ?? inReadme;
  const isShort = inManifest.text.split(' ').length < LEAST_WORDS;
  return isShort && isIntroduction(inReadme.text, name) ? inReadme : inManifest;
}

/** The README at the root; where that is a link, the file that it leads to. */
async function readmeOf({ files }: Scope, text: (path: string) => Promise<string>): Promise<string | null> {
  const found = files.find(({ path }) => /^readme(\.|$)/i.test(path));
  if (found?.omitted !== 'symlink') return found === undefined || found.omitted !== null ? null : found.path;
  const target = posix.normalize((await text(found.path)).trim());
  return files.some(({ path, omitted }) => path === target && omitted === null) ? target : null;
}

function said(document: string, name: string | null): Sentence | null {
  const names = [shortTitle(document), name?.split('/').at(-1) ?? null].filter((one) => one !== null);
  return introduction(document, names) ?? firstSentence(document);
}

function sentenceFact(path: string, sentence: Sentence | null, name: string | null): FactDraft | null {
  if (sentence === null) return null;
  const { text, line, quote } = sentence;
  return draft('about', { path, line, quote, subject: 'description', value: text, text, data: { name } });
}

/** The description of the package with most of the source, if that is most of all. */
async function largestPackage(
  { files }: Scope,
  text: (path: string) => Promise<string>,
  name: string | null,
): Promise<FactDraft | null> {
  const { isOwn } = pathRoles();
  const linesIn = (folder: string): number =>
    files.reduce(
      (sum, file) => sum + (file.role === 'src' && file.path.startsWith(folder) ? file.lines : 0),
      0,
    );
  const packages = files
    .filter(({ path, omitted }) => omitted === null && path.includes('/') && isOwn(path))
    .filter(({ path }) => manifestAbout(path, '') !== null)
    .map(({ path }) => ({ path, lines: linesIn(`${posix.dirname(path)}/`) }))
    .sort((a, b) => b.lines - a.lines || compare(a.path, b.path));
  const [first] = packages;
  if (first === undefined || first.lines * 2 < linesIn('')) return null;
  const about = manifestAbout(first.path, await text(first.path));
  return about === null ? null : stated([about], 'description', name);
}

function rankOf({ path }: ManifestAbout, order: readonly string[]): number {
  const ecosystem = ECOSYSTEMS.find(({ manifest }) => manifest.test(path))?.name ?? '';
  const at = order.indexOf(ecosystem);
  return at === -1 ? order.length : at;
}

/** The first manifest that says it. */
function stated(
  manifests: readonly ManifestAbout[],
  field: 'description' | 'version' | 'license',
  name: string | null,
): FactDraft | null {
  for (const about of manifests) {
    const found: Stated | null = about[field];
    if (found === null) continue;
    const { value, line, quote } = found;
    return draft('about', {
      path: about.path,
      line,
      quote,
      subject: field,
      value,
      text: value,
      data: { name },
    });
  }
  return null;
}

function isIntroduction(sentence: string, name: string | null): boolean {
  const bare = (name?.split('/').at(-1) ?? '').toLowerCase();
  return (
    /^(an?|the|this|package) /i.test(sentence) || (bare !== '' && sentence.toLowerCase().startsWith(bare))
  );
}

/** The title of a README where it is a name rather than a sentence. */
function shortTitle(document: string): string | null {
  const [title = null] = headingsOf(document);
  return title !== null && title.split(' ').length <= 3 && !/contents|readme/i.test(title) ? title : null;
}
