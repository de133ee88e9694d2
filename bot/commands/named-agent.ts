/** Which agent of a run a text is for: "skeptic: are you sure?". Pure. */
import type { SnapshotStep } from '../../runner/core/run-snapshot.ts';

/** Returns the agent that the text addresses, by the longest name at its start; null if there is none. */
export function namedAgent(
  text: string,
  agents: readonly SnapshotStep[],
  personas: readonly { readonly id: string; readonly name: string }[],
): { readonly steps: readonly SnapshotStep[]; readonly question: string } | null {
  const names = agentNames(agents, personas);
  const typed = text.trim().replace(/^@/, '');
  const fitting = names.filter(
    ({ name }) =>
      plain(typed.slice(0, name.length)) === plain(name) && /^\s*[:：,]/.test(typed.slice(name.length)),
  );
  const longest = Math.max(0, ...fitting.map(({ name }) => name.length));
  if (longest === 0) return null;
  const steps = fitting.filter(({ name }) => name.length === longest).map(({ step }) => step);
  return { steps: [...new Set(steps)], question: typed.slice(longest).replace(/^\s*[:：,]\s*/, '') };
}

/** Returns every name by which an agent may be addressed, with its step. */
export function agentNames(
  agents: readonly SnapshotStep[],
  personas: readonly { readonly id: string; readonly name: string }[],
): readonly { readonly name: string; readonly step: SnapshotStep }[] {
  return agents.flatMap((step) => {
    const persona = personas.find(({ id }) => id === step.persona);
    const said = [step.step_id, step.step_id.replace(/^.*:/, ''), step.label, step.persona, persona?.name];
    return said.flatMap((name) =>
      name === null || name === undefined || name === '' ? [] : [{ name, step }],
    );
  });
}

const plain = (name: string): string => name.toLowerCase().replace(/[-_\s]/g, ' ');
