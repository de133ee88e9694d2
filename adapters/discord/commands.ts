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

const START: readonly APIApplicationCommandBasicOption[] = [
  {
    type: text,
    name: 'flow',
    description: 'What kind of work; none: this channel’s own',
    autocomplete: true,
  },
  {
    type: text,
    name: 'focus',
    description: 'What to look at; none: the flow’s own question',
    max_length: 6_000,
  },
  {
    type: text,
    name: 'size',
    description: 'How broad; small if left out',
    choices: ['small', 'medium', 'large'].map((size) => ({ name: size, value: size })),
  },
  { type: yesOrNo, name: 'fast', description: 'Less breadth and prose; every check stays' },
  { type: text, name: 'project', description: 'What to read; none: this channel’s', autocomplete: true },
  { type: text, name: 'base', description: 'A branch, tag or commit to compare with', autocomplete: true },
  { type: text, name: 'backend', description: 'What runs the agents', max_length: 100 },
  { type: text, name: 'model', description: 'Which model they are', max_length: 200 },
];

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
