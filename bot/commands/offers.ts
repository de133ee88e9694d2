/**
 * Commands offered as buttons, where what was typed may be meant in several ways. They are stored, since a button holds too
 * little text; a button starts one run, however often and in whichever process it is pressed.
 */
import { z } from 'zod';
import type { Answer } from '../../runner/core/ports/platform.ts';
import type { Button } from '../../runner/core/ports/views.ts';
import { type GivenOptions, parseOptions } from '../../runner/core/run-request.ts';
import { missingIn, settleInput } from '../../runner/core/settled-input.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import { type ActionContext, requestIdOf } from './action-context.ts';
import type { Offer } from './command.ts';
import { linesView, privateLines, privateText } from './messages.ts';
import { startRun } from './start.ts';
import { obeyVerb } from './verbs.ts';

export const OFFER_BUTTON = 'offer';

const Offered = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    given: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string()), z.null()])),
  }),
  z.object({
    kind: z.literal('verb'),
    verb: z.string(),
    given: z.object({ run: z.string(), channel: z.string().nullable(), text: z.string() }),
  }),
]);

/** Asks which of the commands is meant, with other buttons beside them. */
export async function offerAnswer(
  context: ActionContext,
  message: string,
  offers: readonly Offer[],
  more: readonly Button[] = [],
): Promise<Answer> {
  const { action, actor, handled, catalogue } = context;
  for (const { command } of offers) if (command.kind === 'start') judge(command.given, catalogue.flows);
  const id = requestIdOf(action);
  const commands = offers.map(({ command }) => command);
  await handled.record({ id, actor, place: action.place, offers: commands });
  const buttons = offers.map(({ label, command }, index) => ({
    action: OFFER_BUTTON,
    value: `${id} ${index}`,
    label,
    ...(command.kind === 'start' && index === 0 ? { look: 'main' as const } : {}),
  }));
  return privateLines([[message]], [{ kind: 'buttons', buttons: [...buttons, ...more] }]);
}

/** Throws what the start would be refused for, except for what can still be asked. */
function judge(given: GivenOptions, flows: readonly Flow[]): void {
  const options = parseOptions(given);
  const flow = flows.find(({ name }) => name === options.flow_name);
  const settled = flow === undefined ? null : settleInput(flow, flows, options);
  if (flow === undefined || settled === null || !('refusals' in settled)) return;
  const missing = missingIn(flow, settled.refusals).map((name) => `input.${name}`);
  const refusal = settled.refusals.find(({ path = '' }) => !missing.includes(path));
  if (refusal !== undefined) throw refusal;
}

/** Gives the command in the place where it was offered, which may be another than that of the button. */
export async function pressOffer(context: ActionContext, value: string): Promise<Answer> {
  const [id = '', index = ''] = value.split(' ');
  const stored = await context.handled.find(id, context.actor);
  const command = Offered.safeParse(stored?.offers[Number(index)]);
  if (stored === null || !command.success) {
    return privateText('This button is more than a day old. Type it again.');
  }
  const { workspace, channel, thread } = stored.place;
  const action = { ...context.action, id: `offer ${value}`, place: { workspace, channel, thread } };
  if (command.data.kind === 'verb') {
    return await obeyVerb({ ...context, action }, command.data.verb, command.data.given);
  }
  const answer = await startRun({ ...context, action }, parseOptions(command.data.given));
  return answer.kind === 'nothing' ? { kind: 'replace', view: linesView([['Started.']]) } : answer;
}
