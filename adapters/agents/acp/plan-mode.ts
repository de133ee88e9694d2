/**
 * How a session is put into its plan mode. Agents list their modes in one of two places: in `modes`, switched by
 * `session/set_mode`, or as a session option of category `mode`, switched by `session/set_config_option` (OpenCode
 * 1.18 lists its modes only there). A mode that is in neither list is missing, whatever the agent answers to a request.
 */
import { z } from 'zod';

const ModeState = z.object({
  currentModeId: z.string(),
  availableModes: z.array(z.object({ id: z.string() })),
});

const Choice = z.object({ value: z.string() });
const ChoiceGroup = z.object({ options: z.array(Choice) });

const SelectOption = z.object({
  id: z.string(),
  category: z.string().nullish(),
  type: z.literal('select'),
  currentValue: z.string(),
  options: z.union([z.array(Choice), z.array(ChoiceGroup)]),
});

/** The session's choices in the answers to `session/new` and `session/set_config_option`; unknown options are omitted. */
export const SessionChoices = z.object({
  sessionId: z.string().optional().catch(undefined),
  modes: ModeState.nullish().catch(null),
  configOptions: z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((options) =>
      (options ?? []).flatMap((option) => {
        const select = SelectOption.safeParse(option);
        return select.success ? [select.data] : [];
      }),
    ),
});
export type SessionChoices = z.infer<typeof SessionChoices>;

const CurrentMode = z.object({
  sessionUpdate: z.literal('current_mode_update'),
  currentModeId: z.string(),
});
const OptionUpdate = SessionChoices.extend({ sessionUpdate: z.literal('config_option_update') });

/** The request that makes a choice. */
export type Switch =
  | { readonly by: 'mode'; readonly modeId: string }
  | { readonly by: 'option'; readonly configId: string; readonly value: string };

/** The request that puts the session into `mode`, or null when the session does not offer that mode. */
export function switchToMode(choices: SessionChoices, mode: string): Switch | null {
  if (choices.modes?.availableModes.some(({ id }) => id === mode)) return { by: 'mode', modeId: mode };
  return switchOption(choices, 'mode', mode);
}

/** The request that makes the session use `model`, or null when the session offers no such model. */
export function switchToModel(choices: SessionChoices, model: string): Switch | null {
  return switchOption(choices, 'model', model);
}

/** The session's mode; null if the choices don't include it. */
export function modeOf(choices: SessionChoices): string | null {
  return optionOf(choices, 'mode')?.currentValue ?? choices.modes?.currentModeId ?? null;
}

/** The session's mode after an `update` of `session/update`; null if the update is about something else. */
export function modeInUpdate(update: unknown): string | null {
  const current = CurrentMode.safeParse(update);
  if (current.success) return current.data.currentModeId;
  const options = OptionUpdate.safeParse(update);
  return options.success ? modeOf(options.data) : null;
}

/** The session's model; null if the choices don't include it. */
export function modelOf(choices: SessionChoices): string | null {
  return optionOf(choices, 'model')?.currentValue ?? null;
}

/** The modes or models that the session offers, for a message. */
export function offered(choices: SessionChoices, category: 'mode' | 'model'): string[] {
  const listed = category === 'mode' ? (choices.modes?.availableModes ?? []).map(({ id }) => id) : [];
  const option = optionOf(choices, category);
  return [...new Set([...listed, ...(option === undefined ? [] : valuesOf(option))])];
}

function switchOption(choices: SessionChoices, category: 'mode' | 'model', value: string): Switch | null {
  const option = optionOf(choices, category);
  if (option === undefined || !valuesOf(option).includes(value)) return null;
  return { by: 'option', configId: option.id, value };
}

function optionOf({ configOptions }: SessionChoices, category: string) {
  return configOptions.find((option) => (option.category ?? option.id) === category);
}

function valuesOf({ options }: z.infer<typeof SelectOption>): string[] {
  return options.flatMap((entry) =>
    'options' in entry ? entry.options.map(({ value }) => value) : [entry.value],
  );
}
