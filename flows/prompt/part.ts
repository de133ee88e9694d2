/** What one of several readers of a large repository is told about its share. */
import type { Scope } from '../contracts/evidence-pack.ts';
import { modulesOfPart } from '../folders.ts';
import { fence } from './fence.ts';

/** `part`: `2 of 3`. */
export function partText(part: string, { files }: Pick<Scope, 'files'>): string {
  const modules = modulesOfPart(
    files.filter(({ role }) => role === 'src'),
    part,
  );
  if (modules.length === 0) return 'No folder falls to you. Return empty lists.';
  const names = modules.map((name) => (name === '.' ? '(files at the top level)' : name));
  return `You read part ${part} of the repository; others read the rest at the same time, and code joins the answers. Return the modules of your folders and the relations that start there. So that the parts fit together, the \`id\` of a module is the path of its folder; of what lies outside your folders, name the folder. Your folders:\n\n${fence('part', names.join('\n'))}`;
}
