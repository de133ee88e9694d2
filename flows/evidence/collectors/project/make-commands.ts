/** Commands from a Makefile, a justfile or a Taskfile-like list of targets. Pure. */
import type { CommandKind } from '../../../contracts/project-facts.ts';
import type { Command, ProjectFolder } from './project-folder.ts';

const TARGETS: readonly (readonly [kind: CommandKind, names: readonly string[]])[] = [
  ['install', ['setup', 'deps', 'bootstrap', 'install']],
  ['build', ['build', 'all']],
  ['run', ['run', 'start', 'serve', 'dev']],
  ['test', ['test', 'tests', 'check']],
];

export function makeCommands({ names, text, ci }: ProjectFolder): Command[] {
  const file = names.find((name) => /^(GNU)?[Mm]akefile$|^[Jj]ustfile$/.test(name));
  if (file === undefined) return [];
  const tool = /just/i.test(file) ? 'just' : 'make';
  const lines = text(file).split('\n');
  const lineOf = (target: string): number =>
    lines.findIndex((line) => new RegExp(`^@?${target}\\b[^=]*:(?!=)`).test(line)) + 1;
  return TARGETS.flatMap(([kind, targets]) => {
    const known = targets.filter((target) => lineOf(target) > 0);
    const target = known.find((one) => ci.includes(`${tool} ${one}`)) ?? known[0];
    if (target === undefined) return [];
    const command = target === 'all' ? tool : `${tool} ${target}`;
    return [{ kind, command, file, line: lineOf(target) }];
  });
}
