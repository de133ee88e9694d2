/** The modals that people have open, with what they typed: the state that goes along with every interaction. */

import { type Json, record, records, text, textOrNull } from '../chat/json.ts';
import { optionsOf } from './element-rules.ts';
import { sameOption } from './rule-parts.ts';

export interface OpenView {
  readonly id: string;
  readonly workspace: string;
  readonly user: string;
  /** as the emulator holds it */
  view: Json;
  /** by `<block_id> <action_id>`: what was typed or chosen, as `state.values` has it */
  readonly typed: Map<string, Json>;
  /** by block_id: what was said to be wrong at the last submission */
  errors: Readonly<Record<string, string>>;
}

export class Modals {
  /** who was given which trigger id */
  readonly triggers = new Map<string, string>();
  readonly #stacks = new Map<string, OpenView[]>();

  top(workspace: string, user: string): OpenView | null {
    return this.#stack(workspace, user).at(-1) ?? null;
  }

  byId(id: string): OpenView | null {
    for (const stack of this.#stacks.values()) {
      const found = stack.find((open) => open.id === id);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** `on` says whether it lies on those that are open, or takes their place. */
  opened(workspace: string, view: Json, user: string, on: 'top' | 'place'): void {
    const stack = this.#stack(workspace, user);
    if (on === 'place') stack.length = 0;
    stack.push({ id: text(view.id), workspace, user, view, typed: new Map(), errors: {} });
  }

  /** What was typed stays where block and action have the same ids and, of a choice, the option is still there. */
  updated(view: Json): void {
    const open = this.byId(text(view.id));
    if (open === null) return;
    open.view = view;
    open.errors = {};
    const inputs = new Map(inputsOf(view).map((input) => [input.key, input]));
    for (const [key, value] of open.typed) {
      const element = inputs.get(key)?.element;
      const chosen = value.selected_option;
      const lost =
        element === undefined ||
        (chosen !== undefined &&
          chosen !== null &&
          !optionsOf(element).some((option) => sameOption(option, chosen)));
      if (lost) open.typed.delete(key);
    }
  }

  closed(open: OpenView, all = false): void {
    const stack = this.#stack(open.workspace, open.user);
    if (all) stack.length = 0;
    else stack.splice(stack.indexOf(open), 1);
  }

  #stack(workspace: string, user: string): OpenView[] {
    const key = `${workspace} ${user}`;
    const stack = this.#stacks.get(key) ?? [];
    this.#stacks.set(key, stack);
    return stack;
  }
}

/** Something in a view that a person fills in or chooses from. */
export interface ViewInput {
  readonly key: string;
  readonly blockId: string;
  readonly label: string;
  readonly element: Json;
  /** whether it is an `input` block that may be left empty; null for what stands in another block */
  readonly optional: boolean | null;
  /** whether a change is told to the app at once */
  readonly dispatches: boolean;
}

const NO_STATE = new Set(['button', 'overflow', 'image']);

/** All of a view or a message that has state, in order. */
export function inputsOf(view: Json): ViewInput[] {
  return records(view.blocks).flatMap((block) => {
    const blockId = text(block.block_id);
    const input = (element: Json, label: string): ViewInput => ({
      key: `${blockId} ${text(element.action_id)}`,
      blockId,
      label: label || text(record(element.placeholder).text),
      element,
      optional: block.type === 'input' ? block.optional === true : null,
      dispatches: block.type !== 'input' || block.dispatch_action === true,
    });
    const elements =
      block.type === 'input'
        ? [input(record(block.element), text(record(block.label).text))]
        : [...records(block.elements), record(block.accessory)].map((element) =>
            input(element, text(record(block.text).text)),
          );
    return elements.filter(({ element }) => element.type !== undefined && !NO_STATE.has(text(element.type)));
  });
}

/** `state.values` as it is now: what was typed, else what it began with. */
export function stateOf(view: Json, typed: ReadonlyMap<string, Json>): Json {
  const values: Record<string, Record<string, Json>> = {};
  for (const { key, blockId, element } of inputsOf(view)) {
    const block = values[blockId] ?? {};
    values[blockId] = block;
    block[text(element.action_id)] = typed.get(key) ?? initialValue(element);
  }
  return { values };
}

function initialValue(element: Json): Json {
  const type = text(element.type);
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: element.initial_option ?? null };
    case 'checkboxes':
    case 'multi_static_select':
      return { type, selected_options: element.initial_options ?? [] };
    case 'conversations_select':
      return { type, selected_conversation: element.initial_conversation ?? null };
    case 'channels_select':
      return { type, selected_channel: element.initial_channel ?? null };
    case 'users_select':
      return { type, selected_user: element.initial_user ?? null };
    default:
      return { type, value: textOrNull(element.initial_value) };
  }
}

export function isEmptyValue(value: Json): boolean {
  const { type: _, ...chosen } = value;
  return Object.values(chosen).every((item) => item === null || (Array.isArray(item) && item.length === 0));
}
