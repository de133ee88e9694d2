/** Starts a run from chat after checking the place, the project and the policy. */

import type { ActionContext, ChatSettings } from './action-context.ts';
import { projectFor } from './channel-projects.ts';
import { derivedId } from './derived-id.ts';
import type { RunOptions } from './parse.ts';
import { authorise } from './policy.ts';

/** The default flow of a channel that configures none. */
const USUAL_FLOW = 'tech-debt';

export function defaultFlow({ channels }: ChatSettings, channel: string): string {
  return channels[channel]?.flow ?? USUAL_FLOW;
}

/** Throws refusals: `NotAllowed`, `DeliveryError` for a channel that the bot can't post to, `BatonError`. */
export async function startRun(context: ActionContext, options: RunOptions): Promise<void> {
  const { action, settings, service, adapter } = context;
  const { workspace, channel } = action.place;
  const project = projectFor(settings, channel, options.project);
  await authorise(context, 'start', { project: project.id, run_id: null, starter: null });
  await adapter.enter(workspace, channel);
  const { flow, focus, ...rest } = options;
  await service.start({
    ...rest,
    id: derivedId(action),
    project,
    flow_name: flow ?? defaultFlow(settings, channel),
    question: focus,
    resolves: 'later',
    // A command sent in a thread posts its run there.
    post_to: { platform: action.platform, ...action.place },
    requested_by: context.actor,
  });
}
