/** Starts a run from chat after checking the place, the project and the policy. */

import { BatonError } from '../../runner/core/errors.ts';
import type { CommandSyntax } from '../../runner/core/ports/command-syntax.ts';
import type { Answer } from '../../runner/core/ports/platform.ts';
import type { RunOptions } from '../../runner/core/run-options.ts';
import { flowNamed, RUN_OPTIONS, type RunRequest } from '../../runner/core/run-request.ts';
import { missingIn, settleInput } from '../../runner/core/settled-input.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import { type ActionContext, type ChatSettings, requestIdOf } from './action-context.ts';
import { type ChangeInText, changeInText, numberInText, unreadableChange } from './change-in-text.ts';
import { requestedTarget } from './channel-projects.ts';
import { startButton } from './listings.ts';
import { NO_ANSWER, privateLines } from './messages.ts';
import { authorize } from './policy.ts';

/** The default flow of a channel that configures none. */
const USUAL_FLOW = 'tech-debt';
/** What reviews a change. */
const REVIEW_FLOW = 'code-review';

export function defaultFlow({ channels }: Pick<ChatSettings, 'channels'>, channel: string): string {
  return channels[channel]?.flow ?? USUAL_FLOW;
}

/** Throws refusals: `NotAllowed`, `DeliveryError` for a channel that the bot can't post to, `BatonError`. */
export async function startRun(
  context: ActionContext,
  options: RunOptions,
  { source, commits }: Pick<RunRequest, 'source' | 'commits'> = {},
): Promise<Answer> {
  const { action, service, adapter, catalogue } = context;
  const { workspace, channel } = action.place;
  const {
    project_id,
    flow_name,
    pull_request: change,
    ...wanted
  } = withChange(options, context.catalogue.flows);
  const { project, pull_request } = await requestedTarget(context, project_id, change);
  await authorize(context, 'start', { project: project.id, run_id: null, starter: null });
  const flow = flowNamed(catalogue.flows, flow_name ?? usualFlow(context, pull_request !== null));
  const settled = settleInput(flow, catalogue.flows, wanted);
  if ('refusals' in settled) return askedFor(adapter.syntax, flow, settled.refusals);
  await adapter.enter(workspace, channel);
  await service.start({
    ...wanted,
    ...settled.said,
    id: requestIdOf(action),
    project,
    pull_request,
    flow_name: flow.name,
    resolves: 'later',
    // A command sent in a thread posts its run there.
    post_to: { platform: action.platform, ...action.place },
    requested_by: context.actor,
    ...(source === undefined ? {} : { source }),
    ...(commits === undefined ? {} : { commits }),
  });
  return NO_ANSWER;
}

/** Says what the flow needs, with a line to copy and the form that asks for it. Throws every other refusal. */
function askedFor({ command }: CommandSyntax, flow: Flow, refusals: readonly BatonError[]): Answer {
  const [first] = refusals;
  const missing = missingIn(flow, refusals);
  if (first === undefined || missing.length === 0) throw first ?? new Error('refused without a reason');
  const stands = flow.inputs?.some(({ name, focus }) => focus === true && missing.includes(name)) ?? false;
  const examples = RUN_OPTIONS.filter(({ input }) => input !== undefined && missing.includes(input)).map(
    ({ name, example = '…' }) => [name, example] as const,
  );
  const given = stands
    ? { focus: examples.map(([, text]) => text).join(' ') }
    : { options: Object.fromEntries(examples) };
  const line = { text: command({ kind: 'start', flow: flow.name, ...given }), mark: 'code' as const };
  return privateLines(
    [[first.message], ['For example: ', line]],
    [{ kind: 'buttons', buttons: [startButton(flow.name)] }],
  );
}

/**
 * A pull request whose URL stands in the focus is the change, for a flow that compares; at the beginning for every flow,
 * which refuses what it can't read. Throws `two_changes` if a sentence names several.
 */
function withChange(options: RunOptions, flows: readonly Flow[]): RunOptions {
  const { question, pull_request, flow_name, head } = options;
  const compares = flows.find(({ name }) => name === flow_name)?.compares !== false;
  const isOpen = question !== null && pull_request === null && head === null;
  const found = isOpen
    ? (changeInText(question) ?? (compares ? changeByNumber(question, flow_name) : null))
    : null;
  if (found === null || !(found.isFirst || compares)) {
    const fault = isOpen && compares ? unreadableChange(question) : null;
    if (fault === null) return options;
    throw new BatonError('refused', 'bad_request', `What it names ${fault}.`, { path: 'pull_request' });
  }
  if (found.others && !found.isFirst) {
    const message = 'This names more than one pull request. Name the one to read first, or with --pr.';
    throw new BatonError('refused', 'two_changes', message, { path: 'pull_request' });
  }
  return { ...options, pull_request: found.request, question: found.focus };
}

/** Without a flow, a number may be that of an issue, unless nothing else is said. */
function changeByNumber(question: string, flow_name: string | null): ChangeInText | null {
  const found = numberInText(question);
  return found !== null && (flow_name !== null || found.focus === null) ? found : null;
}

/** Returns the flow that a text starts in the place of the action if it names none. */
export function usualFlowFor(context: ActionContext, text: string): string {
  return usualFlow(context, (changeInText(text) ?? changeByNumber(text, null)) !== null);
}

/** A change is reviewed, even in a channel whose own flow compares nothing. */
function usualFlow({ settings, catalogue, action }: ActionContext, isChange: boolean): string {
  const usual = defaultFlow(settings, action.place.channel);
  if (!isChange || catalogue.flows.some(({ name, compares }) => name === usual && compares !== false))
    return usual;
  return REVIEW_FLOW;
}
