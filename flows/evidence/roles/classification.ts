/**
 * Decides the role of every file, once for a run. Evidence in the order of its weight: `.gitattributes`, what manifests
 * name, folders and names (path-roles.ts), then the text itself (content-roles.ts). What is in no known language is not
 * source. Without its text a file has the role that its path shows.
 */
import type { FileRole, ScopeFile } from '../../contracts/evidence-pack.ts';
import { type Attributes, attributesIn } from './attributes.ts';
import { roleByContent } from './content-roles.ts';
import { isCode, type Language, languageNamed, languageOf, languageOfFirstLine } from './languages.ts';
import { namedRoles, ROLE_MANIFEST } from './manifest-roles.ts';
import { pathRoles, type Role } from './path-roles.ts';

export type Classified = Pick<ScopeFile, 'role' | 'language' | 'because' | 'uncounted'>;

export interface Classifier {
  byPath(path: string): Classified;
  /** with the text of the file and its number of lines */
  byText(path: string, text: string, lines: number): Classified;
  /** for a file whose bytes are no text */
  binary(path: string): Classified;
}

/** Files that say something about others; their texts are what a classifier needs. */
export function isInformant(path: string): boolean {
  return /(^|\/)\.gitattributes$/.test(path) || ROLE_MANIFEST.test(path);
}

/** `paths`: every file of the commit; `informants`: the texts of those that are in the clone, by path. */
export function createClassifier(
  paths: readonly string[],
  informants: ReadonlyMap<string, string>,
): Classifier {
  const roles = pathRoles();
  const only = (wanted: (path: string) => boolean): ReadonlyMap<string, string> =>
    new Map([...informants].filter(([path]) => wanted(path)));
  const attributes = attributesIn(only((path) => !ROLE_MANIFEST.test(path)));
  // The manifest of an example says nothing about the program.
  const named = namedRoles(
    only((path) => ROLE_MANIFEST.test(path) && roles.isOwn(path)),
    pathSet(paths),
  );

  const judge = (path: string, detected: Language | null): Judged => {
    const given = attributes(path);
    const language = languageBy(given) ?? detected;
    const byPath = roles.of(path, language);
    const byName = withNamed(byPath, named.of(path), language);
    const role = withAttributes(byName, given, () => roles.written(path, language));
    return { given, language, role };
  };
  return {
    byPath: (path) => classified(judge(path, languageOf(path))),
    byText(path, text, lines) {
      const judged = judge(path, languageOf(path) ?? languageOfFirstLine(text));
      const { given, language } = judged;
      const role = withAttributes(
        roleByContent(judged.role, text, lines, language),
        given,
        () => judged.role,
      );
      return classified({ ...judged, role: isLargeData(role, text, language) ? DATA : role });
    },
    binary(path) {
      const judged = judge(path, languageOf(path));
      const isText = judged.role.name === 'src' || judged.role.name === 'config';
      return classified(isText ? { ...judged, role: DATA } : judged);
    },
  };
}

/** By the path alone: for files of the other side of a comparison. */
export function roleOf(path: string, language: Language | null): FileRole {
  return pathRoles().of(path, language).name;
}

interface Judged {
  readonly given: Attributes;
  readonly language: Language | null;
  readonly role: Role;
}

const DATA: Role = { name: 'data', why: null };

function classified({ given, language, role }: Judged): Classified {
  return {
    role: role.name,
    language: language?.name ?? null,
    ...(role.why === null ? {} : { because: role.why }),
    ...(given.get('linguist-detectable') === false ? { uncounted: true as const } : {}),
  };
}

function languageBy(given: Attributes): Language | null {
  const name = given.get('linguist-language');
  return typeof name === 'string' ? languageNamed(name) : null;
}

function pathSet(paths: readonly string[]): (path: string) => boolean {
  const known = new Set<string>();
  for (const path of paths) {
    known.add(path);
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at + 1);
      if (known.has(folder)) break;
      known.add(folder);
    }
  }
  return (path) => known.has(path);
}

/** An entry point is source wherever it is; a suite or a built file is none. */
function withNamed(role: Role, named: Role | 'entry' | null, language: Language | null): Role {
  if (named === null) return role;
  if (named === 'entry') {
    const isMoved = ['test', 'benchmark', 'fixture', 'example', 'docs'].includes(role.name);
    return isMoved && isCode(language?.name ?? null) ? { name: 'src', why: null } : role;
  }
  const isOpen = role.name === 'src' || (role.name === 'config' && named.name === 'generated');
  return isOpen ? named : role;
}

const BY_ATTRIBUTES = '.gitattributes says so';

/** `otherwise`: the role without the mark that an attribute takes back. */
function withAttributes(role: Role, given: Attributes, otherwise: () => Role): Role {
  if (given.size === 0) return role;
  const says = (name: string): boolean | null => {
    const value = given.get(`linguist-${name}`);
    return typeof value === 'boolean' ? value : null;
  };
  if (says('generated') === true) return { name: 'generated', why: BY_ATTRIBUTES };
  const isDenied =
    (role.name === 'generated' && says('generated') === false) ||
    (role.name === 'vendored' && says('vendored') === false);
  if (isDenied) return otherwise();
  // Marked to be left out of the shares of languages; a test that is marked stays a test.
  const isOpen = role.name === 'src' || role.name === 'config' || role.name === 'data';
  if (isOpen && says('vendored') === true) return { name: 'vendored', why: BY_ATTRIBUTES };
  return isOpen && says('documentation') === true ? { name: 'docs', why: null } : role;
}

/** Settings of this many characters are data. */
const DATA_CHARACTERS = 200_000;

function isLargeData(role: Role, text: string, language: Language | null): boolean {
  return (
    role.name === 'config' && text.length >= DATA_CHARACTERS && /^(JSON|XML|YAML)$/.test(language?.name ?? '')
  );
}
