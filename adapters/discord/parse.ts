/** What Discord tells of a person's deed, as an act, with the means that Discord gives to answer it. Pure. */
import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteraction,
  type APIApplicationCommandInteractionDataBasicOption,
  type APIInteraction,
  type APIMessage,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  type APIUser,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionType,
  MessageFlags,
} from 'discord.js';
import type {
  Deed,
  FormValues,
  Person,
  Place,
  StartOptions,
  UserAction,
} from '../../runner/core/ports/platform.ts';
import { isThread } from './channels.ts';
import { formInMessage, type OpenForm, partsOf, submittedForm, valuesAfter } from './form-values.ts';
import { type Pressed, pressedButton } from './render/buttons.ts';
import type { Origin } from './render/form-envelope.ts';
import { readControl, readModalId } from './render/form-ids.ts';
import { typedText } from './typed-text.ts';

export interface IncomingAction {
  readonly act: UserAction;
  /** null for a message, which can't be answered to one person in its place */
  readonly means: ReplyHandle | null;
}

export interface ReplyHandle {
  readonly id: string;
  readonly token: string;
  readonly application: string;
  readonly kind: 'command' | 'suggest' | 'component' | 'modal';
  /** the message whose button was pressed, or that a modal was opened from */
  readonly source: APIMessage | null;
  /** that message is seen by this person alone, so that an answer may take its place */
  readonly isOwn: boolean;
  /** that message is a form, or the question of a button that asked first */
  readonly isForm: boolean;
  /** it has served its purpose once this act is answered */
  readonly closes: boolean;
  /** the form, as it was when the act was done */
  readonly form: OpenForm | null;
  /** what is to be typed of the form shall be opened */
  readonly opens: boolean;
  /** the button that was pressed, for a form that it opens */
  readonly origin: Origin;
}

/** Where people are: Discord names no server for what happens in direct messages. */
export interface Scene {
  readonly workspace: string;
  person(user: APIUser, interaction: APIInteraction): Person;
}

export type ParsedInteraction =
  | { readonly kind: 'act'; readonly incoming: IncomingAction }
  /** a button that asks first */
  | { readonly kind: 'ask'; readonly pressed: Pressed; readonly label: string }
  /** the answer to that was no */
  | { readonly kind: 'no' }
  /** nothing of ours, or not any more */
  | { readonly kind: 'unknown' };

const UNKNOWN: ParsedInteraction = { kind: 'unknown' };

export function userOf(interaction: APIInteraction): APIUser | undefined {
  return interaction.member?.user ?? interaction.user;
}

export function parseInteraction(scene: Scene, interaction: APIInteraction): ParsedInteraction {
  switch (interaction.type) {
    case InteractionType.ApplicationCommand:
      return parseCommandInteraction(scene, interaction);
    case InteractionType.ApplicationCommandAutocomplete:
      return parseAutocomplete(scene, interaction);
    case InteractionType.MessageComponent:
      return parseComponent(scene, interaction);
    case InteractionType.ModalSubmit:
      return parseModal(scene, interaction);
    default:
      return UNKNOWN;
  }
}

function parseCommandInteraction(
  scene: Scene,
  interaction: APIApplicationCommandInteraction,
): ParsedInteraction {
  const { data } = interaction;
  if (data.type === ApplicationCommandType.Message) {
    const message = data.resolved.messages[data.target_id];
    if (message === undefined) return UNKNOWN;
    return act(scene, interaction, { kind: 'shortcut', text: textOf(message) }, { kind: 'command' });
  }
  const [sub] = data.type === ApplicationCommandType.ChatInput ? (data.options ?? []) : [];
  if (sub?.type !== ApplicationCommandOptionType.Subcommand) return UNKNOWN;
  const options = sub.options ?? [];
  const deed: Deed =
    sub.name === 'run'
      ? { kind: 'start', given: startOptions(options) }
      : { kind: 'command', text: commandWords(sub.name, options) };
  return act(scene, interaction, deed, { kind: 'command' });
}

type Option = APIApplicationCommandInteractionDataBasicOption;

function startOptions(options: readonly Option[]): StartOptions {
  const given = new Map(options.map(({ name, value }) => [name, value]));
  const text = (name: string) => (given.has(name) ? String(given.get(name)) : null);
  return {
    flow: text('flow'),
    focus: text('focus'),
    size: text('size'),
    fast: given.get('fast') === true,
    project: text('project'),
    base: text('base'),
    backend: text('backend'),
    model: text('model'),
  };
}

/** As they would be typed after `/flow`; a run is one word, whatever was typed for it. */
function commandWords(name: string, options: readonly Option[]): string {
  const words = options.map((option) =>
    option.type === ApplicationCommandOptionType.Channel
      ? `<#${option.value}>`
      : (String(option.value).trim().split(/\s/)[0] ?? ''),
  );
  return name === 'launch' ? '' : [name, ...words].join(' ').trim();
}

/** What was written, also by a bot that writes in components. */
function textOf({ content, components, mentions }: APIMessage): string {
  const texts = partsOf(components).flatMap((part) => part.content ?? []);
  return typedText([content, ...texts].filter(Boolean).join('\n'), mentions);
}

const SUGGESTED = ['flow', 'project', 'base'] as const;

function parseAutocomplete(
  scene: Scene,
  interaction: APIApplicationCommandAutocompleteInteraction,
): ParsedInteraction {
  const [sub] = interaction.data.options;
  const options = sub !== undefined && 'options' in sub ? (sub.options ?? []) : [];
  const focused = options.find((option) => 'focused' in option && option.focused === true);
  const option = SUGGESTED.find((name) => name === focused?.name);
  if (focused === undefined || option === undefined || !('value' in focused)) return UNKNOWN;
  const typed = String(focused.value);
  return act(scene, interaction, { kind: 'suggest', option, typed }, { kind: 'suggest' });
}

function parseComponent(scene: Scene, interaction: APIMessageComponentInteraction): ParsedInteraction {
  const { data, message } = interaction;
  const pressed = pressedButton(data.custom_id);
  if (pressed !== null) return parseButton(scene, interaction, pressed);
  const control = readControl(data.custom_id);
  const form = control === null ? null : formInMessage(message);
  if (control === null || form === null) return UNKNOWN;
  const values = valuesAfter(form, control, 'values' in data ? data.values : []);
  const { state } = form.envelope;
  const deed: Deed =
    control.kind === 'submit'
      ? { kind: 'submit', form: form.form, state, values }
      : { kind: 'change', form: form.form, state, values, field: control.field };
  const opens = control.kind === 'open';
  const closes = control.kind === 'submit';
  const means = { form: { ...form, values }, opens, isForm: true, closes };
  const once = closes ? onceIn(message, interaction) : null;
  return act(scene, interaction, deed, { kind: 'component', ...means }, once);
}

function parseButton(
  scene: Scene,
  interaction: APIMessageComponentInteraction,
  pressed: Pressed,
): ParsedInteraction {
  const { kind, action, value } = pressed;
  if (kind === 'no') return { kind: 'no' };
  if (kind === 'ask') {
    const { custom_id } = interaction.data;
    const shown = partsOf(interaction.message.components).find((part) => part.custom_id === custom_id);
    return { kind: 'ask', pressed, label: shown?.label ?? action };
  }
  const deed: Deed = { kind: 'button', action, value };
  const answered = kind === 'yes';
  return act(scene, interaction, deed, {
    kind: 'component',
    origin: [action, value],
    isForm: answered,
    closes: answered,
  });
}

function parseModal(scene: Scene, interaction: APIModalSubmitInteraction): ParsedInteraction {
  const form = submittedForm(interaction.data, interaction.message);
  if (form === null) return UNKNOWN;
  const deed: Deed = { kind: 'submit', form: form.form, state: form.envelope.state, values: form.values };
  const isForm = formInMessage(interaction.message) !== null;
  const { opened } = form.envelope;
  const isHeld = readModalId(interaction.data.custom_id)?.kind === 'held';
  const once = isHeld
    ? onceIn(interaction.message, interaction)
    : opened && `submit:${opened}:${userOf(interaction)?.id}`;
  return act(scene, interaction, deed, { kind: 'modal', form, isForm, closes: isForm }, once);
}

/** A form that is a message is opened anew for each submission, so a second one is a second click. */
function onceIn(message: APIMessage | undefined, interaction: APIInteraction): string | null {
  return message === undefined ? null : `submit:${message.id}:${userOf(interaction)?.id}`;
}

function act(
  scene: Scene,
  interaction: APIInteraction,
  deed: Deed,
  means: Partial<ReplyHandle> & Pick<ReplyHandle, 'kind'>,
  once: string | null = null,
): ParsedInteraction {
  const user = userOf(interaction);
  const place = placeOf(scene.workspace, interaction);
  if (user === undefined || place === null) return UNKNOWN;
  const source = ('message' in interaction ? interaction.message : undefined) ?? null;
  const isOwn = ((source?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  const { id, token, application_id: application } = interaction;
  const nothing = { isForm: false, closes: false, form: null, opens: false, origin: null } as const;
  return {
    kind: 'act',
    incoming: {
      act: { id: once ?? id, platform: 'discord', place, person: scene.person(user, interaction), deed },
      means: { id, token, application, source, isOwn, ...nothing, ...means },
    },
  };
}

/** In a thread, the channel is the one that the thread belongs to. */
function placeOf(workspace: string, { channel }: APIInteraction): Place | null {
  if (channel === undefined || channel.id === undefined) return null;
  const parent = 'parent_id' in channel ? channel.parent_id : null;
  if (!isThread(channel.type) || typeof parent !== 'string') {
    return { workspace, channel: channel.id, thread: null };
  }
  return { workspace, channel: parent, thread: channel.id };
}

/** The channels that were chosen in a form: a view does not know them. */
export function channelsIn(form: OpenForm | null): FormValues {
  return form?.values ?? {};
}
