/** The role of a file by its path: what its folders say, then what its name says. Pure. */
import type { FileRole } from '../../contracts/evidence-pack.ts';
import { type Folder, folderRoles } from './folder-roles.ts';
import { bareName, isCode, type Language } from './languages.ts';
import {
  FIXTURE_NAME,
  GENERATED_NAME,
  isBenchmarkName,
  isConfigName,
  isDataName,
  isDocsName,
  isMigrationPath,
  isTestName,
  OWN_SETTINGS,
  SNAPSHOT_NAME,
  STORY_NAME,
  VENDORED_NAME,
} from './name-roles.ts';

export interface Role {
  readonly name: FileRole;
  /** for generated and vendored files: why */
  readonly why: string | null;
}

export interface PathRoles {
  /** `language` is null for a file in no known language */
  of(path: string, language: Language | null): Role;
  /** the role of a file of which something else says that people write it */
  written(path: string, language: Language | null): Role;
  /** whether a folder belongs to the program itself, and is no place for tests, examples, documents or third-party code */
  isOwn(path: string): boolean;
}

/** Judges each folder once. */
export function pathRoles(): PathRoles {
  const roles = folderRoles();
  const folderOf = (path: string): Folder =>
    roles(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
  const written = (given: string, language: Language | null): Role => {
    const path = bareName(given);
    const folder = folderOf(path);
    const code = isCode(language?.name ?? null);
    return { name: byPlace(path, folder, code) ?? byName(path, folder, language), why: null };
  };
  return {
    of: (path, language) => asideOf(bareName(path), folderOf(bareName(path))) ?? written(path, language),
    written,
    isOwn: (path) => {
      const { role } = folderOf(bareName(path));
      return role === null || role === 'config' || role === 'migration';
    },
  };
}

/** Vendored or generated, by folder or name. A shop has vendors too: `src/vendors/vendor-list.ts`. */
function asideOf(path: string, { role, why }: Folder): Role | null {
  if (role === 'vendored' && !(/^(src|app|lib|packages|apps)\//.test(path) && /vendor[^/]*$/i.test(path)))
    return { name: 'vendored', why };
  const vendored = VENDORED_NAME.find(([pattern]) => pattern.test(path));
  if (vendored !== undefined) return { name: 'vendored', why: vendored[1] };
  if (role === 'generated') return { name: 'generated', why };
  const generated = GENERATED_NAME.find(([pattern]) => pattern.test(path));
  return generated === undefined ? null : { name: 'generated', why: generated[1] };
}

/** Tests, examples, benchmarks and what belongs to them; null for everything else. */
function byPlace(path: string, { role }: Folder, code: boolean): FileRole | null {
  if (role === 'snapshot' || SNAPSHOT_NAME.test(path)) return 'snapshot';
  if (role === 'fixture' || (FIXTURE_NAME.test(path) && role !== 'docs')) return 'fixture';
  if (isTestName(path, code)) return 'test';
  if (role === 'samples') return 'fixture';
  if (role === 'test' || role === 'spec') {
    if (code) return 'test';
    // A folder of specifications holds documents and descriptions.
    if (role === 'spec' && /\.(md|adoc|rst|json|ya?ml|xml)$/i.test(path)) return null;
    return ownPapers(path) ?? 'fixture';
  }
  if (role === 'benchmark' || role === 'eval') return ownPapers(path) ?? 'benchmark';
  if (code && isBenchmarkName(path)) return 'benchmark';
  if (role === 'example') return isDocsName(path, code, false) ? 'docs' : 'example';
  if (STORY_NAME.test(path)) return 'example';
  return role === 'docs' || (role === 'papers' && !code) ? 'docs' : null;
}

/** The documents and settings that a folder of tests or benchmarks has for itself. */
function ownPapers(path: string): FileRole | null {
  if (isDocsName(path, false, false)) return 'docs';
  return OWN_SETTINGS.test(path) ? 'config' : null;
}

function byName(path: string, { role }: Folder, language: Language | null): FileRole {
  const code = isCode(language?.name ?? null);
  if (isMigrationPath(path)) return 'migration';
  if (isDocsName(path, code, !path.includes('/'))) return 'docs';
  if (isDataName(path)) return 'data';
  if (role === 'config' || isConfigName(path)) return 'config';
  if (language === null) return 'data';
  return language.name === 'CMake' ? 'config' : 'src';
}
