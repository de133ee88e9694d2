/** What a newcomer asks first: what the project is, how it is built and run, what each of its folders is for. */
import { posix } from 'node:path';
import type { Repository } from '../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../contracts/collecting.ts';
import type { Scope, ScopeFile } from '../../contracts/evidence-pack.ts';
import { compare } from '../../ordering.ts';
import { type Collector, draft, readable, texts } from '../collector.ts';
import { pathRoles } from '../roles/path-roles.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { pipelineReaderFor } from './operations/pipelines.ts';
import { type ManifestAbout, manifestAbout, type Stated } from './packages/manifest-about.ts';
import { ECOSYSTEMS } from './project/ecosystems.ts';
import { ecosystemsOf, projectCommands } from './project/project-commands.ts';
import type { ProjectFolder } from './project/project-folder.ts';
import { purposeFacts } from './project/purposes.ts';
import { firstSentence, headingsOf } from './text/first-sentence.ts';

export const orientation: Collector = {
  name: 'orientation',
  kinds: COLLECTOR_KINDS.orientation,
  async collect({ repository, scope }, signal) {
    const folders = projectFolders(scope);
    const ci = await ciCommands(repository, scope, signal);
    const built = await Promise.all(folders.map((folder) => readFolder(repository, scope, folder, ci)));
    return {
      facts: [
        ...(await aboutFacts(repository, scope, built.find(({ path }) => path === '')?.folder ?? null)),
        ...(await purposeFacts(repository, scope)),
        ...built.flatMap(({ path, folder }) => commandFacts(path, folder)),
      ],
    };
  },
};

const MOST_FOLDERS = 2;

/** The root if it has a manifest, else the folders nearest to it that have one; `''` is the root. */
function projectFolders({ files }: Scope): string[] {
  const { isOwn } = pathRoles();
  const built = files.filter(
    ({ path, role }) =>
      role !== 'vendored' &&
      isOwn(path) &&
      ECOSYSTEMS.some(({ manifest }) => manifest.test(posix.basename(path))),
  );
  const depth = (path: string): number => path.split('/').length;
  const least = Math.min(...built.map(({ path }) => depth(path)));
  const nearest = built.filter(({ path }) => depth(path) === least).map(({ path }) => folderOf(path));
  return [...new Set(nearest)].slice(0, least === 1 ? 1 : MOST_FOLDERS);
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
}

async function ciCommands(repository: Repository, scope: Scope, signal: AbortSignal): Promise<string> {
  const files = readable(scope).filter(({ path }) => pipelineReaderFor(path) !== null);
  const commands: string[] = [];
  for await (const { file, text } of texts(repository, files, signal)) {
    const facts = pipelineReaderFor(file.path)?.(file.path, text) ?? [];
    commands.push(...facts.map(({ value }) => String(value)));
  }
  return commands.join('\n');
}

/** Files of a project's folder whose text says how it is built. */
const TOLD =
  /^(package\.json|pyproject\.toml|Cargo\.toml|build\.gradle(\.kts)?|Rakefile|composer\.json|CMakeLists\.txt|(GNU)?[Mm]akefile|[Jj]ustfile)$/;

async function readFolder(
  repository: Repository,
  { files }: Scope,
  path: string,
  ci: string,
): Promise<{ path: string; folder: ProjectFolder }> {
  const inside = files.filter((file) => file.path.startsWith(path));
  const below = inside.map((file) => file.path.slice(path.length));
  const names = below.filter((name) => !name.includes('/'));
  const known = new Set(below);
  const read = names
    .filter((name) => TOLD.test(name))
    .map(
      async (name) =>
        [name, (await repository.read(path + name))?.text.replaceAll('\r\n', '\n') ?? ''] as const,
    );
  const contents = new Map(await Promise.all(read));
  const folder: ProjectFolder = {
    names,
    ci,
    text: (name) => contents.get(name) ?? '',
    has: (name) => known.has(name),
    below: (pattern) => below.filter((name) => pattern.test(name)),
    languages: languagesOf(inside),
  };
  return { path, folder };
}

function languagesOf(files: readonly ScopeFile[]): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const file of files) {
    if (file.role !== 'src' || file.language === null) continue;
    lines.set(file.language, (lines.get(file.language) ?? 0) + file.lines);
  }
  return lines;
}

function commandFacts(path: string, folder: ProjectFolder): FactDraft[] {
  return projectCommands(folder).map(({ kind, command, file, line }) => {
    const quote = line === undefined ? undefined : folder.text(file).split('\n')[line - 1];
    return draft('command', {
      path: path + file,
      ...(line === undefined || quote === undefined ? {} : { line, quote }),
      subject: kind,
      value: path === '' ? command : `cd ${path.slice(0, -1)} && ${command}`,
      text: `${kind}: ${command}`,
      data: {},
    });
  });
}

const LEAST_WORDS = 4;

async function aboutFacts(
  repository: Repository,
  scope: Scope,
  root: ProjectFolder | null,
): Promise<FactDraft[]> {
  const top = readable(scope).filter(({ path }) => !path.includes('/'));
  const text = async (path: string): Promise<string> =>
    (await repository.read(path))?.text.replaceAll('\r\n', '\n') ?? '';
  const read = top
    .filter(({ path }) => manifestAbout(path, '') !== null)
    .map(async ({ path }) => manifestAbout(path, await text(path)));
  const order = root === null ? [] : ecosystemsOf(root);
  const manifests = (await Promise.all(read))
    .filter((about) => about !== null)
    .sort((a, b) => rankOf(a, order) - rankOf(b, order) || compare(a.path, b.path));
  const readme = top.find(({ path }) => /^readme(\.|$)/i.test(path))?.path;
  const document = readme === undefined ? '' : await text(readme);
  const said = firstSentence(document);
  const name = manifests.find((about) => about.name !== null)?.name ?? shortTitle(document);
  const inManifest = stated(manifests, 'description', name);
  const isShort = inManifest === null || inManifest.text.split(' ').length < LEAST_WORDS;
  // A few words in a manifest say less than a sentence that introduces the project.
  const introduces = said !== null && (inManifest === null || isIntroduction(said.text, name));
  const description =
    !isShort || !introduces || readme === undefined
      ? inManifest
      : draft('about', {
          path: readme,
          line: said.line,
          quote: said.quote,
          subject: 'description',
          value: said.text,
          text: said.text,
          data: { name },
        });
  const license = stated(manifests, 'license', name) ?? (await licenseFact(top, text, name));
  return [description, stated(manifests, 'version', name), license].filter((fact) => fact !== null);
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

const LICENSES: readonly (readonly [name: string, words: RegExp])[] = [
  ['Apache-2.0', /Apache License\s+Version 2\.0/i],
  ['AGPL-3.0', /GNU AFFERO GENERAL PUBLIC LICENSE/i],
  ['LGPL', /GNU LESSER GENERAL PUBLIC LICENSE/i],
  ['GPL-3.0', /GNU GENERAL PUBLIC LICENSE\s+Version 3/i],
  ['GPL-2.0', /GNU GENERAL PUBLIC LICENSE\s+Version 2/i],
  ['MPL-2.0', /Mozilla Public License,? (Version )?2\.0/i],
  ['CC0-1.0', /CC0 1\.0 Universal|Creative Commons Legal Code\s+CC0/i],
  ['Unlicense', /free and unencumbered software/i],
  ['ISC', /ISC License|Permission to use, copy, modify, and\/or distribute/i],
  ['BSD-3-Clause', /Neither the name of/i],
  ['BSD-2-Clause', /Redistribution and use in source and binary forms/i],
  ['MIT', /MIT License|Permission is hereby granted, free of charge/i],
];

/** By the words of the license file. */
async function licenseFact(
  top: readonly ScopeFile[],
  text: (path: string) => Promise<string>,
  name: string | null,
): Promise<FactDraft | null> {
  const file = top.find(({ path }) => /^(un)?licen[cs]e(\.(md|txt|rst))?$|^copying(\.\w+)?$/i.test(path));
  if (file === undefined) return null;
  const content = await text(file.path);
  const known = LICENSES.find(([, words]) => words.test(content.replace(/\s+/g, ' ')));
  if (known === undefined) return null;
  const lines = content.split('\n');
  const at = Math.max(
    0,
    lines.findIndex((line) => line.trim() !== ''),
  );
  return draft('about', {
    path: file.path,
    line: at + 1,
    quote: lines[at] ?? '',
    subject: 'license',
    value: known[0],
    text: known[0],
    data: { name },
  });
}
