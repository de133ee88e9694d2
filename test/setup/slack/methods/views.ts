/** `views.*`: Slack's limits here; trigger ids, hashes and the stack of views in the emulator. */
import type { Answer } from '../../chat/call.ts';
import { type Json, record, records, text, textOrNull } from '../../chat/json.ts';
import { ok, refused } from '../answers.ts';
import { viewRefusal } from '../content-rules.ts';
import { named } from './messages.ts';
import type { Method, MethodContext } from './method.ts';

const open: Method = (context, args) => show(context, 'views.open', args);
const push: Method = (context, args) => show(context, 'views.push', args);

const update: Method = async ({ workspace, token, modals }, args) => {
  const refusal = viewRefusal(args.view, 'modal');
  if (refusal !== null) return refusal;
  if (modals.byId(text(args.view_id)) === null) return refused('not_found');
  const answer = await workspace.emulated.call('views.update', { ...args, view: emulated(args.view) }, token);
  if (answer.ok === true) modals.updated(record(answer.view));
  return { status: 200, body: answer };
};

const publish: Method = async ({ workspace, token, store }, args) => {
  const refusal = viewRefusal(args.view, 'home');
  if (refusal !== null) return refusal;
  const answer = await workspace.emulated.call(
    'views.publish',
    { ...args, view: emulated(args.view) },
    token,
  );
  if (answer.ok === true) store.homes.set(`${workspace.id} ${text(args.user_id)}`, record(answer.view));
  return { status: 200, body: answer };
};

export const VIEW_METHODS: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};

async function show(
  { workspace, token, modals }: MethodContext,
  method: string,
  args: Json,
): Promise<Answer> {
  const refusal = viewRefusal(args.view, 'modal');
  if (refusal !== null) return refusal;
  const answer = await workspace.emulated.call(method, { ...args, view: emulated(args.view) }, token);
  if (answer.ok !== true) return { status: 200, body: answer };
  const user = modals.triggers.get(textOrNull(args.trigger_id) ?? text(args.interactivity_pointer)) ?? '';
  modals.opened(workspace.id, record(answer.view), user, method === 'views.open' ? 'place' : 'top');
  return ok(answer);
}

function emulated(view: unknown): Json {
  return { ...record(view), blocks: named(records(record(view).blocks)) };
}
