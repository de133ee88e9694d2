/** The definitions of the commands under `/flow`, and of the message command. */
import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js';
import type { VerbForm } from '../../runner/core/ports/command-syntax.ts';
import { RUN_OPTIONS } from '../../runner/core/run-request.ts';

export const FLOW_COMMAND = 'flow';
export const MESSAGE_COMMAND = 'Run a flow on this';

const {
  String: text,
  Boolean: yesOrNo,
  Channel: channel,
  Subcommand: subcommand,
} = ApplicationCommandOptionType;

const run: APIApplicationCommandBasicOption = {
  type: text,
  name: 'run',
  description: 'Pick one, or type the first characters of its id',
  required: true,
  max_length: 100,
  autocomplete: true,
};

const target: APIApplicationCommandBasicOption = {
  type: channel,
  name: 'channel',
  description: 'Where to; none: you are asked',
  channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement],
};

const ARGUMENTS = { nothing: [], run: [run], 'run and channel': [run, target] } as const;

/** The option of a verb that takes text. */
export const TEXT_OPTION = 'text';

function argumentsOf({ takes, words }: VerbForm): readonly APIApplicationCommandBasicOption[] {
  if (takes !== 'text') return ARGUMENTS[takes];
  const description = words === undefined ? 'What else you have to say' : words.join(', ');
  return [{ type: text, name: TEXT_OPTION, description, max_length: 1_000 }];
}

const START: readonly APIApplicationCommandBasicOption[] = RUN_OPTIONS.filter(({ faces }) =>
  faces.includes('slash'),
).map(({ name, value, choices, description, without, suggested }) => {
  const usual = without?.chat === undefined ? '' : `; if left out: ${without.chat}`;
  const shown = { name, description: `${capitalized(description)}${usual}` };
  if (value === undefined) return { ...shown, type: yesOrNo };
  if (choices !== undefined) {
    return { ...shown, type: text, choices: choices.map((choice) => ({ name: choice, value: choice })) };
  }
  return { ...shown, type: text, ...(suggested === true ? { autocomplete: true } : { max_length: 6_000 }) };
});

const sub = (
  name: string,
  description: string,
  ...options: readonly APIApplicationCommandBasicOption[]
): APIApplicationCommandSubcommandOption => ({
  type: subcommand,
  name,
  description,
  ...(options.length === 0 ? {} : { options: [...options] }),
});

const INSTALLED = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

/** `verbs` become subcommands, beside those that start a run. */
export function commandsOf(verbs: readonly VerbForm[]): RESTPutAPIApplicationCommandsJSONBody {
  const named = verbs.map((verb) => sub(verb.name, capitalized(verb.does), ...argumentsOf(verb)));
  return [
    {
      type: ApplicationCommandType.ChatInput,
      name: FLOW_COMMAND,
      description: 'Agents that read your code, and only read it',
      ...INSTALLED,
      options: [
        sub('run', 'Starts a flow', ...START),
        sub('launch', 'Opens a form to start a flow'),
        ...named,
      ],
    },
    { type: ApplicationCommandType.Message, name: MESSAGE_COMMAND, ...INSTALLED },
  ];
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
