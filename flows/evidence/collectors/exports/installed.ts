/**
 * Whether what a folder holds reaches others at all, by what its build says: a crate or module that is not published, a
 * header that is not installed, a program rather than a library. Where the build says nothing, it may.
 */
import { posix } from 'node:path';
import { looseObject } from '../../../loose-json.ts';

/** What a repository holds, as far as it is asked. */
export interface BuildFiles {
  /** all paths of the commit */
  readonly all: ReadonlySet<string>;
  /** empty for a file that is not there */
  readonly read: (path: string) => Promise<string>;
}

/** Languages that are not here say it in no file that is read. */
const READERS: Readonly<Record<string, (path: string, files: BuildFiles) => Promise<boolean>>> = {
  C: isInstalledHeader,
  'C++': isInstalledHeader,
  Java: isPublishedModule,
  Kotlin: isPublishedModule,
  Rust: isPublishedCrate,
  PHP: isAutoloaded,
  Ruby: isInGem,
  Go: isInGoLibrary,
  Python: isPythonPackage,
};

export async function isInstalled(
  language: string | null,
  path: string,
  files: BuildFiles,
): Promise<boolean> {
  const reader = language === null ? undefined : READERS[language];
  return reader === undefined || (await reader(path, files));
}

/** The nearest file of one of these names in the folders of a path. */
export function nearest(
  path: string,
  { all }: Pick<BuildFiles, 'all'>,
  ...names: readonly string[]
): string | null {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const found = names
      .map((name) => (folder === '.' ? name : `${folder}/${name}`))
      .find((file) => all.has(file));
    if (found !== undefined) return found;
    if (folder === '.') return null;
  }
}

const C_BUILDS = ['CMakeLists.txt', 'Makefile', 'Makefile.am', 'GNUmakefile', 'meson.build', 'configure.ac'];
/** Commands and variables that install what they name. */
const C_INSTALL =
  /\binstall\s*\((?:[^()]|\([^()]*\))*\)|\binstall_headers\s*\([^()]*\)|^[^\n]*\b(?:\w*include\w*_HEADERS|pkginclude_HEADERS|INSTALL(?:_DATA|_PROGRAM)?\)?|install\s+-[^\n]*|cp\s+[^\n]*\.h\b)[^\n]*(?:\\\n[^\n]*)*/gm;

/** Only headers that an install rule names, or that are in a folder for them; without a build, every header may be copied. */
async function isInstalledHeader(path: string, { all, read }: BuildFiles): Promise<boolean> {
  if (/(?:^|\/)include\//.test(path)) return true;
  const builds = [...all].filter(
    (file) =>
      C_BUILDS.includes(posix.basename(file)) && !/(?:^|\/)(?:deps|third_party|vendor|external)\//.test(file),
  );
  if (builds.length === 0) return true;
  const texts = await Promise.all(builds.slice(0, 50).map(read));
  const rules = texts.flatMap((text) => text.match(C_INSTALL) ?? []).join('\n');
  const name = posix.basename(path).replace(/[^\w]/g, '\\$&');
  const folder = posix.basename(posix.dirname(path)).replace(/[^\w]/g, '\\$&');
  if (new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(rules)) return true;
  // A list of headers in a variable, or a pattern for all of them.
  if (/\$[({]\w*(?:HEADERS|HDRS|_H)\w*[)}]|\bPUBLIC_HEADER\b/i.test(rules))
    return texts.some((text) => text.includes(posix.basename(path)));
  return folder !== '.' && new RegExp(`(?<![\\w-])${folder}/?(?:\\*\\.h|[\\s)"]|$)`, 'm').test(rules);
}

/** A module of Maven or Gradle that is deployed as a library: no program, no module that its build leaves out. */
async function isPublishedModule(path: string, files: BuildFiles): Promise<boolean> {
  const info =
    nearest(path, files, 'module-info.java') ??
    [...files.all].find((file) => file.endsWith('/module-info.java') && samePackageRoot(file, path));
  if (info !== undefined && info !== null) {
    const text = await files.read(info);
    const place = packageOf(path);
    if (
      /\bexports\s/.test(text) &&
      place !== null &&
      !new RegExp(`\\bexports\\s+${place.replaceAll('.', '\\.')}\\s*[;\\s]`).test(text)
    )
      return false;
  }
  const build = nearest(path, files, 'pom.xml', 'build.gradle', 'build.gradle.kts');
  if (build === null) return true;
  const text = await files.read(build);
  if (/pom\.xml$/.test(build)) {
    const modules = [...text.matchAll(/<module>\s*([^<\s]+)\s*<\/module>/g)].map(([, name = '']) => name);
    const [own = ''] = path.slice(build.length - 'pom.xml'.length).split('/');
    // A folder that no module of its parent is, is not built with it.
    if (modules.length > 0 && own !== 'src' && !modules.some((name) => name.split('/')[0] === own))
      return false;
    const isLeftOut =
      /<maven\.deploy\.skip>\s*true|<artifactId>maven-deploy-plugin<\/artifactId>(?:(?!<\/plugin>)[\s\S])*<skip>\s*true|<packaging>\s*(?:war|ear)\b|<artifactId>spring-boot-maven-plugin</.test(
        text,
      );
    return !isLeftOut;
  }
  const isProgram =
    /org\.springframework\.boot|^\s*(?:id\s*\(?\s*['"])?application\b|com\.android\.application|apply plugin:\s*['"]application/m.test(
      text,
    );
  if (isProgram) return false;
  const others = [...files.all].filter((file) => /(?:^|\/)build\.gradle(?:\.kts)?$/.test(file)).slice(0, 60);
  const publishing = (
    await Promise.all(others.map(async (file) => (PUBLISHES.test(await files.read(file)) ? [file] : [])))
  ).flat();
  // Where some modules publish themselves, the others do not; what the root says may hold for all.
  return (
    publishing.length === 0 || publishing.includes(build) || publishing.some((file) => !file.includes('/'))
  );
}

const PUBLISHES = /maven-publish|vanniktech|\bpublishing\s*\{|mavenPublishing/;

function samePackageRoot(info: string, path: string): boolean {
  const root = info.slice(0, -'module-info.java'.length);
  return path.startsWith(root) || path.startsWith(root.replace(/java9\/$/, 'java/'));
}

function packageOf(path: string): string | null {
  const match = /(?:^|\/)src\/main\/(?:java|kotlin)\/(.+)\/[^/]+$/.exec(path);
  return match?.[1]?.replaceAll('/', '.') ?? null;
}

async function isPublishedCrate(path: string, files: BuildFiles): Promise<boolean> {
  const manifest = nearest(path, files, 'Cargo.toml');
  return manifest === null || !/^\s*publish\s*=\s*(?:false|\[\s*\])/m.test(await files.read(manifest));
}

/** Below a folder from which Composer loads classes, in a package that is required and not a project. */
async function isAutoloaded(path: string, files: BuildFiles): Promise<boolean> {
  const file = nearest(path, files, 'composer.json');
  const manifest = file === null ? null : looseObject(await files.read(file));
  if (file === null || manifest === null) return false;
  if (manifest.type === 'project') return false;
  const loaded = JSON.stringify(manifest.autoload ?? null);
  if (loaded === 'null') return true;
  const folder = posix.dirname(file);
  const own = folder === '.' ? path : path.slice(folder.length + 1);
  const places = [...loaded.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replace(/\\\//g, '/').replace(/^\.\//, ''),
  );
  return places.some(
    (place) => place === '' || place === '.' || own === place || own.startsWith(place.replace(/\/?$/, '/')),
  );
}

async function isInGem(path: string, { all }: BuildFiles): Promise<boolean> {
  const folders = path.split('/').map((_, at, parts) => parts.slice(0, at).join('/'));
  return [...all].some(
    (file) => file.endsWith('.gemspec') && folders.includes(file.includes('/') ? posix.dirname(file) : ''),
  );
}

/** A module with a program at its root is a library only if its README says how to import it. */
async function isInGoLibrary(path: string, files: BuildFiles): Promise<boolean> {
  const manifest = nearest(path, files, 'go.mod');
  if (manifest === null) return false;
  const folder = posix.dirname(manifest);
  const at = (name: string): string => (folder === '.' ? name : `${folder}/${name}`);
  const hasProgram =
    files.all.has(at('main.go')) ||
    [...files.all].some((file) => file.startsWith(at('cmd/')) && file.endsWith('/main.go'));
  if (!hasProgram) return true;
  const module = /^module\s+(\S+)/m.exec(await files.read(manifest))?.[1] ?? '';
  const readme = await files.read(files.all.has(at('README.md')) ? at('README.md') : 'README.md');
  const name = module.replace(/[^\w]/g, '\\$&');
  return new RegExp(`\\bgo get\\s+(?:-\\S+\\s+)*${name}\\b|"${name}[/"]|pkg\\.go\\.dev/${name}`).test(readme);
}

/** A project that is built into a package and may be uploaded. */
async function isPythonPackage(path: string, files: BuildFiles): Promise<boolean> {
  if (nearest(path, files, 'setup.py', 'setup.cfg') !== null) return true;
  const file = nearest(path, files, 'pyproject.toml');
  const text = file === null ? '' : await files.read(file);
  return (
    /^\[(?:project|tool\.poetry|tool\.flit\.metadata|build-system)\]/m.test(text) &&
    !/Private :: Do Not Upload|^package-mode\s*=\s*false/m.test(text)
  );
}
