/** Everything that a run may ask of a repository, once each. Used in this process and in children of other users. */
import type { Pin, Project, Repositories } from '../../../runner/core/ports/repository.ts';

/** Reads all of it on both sides, and gives what was pinned. */
export async function readWhole(repositories: Repositories, project: Project): Promise<Pin> {
  const pin = await repositories.pin(project, { base: null, head: null, compares: true });
  const opened = await repositories.open(project, pin);
  const sides = pin.base_sha === null ? (['head'] as const) : (['head', 'base'] as const);
  for (const side of sides) {
    for (const entry of await opened.list(side)) {
      if (entry.kind !== 'file') continue;
      await opened.read(entry.path, side);
      if (side === 'head') await opened.blame(entry.path, 1, 1);
    }
    await opened.grep({ pattern: 'TODO', fixed: true, side });
  }
  await opened.log({});
  await opened.log({ path: 'src/a.ts', days: 10 });
  await opened.diff();
  const checkout = await repositories.checkout(project, pin);
  await checkout.changed();
  await checkout.remove();
  await opened.close();
  return pin;
}
