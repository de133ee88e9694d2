/** What a person does with the modal that is open: fill in, choose, tick, submit, close. */
import { type Json, record, records, text } from '../chat/json.ts';
import { TYPES } from './component-rules.ts';
import type { Delivery } from './deliveries.ts';
import type { Acting } from './harness.ts';
import { INTERACTION_TYPES, type OpenModal } from './interactions.ts';
import { allComponents } from './message.ts';
import { resolvedChannels } from './payloads.ts';
import { optionCalled, saidBy } from './seen.ts';
import { messageJson } from './wire.ts';

type Value = string | boolean | readonly string[];

interface Field {
  readonly label: string;
  readonly component: Json;
}

export class ModalHands {
  readonly #person: Acting;
  readonly #open: OpenModal;
  readonly #typed = new Map<string, Value>();

  constructor(person: Acting, open: OpenModal) {
    this.#person = person;
    this.#open = open;
  }

  get title(): string {
    return text(this.#open.data.title);
  }

  /** the text that stands in it */
  get says(): string {
    return saidBy(records(this.#open.data.components));
  }

  /** the labels of what can be filled in or chosen */
  get fields(): readonly string[] {
    return this.#fields().map(({ label }) => label);
  }

  /** Whether it is still open. */
  get open(): boolean {
    return this.#person.harness.interactions.modals.get(this.#open.user.id) === this.#open;
  }

  /** The options of a field, by label. */
  options(label: string): readonly string[] {
    return records(this.#field(label).component.options).map((option) => text(option.label));
  }

  /** What a field holds: its text, the chosen values, or whether it is ticked; null when it is empty. */
  value(label: string): string | null {
    const held = this.#held(this.#field(label).component);
    return (Array.isArray(held) ? held.join(',') : String(held)) || null;
  }

  fill(label: string, words: string): void {
    const { component } = this.#field(label);
    if (component.type !== TYPES.textInput) throw new Error(`${label} can't be written into`);
    const most = Number(component.max_length ?? 4_000);
    if (words.length > most) throw new Error(`${label} takes no more than ${most} characters`);
    this.#typed.set(text(component.custom_id), words);
  }

  /** Chooses an option by its label or value, or a channel by its name. */
  choose(label: string, wanted: string): void {
    const { component } = this.#field(label);
    const id = text(component.custom_id);
    if (component.type === TYPES.channelSelect) this.#typed.set(id, [this.#channel(wanted).id]);
    else if (component.type === TYPES.radio) this.#typed.set(id, text(optionCalled(component, wanted).value));
    else this.#typed.set(id, [text(optionCalled(component, wanted).value)]);
  }

  /** Ticks a box, or unticks it. */
  check(label: string, ticked = true): void {
    const { component } = this.#field(label);
    const values = records(component.options).map((option) => text(option.value));
    const value = component.type === TYPES.checkbox ? ticked : ticked ? values.slice(0, 1) : [];
    this.#typed.set(text(component.custom_id), value);
  }

  /** Presses the button that submits it. It closes with the app's first response. */
  async submit(): Promise<Delivery> {
    const empty = this.#fields().filter(({ component }) => {
      const held = this.#held(component);
      return isRequired(component) && (held === '' || (Array.isArray(held) && held.length === 0));
    });
    if (empty.length > 0)
      throw new Error(`Discord asks first for: ${empty.map(({ label }) => label).join(', ')}`);
    const { data, source } = this.#open;
    const components = records(data.components).map((one) => this.#submitted(one));
    const channels = this.#chosenChannels();
    const submission = { custom_id: data.custom_id, components, ...resolvedChannels(channels) };
    const message = source === null ? {} : { message: messageJson(source) };
    return this.#person.send(INTERACTION_TYPES.modal, { data: submission, ...message }, source);
  }

  close(): void {
    this.#person.harness.interactions.modals.delete(this.#open.user.id);
  }

  #submitted(component: Json): Json {
    const { type, id = 0 } = component;
    if (type === TYPES.textDisplay) return { type, id };
    if (type === TYPES.label) return { type, id, component: this.#answered(record(component.component)) };
    return { type, id, components: records(component.components).map((one) => this.#answered(one)) };
  }

  #answered(component: Json): Json {
    const { type, custom_id, id = 0 } = component;
    const held = this.#held(component);
    return { type, id, custom_id, ...(Array.isArray(held) ? { values: held } : { value: held }) };
  }

  /** What was typed, else what was there from the start. */
  #held(component: Json): Value | null {
    const typed = this.#typed.get(text(component.custom_id));
    if (typed !== undefined) return typed;
    const preset = records(component.options).filter((option) => option.default === true);
    switch (component.type) {
      case TYPES.textInput:
        return text(component.value);
      case TYPES.checkbox:
        return component.default === true;
      case TYPES.radio:
        return text(preset[0]?.value) || null;
      case TYPES.channelSelect:
        return records(component.default_values).map(({ id }) => text(id));
      default:
        return preset.map(({ value }) => text(value));
    }
  }

  #fields(): readonly Field[] {
    return records(this.#open.data.components).flatMap((one) => {
      if (one.type === TYPES.label) return [{ label: text(one.label), component: record(one.component) }];
      return allComponents(records(one.components)).map((component) => ({
        label: text(component.label),
        component,
      }));
    });
  }

  /** The field whose label is that, or has it in it. */
  #field(label: string): Field {
    const fields = this.#fields();
    const wanted = label.toLowerCase();
    const found =
      fields.find((field) => field.label.toLowerCase() === wanted) ??
      fields.find((field) => field.label.toLowerCase().includes(wanted));
    if (found === undefined)
      throw new Error(`no field "${label}"; there are: ${this.fields.join(', ') || 'none'}`);
    return found;
  }

  #chosenChannels() {
    const { world } = this.#person.harness;
    return this.#fields().flatMap(({ component }) => {
      if (component.type !== TYPES.channelSelect) return [];
      const held = this.#held(component);
      const ids = Array.isArray(held) ? held : [];
      return ids.flatMap((id) => world.channels.get(String(id)) ?? []);
    });
  }

  #channel(name: string) {
    const { guild } = this.#person.actor.channel;
    const channels = guild === null ? [] : this.#person.harness.world.channelsOf(guild);
    const found = channels.find((channel) => channel.name === name || channel.id === name);
    if (found === undefined) throw new Error(`no channel ${name}`);
    return found;
  }
}

/** Text and choices are asked for unless the form says otherwise. */
function isRequired({ type, required, min_values }: Json): boolean {
  if (type === TYPES.checkbox) return false;
  return required !== false && min_values !== 0;
}
