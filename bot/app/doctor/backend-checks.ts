/** The doctor's checks of what agents run on: the sandbox, and each back end. */
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';
import type { DoctorCheck } from '../../cli/context.ts';
import { bad, good } from './checks.ts';

interface FoundSandbox {
  readonly kind: 'bwrap' | 'none' | 'missing';
  readonly reason: string;
}

/** Required only by who insists on it: without one, agents that are programs are off, and the others go on. */
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

/** What came back from a model, in a few words: which one it was. Throws what went wrong. */
export type RoundTrip = (signal: AbortSignal) => Promise<string>;

export interface BackendCheck {
  /** one that was asked for is required; of the others, one that is not there is no fault */
  readonly required: boolean;
  /** what else is true of it when it is there, e.g. `sandboxed` */
  readonly traits: readonly string[];
  /** null to call no model */
  readonly live: RoundTrip | null;
}

export function backendCheck(backend: AgentBackend, { required, traits, live }: BackendCheck): DoctorCheck {
  return {
    name: `back end ${backend.name}`,
    required,
    check: async (signal) => {
      const { ok, version, reason } = await backend.probe(signal);
      const known = version === undefined ? [] : [version];
      if (!ok) {
        const found = known.length === 0 ? '' : `found, ${known.join()}, but `;
        const remedy = required ? 'mend it, or name another one with BATON_BACKEND' : null;
        return bad(`${found}${reason ?? 'not ready'}`, remedy);
      }
      const answers = live === null ? [] : [await live(signal)];
      return good(['there', ...known, ...traits, ...answers].join(', '));
    },
  };
}
