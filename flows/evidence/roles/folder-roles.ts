/** What the folders above a file say about it, such as `tests`, `examples` or `node_modules`. Pure. */

/**
 * `spec`: tests if it is code, else perhaps documents; `samples`: what tests read, if its name is not that of a test;
 * `papers`: documents unless it is code, since a program may have a module `doc`.
 */
export type FolderRole =
  | 'vendored'
  | 'generated'
  | 'snapshot'
  | 'fixture'
  | 'samples'
  | 'test'
  | 'spec'
  | 'eval'
  | 'benchmark'
  | 'example'
  | 'docs'
  | 'papers'
  | 'config'
  | 'migration';

export interface Folder {
  readonly role: FolderRole | null;
  /** for vendored and generated folders */
  readonly why: string | null;
}

const VENDORED: readonly (readonly [RegExp, string])[] = [
  [/^(node_modules|bower_components|jspm_packages)$/, 'a package folder'],
  [/^(_?vendor|vendors|_?vendored|third[-_]?party|3rd[-_]?party|Godeps|Pods|Carthage)$/i, THIRD_PARTY()],
  [/^(site-packages|\.venv|venv|virtualenv)$/, 'a Python environment'],
];

/** Vendored at the root only: deeper, these are words of all kinds of programs. */
const VENDORED_AT_ROOT = /^(deps|externs?|externals?)$/;
const YARN = /^(releases|plugins|cache|sdks|unplugged|versions)$/;

function THIRD_PARTY(): string {
  return 'a folder for third-party code';
}

const GENERATED: readonly (readonly [RegExp, string])[] = [
  [
    /^(dist|out-tsc|\.next|\.nuxt|\.output|\.svelte-kit|\.docusaurus|\.turbo|storybook-static)$/,
    'build output',
  ],
  [/^(htmlcov|lcov-report|\.nyc_output)$/, 'a coverage report'],
  [/^(__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache)$/, 'a cache'],
  [/^(__generated__|[_.]?generated|generated[-_].+|.+[-_]generated)$/i, 'a folder for generated code'],
];

const TEST = new RegExp(
  `^(${[
    'tests?|__tests?__|e2e|__e2e__|__mocks__|mocks?|cypress|testsuites?|unittests?|testutils?|testhelpers?|testlib',
    '.+[-_.](tests?|e2e)|e2e[-_.].+',
    'tests?[-_](utils?|helpers?|support|lib|common|setup|cases|suites?|kit|harness|apps?|unit|integration)',
    'androidtest|integrationtests?|functionaltests?|testfixtures|acceptance',
  ].join('|')})$`,
  'i',
);
/** Kotlin's `commonTest`, C#'s `Shop.Tests` and `UnitTests`. */
const TEST_CAMEL = /^[a-z]+Test$|(^|\.)[A-Z]\w*Tests?$/;
/** A package that is called so may be a product for tests: `packages/playwright-test/src`. */
const PACKAGES = /^(packages|crates|apps|modules|libs|plugins|extensions)$/;
const KIND_OF_TEST =
  /^(integration|unit|e2e|smoke|perf|performance|memory|load|stress|system|acceptance|functional|regression|browser|type|types|fuzz|contract|conformance|ui|api)[-_.]/i;

const FIXTURE =
  /^(test[-_]?data|__testdata__|__fixtures__|fixtures?|fixtures?[-_].+|.+[-_]fixtures?|test[-_]?(fixtures|resources)|cassettes|goldens?|golden[-_]files|corpus|fuzz[-_]corpus|mock[-_]data)$/i;
const SAMPLES_OF_TESTS =
  /^(samples?|.+[-_]samples?|inputs?|outputs?|_?expected|_?actual|_output|data|resources|res|assets|files|test_apps|apps|projects?|sites?|examples?|templates?|views|static|public|sandbox|dummy|stubs|images?|html)$/i;
const SNAPSHOT = /^(__snapshots__|__image_snapshots__|__screenshots__|.+\.spec\.[jt]s-snapshots)$/;
const BENCHMARK =
  /^((.+[-_])?bench(es|marks?|marking|suite)?|microbench\w*|jmh|perf[-_]?tests?|load[-_]?tests?)$/i;
const PERFORMANCE = /^perf(ormance)?$/i;
const EVAL = /^(evals?|evaluations?|.+[-_]evals?)$/i;
const EXAMPLE = /^(examples?|examples?[-_].+|.+[-_]examples?|playgrounds?|__stories__)$/i;
/** Words of programs as well: not below `src`. */
const PERHAPS_EXAMPLE =
  /^(samples?|sample[-_].+|.+[-_]samples?|demos?|demo[-_].+|.+[-_]demos?|tutorials?|quick-?starts?|cookbooks?|getting[-_]started|starters?)$/i;
const DOCS = /^(docs?|docs?[-_].+|.+[-_]docs?|documentation|website|javadoc|handbook|wiki|adrs?)$/i;
const DOCS_AT_ROOT = /^(man|manual|site)$/;
const SOURCE = /^(src|source|sources|lib|libs|app|internal|pkg|cmd)$/i;
const MIGRATION = /^(migrations?|migrate|flyway)$/i;

const NOTHING: Folder = { role: null, why: null };

/** Returns the role of each folder, each computed once. `folder` is a path without a slash at its end; `''` is the root. */
export function folderRoles(): (folder: string) => Folder {
  const known = new Map<string, Folder>();
  return (folder) => {
    const found = known.get(folder) ?? folderRole(folder);
    known.set(folder, found);
    return found;
  };
}

/** The words from the root down; an inner word refines an outer one. */
function folderRole(folder: string): Folder {
  if (folder === '') return NOTHING;
  const names = folder.split('/');
  let role: FolderRole | null = null;
  for (const [index, name] of names.entries()) {
    const aside = asideBy(name, index, names);
    if (aside !== null) return aside;
    // Below `src/main/java` are the words of a package's name.
    if (names[index - 1] === 'main' && names[index - 2] === 'src') return { role, why: null };
    role = refine(role, name, index, names);
  }
  return { role, why: null };
}

function asideBy(name: string, index: number, names: readonly string[]): Folder | null {
  const vendored = VENDORED.find(([pattern]) => pattern.test(name))?.[1];
  if (vendored !== undefined) return { role: 'vendored', why: vendored };
  if (index === 0 && VENDORED_AT_ROOT.test(name)) return { role: 'vendored', why: THIRD_PARTY() };
  if (names[index - 1] === '.yarn' && YARN.test(name)) return { role: 'vendored', why: 'yarn itself' };
  if (name === 'wrapper' && /^(gradle|\.mvn)$/.test(names[index - 1] ?? ''))
    return { role: 'vendored', why: 'a build tool wrapper' };
  const generated = GENERATED.find(([pattern]) => pattern.test(name))?.[1];
  if (generated !== undefined) return { role: 'generated', why: generated };
  return index === 0 && name === 'coverage' ? { role: 'generated', why: 'a coverage report' } : null;
}

function refine(
  role: FolderRole | null,
  name: string,
  index: number,
  names: readonly string[],
): FolderRole | null {
  if (role === 'snapshot' || role === 'fixture') return role;
  if (SNAPSHOT.test(name)) return 'snapshot';
  if (FIXTURE.test(name)) return 'fixture';
  const isTests = role === 'test' || role === 'spec' || role === 'samples';
  if (isTests && /^_*snapshots$/i.test(name)) return 'snapshot';
  if (isTests) return SAMPLES_OF_TESTS.test(name) ? 'samples' : role;
  if (role === 'benchmark' || role === 'eval') return role;
  if (BENCHMARK.test(name)) return 'benchmark';
  if (isTestFolder(name, index, names)) return 'test';
  if (/^(specs?|__specs__)$/i.test(name)) return 'spec';
  if (role !== null && role !== 'config' && role !== 'migration') return role;
  return plainRole(name, index, names) ?? role;
}

function isTestFolder(name: string, index: number, names: readonly string[]): boolean {
  // A tool's own command: `src/commands/test`.
  if (/^(commands?|cmd|cli|actions)$/i.test(names[index - 1] ?? '')) return false;
  if (index === 0 && (name === 't' || /^tests?[-_]./i.test(name))) return true;
  if (TEST_CAMEL.test(name)) return true;
  if (!TEST.test(name)) return false;
  const isProduct =
    index === 1 && PACKAGES.test(names[0] ?? '') && /[-_]tests?$/i.test(name) && names[2] === 'src';
  return !isProduct || KIND_OF_TEST.test(name);
}

function plainRole(name: string, index: number, names: readonly string[]): FolderRole | null {
  const inSource = names.slice(0, index).some((above) => SOURCE.test(above));
  if (index === 0 && PERFORMANCE.test(name)) return 'benchmark';
  if (EXAMPLE.test(name)) return 'example';
  if (MIGRATION.test(name)) return 'migration';
  if (index === 0 && DOCS_AT_ROOT.test(name)) return 'docs';
  if (name.startsWith('.')) return 'config';
  if (inSource) return null;
  if (EVAL.test(name)) return 'eval';
  if (PERHAPS_EXAMPLE.test(name) || (index === 0 && name === 'sandbox')) return 'example';
  if (!DOCS.test(name)) return null;
  // A whole website of documents is at the root or a package.
  return index === 0 || (index === 1 && PACKAGES.test(names[0] ?? '')) ? 'docs' : 'papers';
}
