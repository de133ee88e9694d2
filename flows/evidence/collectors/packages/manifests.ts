/** Manifests of the common ecosystems, read as data: what a package is called, needs, and lets one run. Pure. */
import { posix } from 'node:path';
import { isObject, looseObject } from '../../../loose-json.ts';

export interface Manifest {
  readonly ecosystem: string;
  readonly name: string | null;
  /** what it says the package is, in one line */
  readonly description: string | null;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly scripts: readonly { name: string; command: string; line: number }[];
}

type Reader = (text: string) => Manifest | null;

const READERS: Readonly<Record<string, Reader>> = {
  'package.json': npm,
  'composer.json': composer,
  'pyproject.toml': pyproject,
  'Cargo.toml': cargo,
  'go.mod': goModule,
  Gemfile: (text) => plain('ruby', namesBy(text, /^\s*gem\s+['"]([^'"]+)['"]/gm)),
  Pipfile: (text) =>
    plain('python', keysOf(section(text, 'packages')), keysOf(section(text, 'dev-packages'))),
  'pom.xml': maven,
  'build.gradle': gradle,
  'build.gradle.kts': gradle,
  Makefile: makefile,
};

export function manifestReaderFor(path: string): Reader | null {
  const name = posix.basename(path);
  if (/^requirements[^/]*\.txt$/.test(name)) return requirements;
  if (name.endsWith('.gemspec')) return gemspec;
  return READERS[name] ?? null;
}

function plain(
  ecosystem: string,
  dependencies: readonly string[],
  devDependencies: readonly string[] = [],
): Manifest {
  return { ecosystem, name: null, description: null, dependencies, devDependencies, scripts: [] };
}

function namesBy(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))];
}

function npm(text: string): Manifest | null {
  const json = looseObject(text);
  if (json === null) return null;
  const lines = text.split('\n');
  const scripts = Object.entries(recordOf(json.scripts)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const from = lines.findIndex((line) => /^\s*"scripts"\s*:/.test(line));
  return {
    ecosystem: 'npm',
    name: typeof json.name === 'string' ? json.name : null,
    description: oneLineOf(json.description),
    dependencies: ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((field) =>
      Object.keys(recordOf(json[field])),
    ),
    devDependencies: Object.keys(recordOf(json.devDependencies)),
    scripts: scripts.map(([name, command]) => {
      const at = lines.findIndex((line, index) => index >= from && line.includes(`${JSON.stringify(name)}:`));
      return { name, command, line: Math.max(at, 0) + 1 };
    }),
  };
}

function composer(text: string): Manifest | null {
  const json = looseObject(text);
  if (json === null) return null;
  const name = typeof json.name === 'string' ? json.name : null;
  return {
    ...plain('composer', Object.keys(recordOf(json.require)), Object.keys(recordOf(json['require-dev']))),
    name,
    description: oneLineOf(json.description),
  };
}

function pyproject(text: string): Manifest {
  const project = section(text, 'project');
  const listed = (name: string, from: string): string[] =>
    namesBy(
      new RegExp(`^${name}\\s*=\\s*\\[([\\s\\S]*?)\\]\\s*$`, 'm').exec(from)?.[1] ?? '',
      /["']([A-Za-z0-9][\w.-]*)/g,
    );
  const poetry = keysOf(section(text, 'tool.poetry.dependencies')).filter((name) => name !== 'python');
  const scripts = `${section(text, 'project.scripts')}\n${section(text, 'tool.poetry.scripts')}`;
  const lines = text.split('\n');
  return {
    ecosystem: 'python',
    name: /^name\s*=\s*["']([^"']+)["']/m.exec(project || section(text, 'tool.poetry'))?.[1] ?? null,
    description: described(project || section(text, 'tool.poetry')),
    dependencies: [...listed('dependencies', project), ...poetry],
    devDependencies: [...keysOf(section(text, 'tool.poetry.group.dev.dependencies')), ...listed('dev', text)],
    scripts: [...scripts.matchAll(/^([\w.-]+)\s*=\s*["']([^"']+)["']/gm)].map(
      ([whole, name = '', command = '']) => ({
        name,
        command,
        line: lines.findIndex((line) => line.startsWith(whole)) + 1,
      }),
    ),
  };
}

function cargo(text: string): Manifest {
  const name = /^name\s*=\s*"([^"]+)"/m.exec(section(text, 'package'))?.[1] ?? null;
  return {
    ...plain('cargo', keysOf(section(text, 'dependencies')), keysOf(section(text, 'dev-dependencies'))),
    name,
    description: described(section(text, 'package')),
  };
}

function goModule(text: string): Manifest {
  const required = [...text.matchAll(/^require\s*\(([\s\S]*?)^\)/gm)]
    .map((match) => match[1] ?? '')
    .join('\n');
  const single = namesBy(text, /^require\s+(\S+)\s+v\S+/gm);
  const direct = required.split('\n').filter((line) => !line.includes('// indirect'));
  const name = /^module\s+(\S+)/m.exec(text)?.[1] ?? null;
  return { ...plain('go', [...single, ...namesBy(direct.join('\n'), /^\s*(\S+)\s+v\S+/gm)]), name };
}

/** Without the parent's and the dependencies' own names. */
function maven(text: string): Manifest {
  const own = text.replace(/<(parent|dependencies|dependencyManagement|build|profiles)>[\s\S]*?<\/\1>/g, '');
  const value = (tag: string): string | null =>
    new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(own)?.[1]?.trim() ?? null;
  return {
    ...plain('maven', namesBy(text, /<dependency>[\s\S]*?<artifactId>([^<]+)<\/artifactId>/g)),
    name: value('artifactId'),
    description: oneLineOf(value('description')),
  };
}

function gemspec(text: string): Manifest {
  const set = (field: string): string | null =>
    new RegExp(`\\.${field}\\s*=\\s*(["'])(.+?)\\1`).exec(text)?.[2] ?? null;
  const named = /Gem::Specification\.new\s*\(?\s*['"]([\w.-]+)['"]/.exec(text)?.[1] ?? set('name');
  return {
    ...plain(
      'ruby',
      namesBy(text, /\.add_(?:runtime_)?dependency[\s(]+['"]([^'"]+)['"]/g),
      namesBy(text, /\.add_development_dependency[\s(]+['"]([^'"]+)['"]/g),
    ),
    name: named,
    description: oneLineOf(set('summary') ?? set('description')),
  };
}

/** The description of a TOML section, on one line or between three quotes. */
function described(toml: string): string | null {
  const [, long, short] = /^description\s*=\s*(?:"""([\s\S]*?)"""|["'](.+)["']\s*$)/m.exec(toml) ?? [];
  return oneLineOf(long ?? short);
}

/** Null for what is no sentence: HTML, badges, headings. */
function oneLineOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
  return text === '' || /<\/?[a-z]|!\[|^#/i.test(text) ? null : text;
}

function gradle(text: string): Manifest {
  const of = (kinds: string): string[] =>
    namesBy(text, new RegExp(`^\\s*(?:${kinds})\\s*[( ]\\s*['"]([^'":]+:[^'":]+)`, 'gm'));
  return plain(
    'gradle',
    of('implementation|api|compileOnly|runtimeOnly'),
    of('testImplementation|testRuntimeOnly'),
  );
}

function requirements(text: string): Manifest {
  return plain('python', namesBy(text, /^([A-Za-z0-9][\w.-]*)/gm));
}

/** A Makefile has no dependencies, but it is where many projects say how they are run. */
function makefile(text: string): Manifest {
  const lines = text.split('\n');
  const scripts = lines.flatMap((line, index) => {
    const name = /^([A-Za-z][\w.-]*)\s*:(?!=)/.exec(line)?.[1];
    return name === undefined ? [] : [{ name, command: (lines[index + 1] ?? '').trim(), line: index + 1 }];
  });
  return { ...plain('make', []), scripts };
}

/** The lines of a TOML section, without its heading. */
function section(text: string, name: string): string {
  const heading = `[${name}]`;
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.trim() === heading);
  if (from === -1) return '';
  const next = lines.findIndex((line, index) => index > from && /^\s*\[[^\]]+\]\s*$/.test(line));
  return lines.slice(from + 1, next === -1 ? undefined : next).join('\n');
}

function keysOf(toml: string): string[] {
  return namesBy(toml, /^["']?([\w.-]+)["']?\s*=/gm);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
