/** Pure: the frames that bring a watcher from what it was told of a run to what its rows say now. */
import type { RunDetail } from '../core/documents.ts';
import type { Frame } from '../core/frames.ts';

/** `told`: the status of each step by its id, and of the run under the empty id; empty for who was told nothing. */
export function difference(
  detail: RunDetail,
  told: ReadonlyMap<string, string>,
  chat: readonly Frame[],
): Frame[] {
  const { run, steps, report } = detail;
  const frames: Frame[] = [];
  if (told.size === 0) {
    frames.push({
      type: 'flow_run_started',
      run_id: run.id,
      flow_name: run.flow_name,
      band: run.band,
      steps: steps.map(({ step_id, persona, kind, chat_id, label }) => ({
        step_id,
        agent: persona,
        kind,
        chat_id,
        label,
      })),
    });
  }
  frames.push(...chat);
  for (const step of steps) {
    const before = told.get(step.step_id) ?? 'pending';
    if (before === step.status) continue;
    if (step.status === 'completed' && step.chat_id !== null) {
      frames.push({ type: 'message_complete', chat_id: step.chat_id, text: step.output ?? '' });
    }
    frames.push({
      type: 'flow_run_step_updated',
      run_id: run.id,
      step_id: step.step_id,
      status: step.status,
    });
  }
  const last = steps.at(-1);
  if (run.status !== 'running' && told.get('') !== run.status && last !== undefined) {
    const ending = { run_status: run.status, report } as const;
    frames.push({
      type: 'flow_run_step_updated',
      run_id: run.id,
      step_id: last.step_id,
      status: last.status,
      ...ending,
    });
  }
  return frames;
}

/** What somebody has been told who was sent all of it. */
export function statusesOf({ run, steps }: RunDetail): Map<string, string> {
  return new Map([
    ['', run.status],
    ...steps.map(({ step_id, status }): [string, string] => [step_id, status]),
  ]);
}
