/** What a newcomer asks first: what the project is, how it is built and run, what each of its folders is for. */
import { posix } from 'node:path';
import type { Repository } from '../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../contracts/collecting.ts';
import type { Scope, ScopeFile } from '../../contracts/evidence-pack.ts';
import { type Collector, draft, readable, texts } from '../collector.ts';
import { pathRoles } from '../roles/path-roles.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { pipelineReaderFor } from './operations/pipelines.ts';
import { aboutFacts } from './project/about.ts';
import { ECOSYSTEMS } from './project/ecosystems.ts';
import { ecosystemsOf, projectCommands } from './project/project-commands.ts';
import type { ProjectFolder } from './project/project-folder.ts';
import { purposeFacts } from './project/purposes.ts';

export const orientation: Collector = {
  name: 'orientation',
  kinds: COLLECTOR_KINDS.orientation,
  async collect({ repository, scope }, signal) {
    const folders = projectFolders(scope);
    const ci = await ciCommands(repository, scope, signal);
    const built = await Promise.all(folders.map((folder) => readFolder(repository, scope, folder, ci)));
    return {
      facts: [
        ...(await aboutFacts(repository, scope, ecosystemsAt(built))),
        ...(await purposeFacts(repository, scope)),
        ...built.flatMap(({ path, folder }) => commandFacts(path, folder)),
      ],
    };
  },
};

/** Those of the root, that of most of its source first. */
function ecosystemsAt(built: readonly { path: string; folder: ProjectFolder }[]): string[] {
  const root = built.find(({ path }) => path === '');
  return root === undefined ? [] : ecosystemsOf(root.folder);
}

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
