/** Every command that the documents show is one that a person can give, on the platform of its page. */
import { type APIApplicationCommandSubcommandOption, ApplicationCommandOptionType } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { commandsOf } from '../../../adapters/discord/commands.ts';
import { VERBS } from '../../../bot/commands/verbs.ts';
import { documents, textOf } from '../../house/house.ts';
import { parse } from './grammar.ts';

/** Shown as what starts nothing. */
const OFFERED = new Set(['/flow retry logic is not safe?']);

interface Shown {
  readonly file: string;
  readonly line: string;
}

/** The `/flow …` of code spans and of fenced lines. */
function shownIn(file: string): Shown[] {
  const text = textOf(file);
  const spans = [...text.matchAll(/`(\/flow[^`\n]*)`/g)].map(([, line = '']) => line);
  const lines = [...text.matchAll(/^(\/flow.*)$/gm)].map(([, line = '']) => line);
  return [...new Set([...spans, ...lines])].map((line) => ({ file, line }));
}

const SUBCOMMANDS: readonly APIApplicationCommandSubcommandOption[] = commandsOf(VERBS).flatMap((command) =>
  'options' in command
    ? ((command.options ?? []) as APIApplicationCommandSubcommandOption[]).filter(
        ({ type }) => type === ApplicationCommandOptionType.Subcommand,
      )
    : [],
);

/** Those with a subcommand and named options are Discord's. */
const isDiscords = ({ file, line }: Shown): boolean =>
  line !== '/flow' &&
  (file === 'docs/discord.md' ||
    /^\/flow (?:run|launch)\b/.test(line) ||
    /^\/flow \S+ [a-z]+:(?!\/)\S/.test(line));

/** Slack sends the channel that a person picks from its list as a link. */
const sent = (line: string): string => line.replace(/#(\w+)/, '<#C0GENERAL1|$1>');

const SHOWN = documents()
  .filter((file) => file !== 'CHANGELOG.md')
  .flatMap(shownIn);

describe('a documented command', () => {
  test.each(SHOWN.filter((shown) => !isDiscords(shown)))('of $file can be typed: $line', ({ line }) => {
    const { kind } = parse(sent(line));
    if (OFFERED.has(line)) expect(kind).toBe('offer');
    else expect(['start', 'verb', 'launcher']).toContain(kind);
  });

  test.each(SHOWN.filter(isDiscords))('of $file is registered on Discord: $line', ({ line }) => {
    const [, name = '', rest = ''] = /^\/flow (\S+)\s*(.*)$/.exec(line) ?? [];
    const found = SUBCOMMANDS.find((subcommand) => subcommand.name === name);
    expect(found, name).toBeDefined();
    const options = (found?.options ?? []).map((option) => option.name);
    for (const [, option] of rest.matchAll(/(?:^|\s)([a-z]+):(?=\S)/g)) expect(options).toContain(option);
    if (rest !== '') expect(rest).toMatch(/^\w+:\S/);
  });

  test('is there for each verb on the pages of both platforms', () => {
    for (const page of ['docs/slack.md', 'docs/discord.md']) {
      const named = shownIn(page).map(({ line }) => line.split(' ')[1]);
      expect(named).toEqual(expect.arrayContaining(VERBS.map(({ name }) => name)));
    }
  });
});
