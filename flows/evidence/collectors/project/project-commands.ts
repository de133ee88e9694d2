/**
 * The commands that install, build, run and test a project: from its manifests and lock files, and where several are
 * possible, what CI runs. Only commands that exist. Pure.
 */
import { COMMANDS } from './ecosystem-commands.ts';
import { ECOSYSTEMS } from './ecosystems.ts';
import { makeCommands } from './make-commands.ts';
import type { Command, ProjectFolder } from './project-folder.ts';

export function projectCommands(folder: ProjectFolder): Command[] {
  const found = ecosystemsOf(folder).flatMap((name) => COMMANDS[name]?.(folder) ?? []);
  const all = [...found, ...makeCommands(folder)];
  return [...Map.groupBy(all, ({ kind }) => kind)].flatMap(([, same]) => {
    // CI shows which of several ways is kept working.
    const kept = same.find(({ command }) => runs(folder.ci, command)) ?? same[0];
    return kept === undefined ? [] : [kept];
  });
}

/** The ecosystems of a folder, that of most of its source first; those of none of its languages are left out if others are there. */
export function ecosystemsOf({ names, languages }: Pick<ProjectFolder, 'names' | 'languages'>): string[] {
  const weighed = ECOSYSTEMS.filter(({ manifest }) => names.some((name) => manifest.test(name))).map(
    (one) => ({
      name: one.name,
      lines: one.languages.reduce((sum, language) => sum + (languages.get(language) ?? 0), 0),
    }),
  );
  const most = Math.max(0, ...weighed.map(({ lines }) => lines));
  return weighed
    .filter(({ lines }) => most === 0 || lines * 4 >= most)
    .sort((a, b) => b.lines - a.lines)
    .map(({ name }) => name);
}

function runs(ci: string, command: string): boolean {
  return ci.split('\n').some((line) => line === command || line.startsWith(`${command} `));
}
