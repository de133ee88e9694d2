/** What a manifest says of its package: name, description, version, license, each with its line. Read as data. Pure. */
import { posix } from 'node:path';
import { looseObject } from '../../../loose-json.ts';

export interface Stated {
  readonly value: string;
  readonly line: number;
  readonly quote: string;
}

export interface ManifestAbout {
  readonly path: string;
  readonly name: string | null;
  readonly description: Stated | null;
  readonly version: Stated | null;
  readonly license: Stated | null;
}

type Field = 'name' | 'description' | 'version' | 'license';
type Reader = (text: string) => Partial<Record<Field, Found>>;

interface Found {
  readonly value: string;
  /** where it begins in the text */
  readonly at: number;
}

const READERS: Readonly<Record<string, Reader>> = {
  'package.json': json,
  'composer.json': json,
  'pyproject.toml': (text) => toml(text, ['project', 'tool.poetry']),
  'Cargo.toml': (text) => toml(text, ['package', 'workspace.package']),
  'pom.xml': pom,
  'setup.cfg': (text) => pairs(text, /^(name|description|version|license)\s*=\s*(\S.*)$/gm),
  'setup.py': (text) => pairs(text, /^\s*(name|description|version|license)\s*=\s*["']([^"'\n]+)["']/gm),
};

/** Null for a file that is no manifest of a known kind. */
export function manifestAbout(path: string, text: string): ManifestAbout | null {
  const name = posix.basename(path);
  const reader = name.endsWith('.gemspec') ? gemspec : READERS[name];
  if (reader === undefined) return null;
  const found = reader(text);
  const stated = (field: Field): Stated | null => {
    const one = found[field];
    if (one === undefined || one.value.trim() === '') return null;
    const line = text.slice(0, one.at).split('\n').length;
    const value = one.value.replace(/\s+/g, ' ').trim();
    return { value, line, quote: text.split('\n')[line - 1] ?? '' };
  };
  const version = stated('version');
  return {
    path,
    // A parent of modules is named after what they make together.
    name: stated('name')?.value.replace(/[\s-]+parent$/i, '') ?? null,
    description: stated('description'),
    // A placeholder that the build replaces says nothing.
    version: version !== null && /^v?\d/.test(version.value) ? version : null,
    license: stated('license'),
  };
}

function json(text: string): Partial<Record<Field, Found>> {
  const object = looseObject(text) ?? {};
  const fields = ['name', 'description', 'version', 'license'] as const;
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = object[field];
      const at = new RegExp(`"${field}"\\s*:`).exec(text)?.index;
      return typeof value !== 'string' || at === undefined ? [] : [[field, { value, at }]];
    }),
  );
}

function toml(text: string, sections: readonly string[]): Partial<Record<Field, Found>> {
  const found: Partial<Record<Field, Found>> = {};
  for (const section of sections) {
    const heading = new RegExp(`^\\[${section.replaceAll('.', '\\.')}\\]\\s*$`, 'm').exec(text);
    if (heading === null) continue;
    const from = heading.index + heading[0].length;
    const next = /^\[[^\]\n]+\]/m.exec(text.slice(from))?.index;
    const body = text.slice(from, next === undefined ? undefined : from + next);
    const field =
      /^(name|description|version|license)\s*=\s*(?:\{\s*text\s*=\s*)?(?:"""\s*([\s\S]*?)"""|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)')/gm;
    for (const match of body.matchAll(field)) {
      const [, name, long, double, single] = match;
      const value = long ?? double ?? single ?? '';
      found[name as Field] ??= { value, at: from + match.index };
    }
  }
  return found;
}

function pairs(text: string, pattern: RegExp): Partial<Record<Field, Found>> {
  const found: Partial<Record<Field, Found>> = {};
  for (const match of text.matchAll(pattern)) {
    found[match[1] as Field] ??= { value: match[2] ?? '', at: match.index };
  }
  return found;
}

/** The project's own elements, which stand at the top; what others have is blanked first. */
function pom(text: string): Partial<Record<Field, Found>> {
  const own = text.replace(
    /<!--[\s\S]*?-->|<(parent|dependencies|dependencyManagement|build|profiles|developers|plugins|modules)>[\s\S]*?<\/\1>/g,
    (part) => part.replace(/[^\n]/g, ' '),
  );
  const field = (pattern: RegExp): Found | undefined => {
    const match = pattern.exec(own);
    return match === null ? undefined : { value: match[1] ?? '', at: match.index };
  };
  const parts = {
    name: field(/<name>([^<$]+)<\/name>/) ?? field(/<artifactId>([^<$]+)<\/artifactId>/),
    description: field(/<description>([^<$]+)<\/description>/),
    version: field(/<version>([^<$]+)<\/version>/),
    license: field(/<license>\s*<name>([^<$]+)<\/name>/),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, found]) => found !== undefined));
}

function gemspec(text: string): Partial<Record<Field, Found>> {
  const found = pairs(
    text,
    /\.(name|description|summary|version|licen[cs]e)s?\s*=\s*\[?['"]([^'"\n]+)['"]/gm,
  );
  const summary = /\.summary\s*=\s*['"]([^'"\n]+)['"]/.exec(text);
  return summary === null ? found : { ...found, description: { value: summary[1] ?? '', at: summary.index } };
}
