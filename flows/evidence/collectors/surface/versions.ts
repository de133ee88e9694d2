/** The versions that manifests and version files state, and how a change moves them. */
import { posix } from 'node:path';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { Scope } from '../../../contracts/evidence-pack.ts';
import { byDepth } from '../../../ordering.ts';
import { draft } from '../../collector.ts';
import { manifestAbout } from '../packages/manifest-about.ts';

const MOST_FILES = 40;
/** Files that hold a version for a manifest that takes it from the code. */
const VERSION_FILE = /^(?:_?version|__about__|__init__)\.(?:rb|py|go|ts|js)$|^VERSION$/;
const CONSTANT =
  /^(?:\s*|.*\b)(?:__version__|VERSION|Version|version)\b\s*(?::[^=\n]*)?=\s*['"]v?(\d+\.\d+[^'"\s]*)['"]/m;

interface Version {
  readonly name: string | null;
  readonly version: string;
  readonly line: number;
  readonly quote: string;
}

/** Those nearest to the root first. */
export async function versionFacts(
  repository: Repository,
  { files, base, changed }: Scope,
): Promise<FactDraft[]> {
  const moved = new Set(changed.map(({ path }) => path));
  const asked = files
    .filter(
      ({ path, role, omitted }) =>
        omitted === null &&
        !/^(?:test|fixture|example|vendored|docs|benchmark)$/.test(role) &&
        isVersioned(path),
    )
    .sort((a, b) => byDepth(a.path, b.path))
    .slice(0, MOST_FILES);
  const textBefore = async (path: string): Promise<string> =>
    (await repository.read(path, 'base'))?.text ?? '';
  const facts: FactDraft[] = [];
  for (const { path } of asked) {
    const now = versionIn(path, (await repository.read(path))?.text ?? '');
    if (now === null) continue;
    const isChanged = base !== null && moved.has(path);
    const was = isChanged ? versionIn(path, await textBefore(path)) : null;
    // It may have been stated in another file before.
    const before = was?.version ?? (isChanged ? await versionElsewhere([...moved], textBefore) : null);
    if (isChanged && before === null) continue;
    const from = before === now.version ? null : before;
    facts.push(
      draft('version-diff', {
        ...{ path, line: now.line, quote: now.quote },
        subject: now.name ?? (posix.basename(posix.dirname(path)) || null),
        value: from === null ? now.version : `${from} → ${now.version}`,
        text: from === null ? `version ${now.version}` : `version ${from} → ${now.version}`,
        data: { ecosystem: ecosystemOf(path), from, to: now.version },
      }),
    );
  }
  return facts;
}

async function versionElsewhere(
  paths: readonly string[],
  textBefore: (path: string) => Promise<string>,
): Promise<string | null> {
  for (const path of paths.filter(isVersioned)) {
    const found = versionIn(path, await textBefore(path));
    if (found !== null) return found.version;
  }
  return null;
}

function isVersioned(path: string): boolean {
  return (
    VERSION_FILE.test(posix.basename(path)) ||
    /(?:^|\/)(?:package\.json|composer\.json|pyproject\.toml|Cargo\.toml|pom\.xml|setup\.(?:cfg|py)|gradle\.properties|[^/]+\.gemspec)$/.test(
      path,
    )
  );
}

function versionIn(path: string, text: string): Version | null {
  const about = manifestAbout(path, text);
  if (about?.version != null)
    return {
      name: about.name,
      version: about.version.value,
      line: about.version.line,
      quote: about.version.quote,
    };
  if (about !== null) return null;
  const isPlain = posix.basename(path) === 'VERSION';
  const match = isPlain
    ? /^v?(\d+\.\d+\S*)/.exec(text)
    : (CONSTANT.exec(text) ?? /^(?:VERSION_NAME|version)\s*=\s*(\d+\.\d+\S*)/m.exec(text));
  if (match === null) return null;
  const at = match.index + match[0].length;
  const line = text.slice(0, at).split('\n').length;
  return { name: null, version: match[1] ?? '', line, quote: text.split('\n')[line - 1] ?? '' };
}

function ecosystemOf(path: string): string {
  const name = posix.basename(path);
  if (name === 'package.json' || /\.[jt]s$/.test(name)) return 'npm';
  if (name === 'composer.json') return 'composer';
  if (name === 'Cargo.toml') return 'cargo';
  if (/\.go$/.test(name)) return 'go';
  if (/gemspec$|\.rb$/.test(name)) return 'ruby';
  return /pom\.xml|gradle/.test(name) ? 'jvm' : 'python';
}
