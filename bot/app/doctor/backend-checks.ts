/** The doctor's checks of what agents run on: the sandbox, and each back end. */
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';
import { refusalText } from '../../../runner/engine/backends.ts';
import type { DoctorCheck } from '../../cli/context.ts';
import { bad, good } from './checks.ts';

interface FoundSandbox {
  readonly kind: 'bwrap' | 'none' | 'missing';
  readonly reason: string;
}

/**
 * Required only if the configuration demands it: without a sandbox, agents that run as programs are off and the other
 * back ends work.
 */
export function sandboxCheck(
  mode: 'auto' | 'bwrap' | 'none',
  open: () => Promise<FoundSandbox>,
): DoctorCheck {
  return {
    name: 'sandbox',
    required: mode === 'bwrap',
    check: async () => {
      const { kind, reason } = await open();
      return kind === 'missing'
        ? bad(reason, 'install bubblewrap to use claude-code, codex or opencode')
        : good(reason);
    },
  };
}

/** Returns the model that answered, in a few words. Throws what went wrong. */
export type RoundTrip = (signal: AbortSignal) => Promise<string>;

export interface BackendCheck {
  /** an explicitly chosen back end is required; any other may be missing */
  readonly required: boolean;
  /** further properties of an available one, e.g. `sandboxed` */
  readonly traits: readonly string[];
  /** null: calls no model */
  readonly live: RoundTrip | null;
}

export function backendCheck(backend: AgentBackend, { required, traits, live }: BackendCheck): DoctorCheck {
  return {
    name: `back end ${backend.name}`,
    required,
    check: async (signal) => {
      const probe = await backend.probe(signal);
      const { ok, version } = probe;
      const known = version === undefined ? [] : [version];
      if (!ok) {
        const found = known.length === 0 ? '' : `found, ${known.join()}, but `;
        const remedy = required ? 'fix it, or name another one with BATON_BACKEND' : null;
        return bad(`${found}${refusalText(probe)}`, remedy);
      }
      const answers = live === null ? [] : [await live(signal)];
      return good(['there', ...known, ...traits, ...answers].join(', '));
    },
  };
}
