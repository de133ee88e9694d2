/** What a person does with the modal that is open: choose, fill in, press, submit, close. */

import { isRecord, type Json, record, records, text } from '../chat/json.ts';
import { viewRefusal } from './content-rules.ts';
import type { Delivery } from './deliveries.ts';
import { optionsOf } from './element-rules.ts';
import type { Acting } from './harness.ts';
import { named } from './methods/messages.ts';
import { inputsOf, isEmptyValue, type OpenView, stateOf, type ViewInput } from './modals.ts';
import { viewAction, viewSubmission, viewWithState } from './payloads.ts';
import { buttonLabelled, labelOf, placedButtons, saidBy } from './seen.ts';

export class ModalHands {
  readonly #person: Acting;
  readonly #open: OpenView;

  constructor(person: Acting, open: OpenView) {
    this.#person = person;
    this.#open = open;
  }

  get view(): Json {
    return this.#open.view;
  }

  get title(): string {
    return text(record(this.view.title).text);
  }

  get says(): string {
    return saidBy(this.view.blocks);
  }

  /** the labels of the buttons in it, in order */
  get buttons(): readonly string[] {
    return placedButtons(records(this.view.blocks)).map(({ element }) => labelOf(element));
  }

  /** the labels of what can be filled in or chosen */
  get fields(): readonly string[] {
    return inputsOf(this.view).map(({ label }) => label);
  }

  /** What was said to be wrong at the last submission, in order of the fields. */
  get errors(): readonly string[] {
    return Object.values(this.#open.errors);
  }

  /** Whether it is still open. */
  get open(): boolean {
    return this.#person.harness.modals.byId(this.#open.id) !== null;
  }

  /** The options of a field, by label. */
  options(label: string): readonly string[] {
    return optionsOf(this.#field(label).element).map(labelOf);
  }

  /** The text or the chosen option's value of a field; null when it is empty. */
  value(label: string): string | null {
    const { blockId, element } = this.#field(label);
    const values = record(stateOf(this.view, this.#open.typed).values);
    const { type: _, ...state } = record(record(values[blockId])[text(element.action_id)]);
    const [value] = Object.values(state);
    if (Array.isArray(value))
      return (
        records(value)
          .map((option) => text(option.value))
          .join(',') || null
      );
    return isRecord(value) ? text(value.value) : ((value as string | null) ?? null);
  }

  /** Chooses an option by its label or value, or a channel by its name. Told to the app at once where the field says so. */
  async choose(label: string, wanted: string): Promise<Delivery | null> {
    const field = this.#field(label);
    const type = text(field.element.type);
    if (type === 'conversations_select')
      return this.#set(field, { selected_conversation: this.#channelId(wanted) });
    if (type === 'channels_select') return this.#set(field, { selected_channel: this.#channelId(wanted) });
    const options = optionsOf(field.element);
    const option = options.find((one) => labelOf(one) === wanted || one.value === wanted);
    if (option === undefined)
      throw new Error(`no option ${wanted} in ${label}; there are: ${options.map(labelOf).join(', ')}`);
    return this.#set(field, { selected_option: option });
  }

  /** Ticks the box of a field, or unticks it. */
  async check(label: string, ticked = true): Promise<Delivery | null> {
    const field = this.#field(label);
    return this.#set(field, { selected_options: ticked ? optionsOf(field.element).slice(0, 1) : [] });
  }

  async fill(label: string, words: string): Promise<Delivery | null> {
    const field = this.#field(label);
    const most = Number(field.element.max_length ?? 3_000);
    if (words.length > most) throw new Error(`${label} takes no more than ${most} characters`);
    return this.#set(field, { value: words === '' ? null : words });
  }

  async press(label: string): Promise<Delivery> {
    const { blockId, element } = buttonLabelled(records(this.view.blocks), label);
    return this.#act({ ...element, block_id: blockId });
  }

  /** Presses the button that submits it. The app's answer closes it, changes it or says what is wrong (`errors`). */
  async submit(): Promise<Delivery> {
    const empty = inputsOf(this.view).filter(
      ({ optional, key, element }) =>
        optional === false && isEmptyValue(this.#open.typed.get(key) ?? this.#initial(element)),
    );
    if (empty.length > 0)
      throw new Error(`Slack asks first for: ${empty.map(({ label }) => label).join(', ')}`);
    const { harness, actor } = this.#person;
    this.#open.errors = {};
    const payload = viewSubmission(actor, viewWithState(this.#open), await this.#person.trigger());
    const delivery = await harness.deliveries.send('interactive', payload);
    if (delivery.ackMs !== null) await this.#answered(delivery.body);
    harness.log.changed();
    return delivery;
  }

  close(): void {
    this.#person.harness.modals.closed(this.#open);
  }

  async #answered(body: Json): Promise<void> {
    const { modals } = this.#person.harness;
    const { workspace, person } = this.#person.actor;
    switch (body.response_action) {
      case 'errors':
        this.#open.errors = this.#knownErrors(record(body.errors));
        return;
      case 'clear':
        return modals.closed(this.#open, true);
      case 'update':
      case 'push': {
        const refusal = viewRefusal(body.view, 'modal');
        if (refusal !== null) throw new Error(`Slack refuses the view: ${JSON.stringify(refusal.body)}`);
        const view = { ...record(body.view), blocks: named(records(record(body.view).blocks)) };
        if (body.response_action === 'update') {
          modals.updated(
            record((await workspace.asBot('views.update', { view_id: this.#open.id, view })).view),
          );
        } else {
          const trigger_id = await this.#person.trigger(this.#open.id);
          const pushed = await workspace.asBot('views.push', { trigger_id, view });
          modals.opened(workspace.id, record(pushed.view), person.id, 'top');
        }
        return;
      }
      default:
        return modals.closed(this.#open);
    }
  }

  /** Slack shows errors at `input` blocks only, and takes none for other blocks. */
  #knownErrors(errors: Json): Record<string, string> {
    const inputs = new Set(
      inputsOf(this.view).flatMap(({ blockId, optional }) => (optional === null ? [] : [blockId])),
    );
    const strange = Object.keys(errors).filter((blockId) => !inputs.has(blockId));
    if (strange.length > 0 || Object.keys(errors).length === 0) {
      throw new Error(`Slack takes no errors for ${strange.join(', ') || 'nothing'}`);
    }
    return Object.fromEntries(Object.entries(errors).map(([blockId, says]) => [blockId, text(says)]));
  }

  #initial(element: Json): Json {
    const block = { type: 'input', block_id: 'b', element: { ...element, action_id: 'a' } };
    return record(record(record(stateOf({ blocks: [block] }, new Map()).values).b).a);
  }

  async #set(field: ViewInput, chosen: Json): Promise<Delivery | null> {
    const state = { type: field.element.type, ...chosen };
    this.#open.typed.set(field.key, state);
    if (!field.dispatches) return null;
    return this.#act({ ...state, action_id: field.element.action_id, block_id: field.blockId });
  }

  async #act(action: Json): Promise<Delivery> {
    const { harness, actor } = this.#person;
    const trigger = await this.#person.trigger(this.#open.id);
    const dated = { ...action, action_ts: harness.store.ts() };
    return harness.deliveries.send(
      'interactive',
      viewAction(actor, viewWithState(this.#open), dated, trigger),
    );
  }

  /** The field whose label is that, or has it in it. */
  #field(label: string): ViewInput {
    const inputs = inputsOf(this.view);
    const wanted = label.toLowerCase();
    const found =
      inputs.find((input) => input.label.toLowerCase() === wanted) ??
      inputs.find((input) => input.label.toLowerCase().includes(wanted));
    if (found === undefined)
      throw new Error(`no field "${label}"; there are: ${this.fields.join(', ') || 'none'}`);
    return found;
  }

  #channelId(name: string): string {
    return this.#person.actor.workspace.channelNamed(name).id;
  }
}
