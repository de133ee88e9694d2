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
  description: 'Its id; the first characters are enough, and /flow history shows them',
  required: true,
  max_length: 100,
};

const START: readonly APIApplicationCommandBasicOption[] = RUN_OPTIONS.filter(({ faces }) =>
  faces.includes('slash'),
).map(({ name, value, choices, description, without, suggested }) => {
  const usual = without?.chat === undefined ? '' : `; if left out: ${without.chat}`;
  const shown = { name, description: `${description[0]?.toUpperCase()}${description.slice(1)}${usual}` };
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

export const COMMANDS: RESTPutAPIApplicationCommandsJSONBody = [
  {
    type: ApplicationCommandType.ChatInput,
    name: FLOW_COMMAND,
    description: 'Agents that read your code, and only read it',
    ...INSTALLED,
    options: [
      sub('run', 'Starts a flow', ...START),
      sub('launch', 'Opens a form to start a flow'),
      sub('list', 'Shows the flows'),
      sub('history', 'Shows the newest runs'),
      sub('show', 'Shows a run', run),
      sub('cancel', 'Ends a run', run),
      sub('retry', 'Does again what failed in a run', run),
      sub('export', 'Posts a run’s report elsewhere', run, {
        type: channel,
        name: 'channel',
        description: 'Where to; none: you are asked',
        channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement],
      }),
      sub('projects', 'Shows what can be read'),
      sub('help', 'Shows how to use it'),
    ],
  },
  { type: ApplicationCommandType.Message, name: MESSAGE_COMMAND, ...INSTALLED },
];
