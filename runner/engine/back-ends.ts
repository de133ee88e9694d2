/** The back ends that this process has, and which of them a run gets when nobody names one. */
import { BatonError, nearest } from '../core/errors.ts';
import type { AgentBackend } from '../core/ports/agent.ts';

export interface BackEnds {
  readonly all: ReadonlyMap<string, AgentBackend>;
  /** Names the back end of a run, and says why. Throws `refused` (`unknown_backend`, `backend_not_ready`). */
  choose(wanted: string | null): Promise<{ name: string; reason: string }>;
}

/** `order`: which to try first when none is named; one that is not in it is only used when named. */
export function createBackEnds(backends: readonly AgentBackend[], order: readonly string[]): BackEnds {
  const all = new Map(backends.map((backend) => [backend.name, backend]));
  return {
    all,
    async choose(wanted) {
      if (wanted !== null) return named(all, wanted);
      const refusals: string[] = [];
      for (const name of order) {
        const backend = all.get(name);
        const probe = (await backend?.probe()) ?? { ok: false, reason: 'not in this version' };
        if (probe.ok) {
          const before = refusals.length > 0 ? ` (${refusals.join('; ')})` : '';
          return { name, reason: `the first of ${order.join(', ')} that is there${before}` };
        }
        refusals.push(`${name}: ${probe.reason ?? 'not ready'}`);
      }
      throw new BatonError('refused', 'no_backend', `No back end is ready: ${refusals.join('; ')}.`, {
        path: 'backend',
      });
    },
  };
}

async function named(
  all: ReadonlyMap<string, AgentBackend>,
  name: string,
): Promise<{ name: string; reason: string }> {
  const backend = all.get(name);
  if (backend === undefined) {
    const near = nearest(name, [...all.keys()]);
    const hint =
      near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ` There are: ${[...all.keys()].join(', ')}.`;
    throw new BatonError('refused', 'unknown_backend', `There is no back end "${name}".${hint}`, {
      path: 'backend',
    });
  }
  const probe = await backend.probe();
  if (!probe.ok) {
    throw new BatonError(
      'refused',
      'backend_not_ready',
      `The back end "${name}" can't be used: ${probe.reason ?? 'not ready'}`,
      {
        path: 'backend',
      },
    );
  }
  return { name, reason: 'asked for' };
}
