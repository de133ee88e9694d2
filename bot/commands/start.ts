/** Starts a run from chat after checking the place, the project and the policy. */
import type { Answer } from '../../runner/core/ports/platform.ts';
import type { RunOptions } from '../../runner/core/run-options.ts';
import { type ActionContext, type ChatSettings, requestIdOf } from './action-context.ts';
import { requestedProject } from './channel-projects.ts';
import { NO_ANSWER } from './messages.ts';
import { authorize } from './policy.ts';

/** The default flow of a channel that configures none. */
const USUAL_FLOW = 'tech-debt';

export function defaultFlow({ channels }: ChatSettings, channel: string): string {
  return channels[channel]?.flow ?? USUAL_FLOW;
}

/** Throws refusals: `NotAllowed`, `DeliveryError` for a channel that the bot can't post to, `BatonError`. */
export async function startRun(context: ActionContext, options: RunOptions): Promise<Answer> {
  const { action, settings, service, adapter } = context;
  const { workspace, channel } = action.place;
  const { project_id, flow_name, ...wanted } = options;
  const project = requestedProject(settings, channel, project_id);
  await authorize(context, 'start', { project: project.id, run_id: null, starter: null });
  await adapter.enter(workspace, channel);
  await service.start({
    ...wanted,
    id: requestIdOf(action),
    project,
    flow_name: flow_name ?? defaultFlow(settings, channel),
    resolves: 'later',
    // A command sent in a thread posts its run there.
    post_to: { platform: action.platform, ...action.place },
    requested_by: context.actor,
  });
  return NO_ANSWER;
}
