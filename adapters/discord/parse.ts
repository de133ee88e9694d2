/** Parses Discord interactions into user actions. Pure. */
import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteraction,
  type APIApplicationCommandInteractionDataBasicOption,
  type APIInteraction,
  type APIMessage,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionType,
} from 'discord.js';
import type { VerbArguments } from '../../runner/core/ports/command-syntax.ts';
import type { ButtonPress, UserActionKind } from '../../runner/core/ports/platform.ts';
import type { GivenOptions } from '../../runner/core/run-request.ts';
import { readable } from '../chat/text.ts';
import { TEXT_OPTION } from './commands.ts';
import { formInMessage, partsOf, submittedForm, valuesAfter } from './form-values.ts';
import { acted, type ParsedInteraction, type Scene, UNKNOWN, userOf } from './incoming-action.ts';
import { messageLink, messageText } from './message-text.ts';
import { type Pressed, pressedButton } from './render/buttons.ts';
import { readControl, readModalId } from './render/form-ids.ts';
import { madeAt } from './snowflakes.ts';

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
    const link = messageLink(interaction.guild_id ?? null, message.channel_id, message.id);
    const performed = { kind: 'shortcut', text: readable(messageText(message)), link } as const;
    return acted(scene, interaction, performed, { kind: 'command' });
  }
  const [sub] = data.type === ApplicationCommandType.ChatInput ? (data.options ?? []) : [];
  if (sub?.type !== ApplicationCommandOptionType.Subcommand) return UNKNOWN;
  const options = sub.options ?? [];
  const performed: UserActionKind =
    sub.name === 'run'
      ? { kind: 'start', given: startOptions(options) }
      : sub.name === 'launch'
        ? { kind: 'command', text: '' }
        : { kind: 'verb', verb: sub.name, given: verbArguments(options) };
  return acted(scene, interaction, performed, { kind: 'command' });
}

type Option = APIApplicationCommandInteractionDataBasicOption;

function startOptions(options: readonly Option[]): GivenOptions {
  return Object.fromEntries(
    options.map(({ name, value }) => [name, typeof value === 'number' ? String(value) : value]),
  );
}

function verbArguments(options: readonly Option[]): VerbArguments {
  const given = (wanted: string) => {
    const value = options.find(({ name }) => name === wanted)?.value;
    return value === undefined ? null : String(value).trim();
  };
  const [run = ''] = given('run')?.split(/\s/) ?? [];
  return { run: run.replace(/^[`#]+|`+$/g, ''), channel: given('channel'), text: given(TEXT_OPTION) ?? '' };
}

function parseAutocomplete(
  scene: Scene,
  interaction: APIApplicationCommandAutocompleteInteraction,
): ParsedInteraction {
  const [sub] = interaction.data.options;
  const options = sub !== undefined && 'options' in sub ? (sub.options ?? []) : [];
  const focused = options.find((option) => 'focused' in option && option.focused === true);
  if (sub === undefined || focused === undefined || !('value' in focused)) return UNKNOWN;
  const others = options.filter((option) => option !== focused && 'value' in option) as Option[];
  const performed: UserActionKind = {
    kind: 'suggest',
    command: sub.name,
    option: focused.name,
    typed: String(focused.value),
    given: startOptions(others),
  };
  return acted(scene, interaction, performed, { kind: 'suggest' });
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
  const performed: UserActionKind =
    control.kind === 'submit'
      ? { kind: 'submit', form: form.form, state, values }
      : { kind: 'change', form: form.form, state, values, field: control.field };
  const opens = control.kind === 'open';
  const closes = control.kind === 'submit';
  const reply = { form: { ...form, values }, opens, isForm: true, closes };
  const once = closes ? onceIn(message, interaction) : null;
  return acted(scene, interaction, performed, { kind: 'component', ...reply }, once);
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
  const press = pressOf(interaction);
  const performed: UserActionKind = {
    kind: 'button',
    button: action,
    value,
    message: interaction.message.id,
    ...(press === null ? {} : { press }),
  };
  const answered = kind === 'yes';
  return acted(scene, interaction, performed, {
    kind: 'component',
    origin: [action, value],
    isForm: answered,
    closes: answered,
  });
}

/** Null for everything but the press of a button of a message; a form's own button is known by its form. */
export function pressOf(interaction: APIInteraction): ButtonPress | null {
  if (interaction.type !== InteractionType.MessageComponent) return null;
  const { id, data, message } = interaction;
  if (pressedButton(data.custom_id) === null) return null;
  const button = [message.id, data.custom_id, userOf(interaction)?.id].join(' ');
  return { id, button, at: madeAt(id) };
}

function parseModal(scene: Scene, interaction: APIModalSubmitInteraction): ParsedInteraction {
  const form = submittedForm(interaction.data, interaction.message);
  if (form === null) return UNKNOWN;
  const performed: UserActionKind = {
    kind: 'submit',
    form: form.form,
    state: form.envelope.state,
    values: form.values,
  };
  const isForm = formInMessage(interaction.message) !== null;
  const { opened } = form.envelope;
  const isHeld = readModalId(interaction.data.custom_id)?.kind === 'held';
  const once = isHeld
    ? onceIn(interaction.message, interaction)
    : opened && `submit:${opened}:${userOf(interaction)?.id}`;
  return acted(scene, interaction, performed, { kind: 'modal', form, isForm, closes: isForm }, once);
}

/** A form that is a message is reopened for each submission, so a second submission is a second click. */
function onceIn(message: APIMessage | undefined, interaction: APIInteraction): string | null {
  return message === undefined ? null : `submit:${message.id}:${userOf(interaction)?.id}`;
}
