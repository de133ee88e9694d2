/** Commands as they are typed in Discord: subcommands of `/flow` with named options. Pure. */
import type { CommandForm, CommandSyntax } from '../../runner/core/ports/command-syntax.ts';
import { TEXT_OPTION } from './commands.ts';

const option = (name: string, value = 'True'): string => `${name}:${value}`;

function wordsOf(form: CommandForm): readonly string[] {
  if (form.kind === 'launcher') return ['launch'];
  const given: Readonly<Record<string, string | true | undefined>> =
    form.kind === 'verb'
      ? { run: form.run, channel: form.channel && `#${form.channel}`, [TEXT_OPTION]: form.text }
      : { flow: form.flow, focus: form.focus, ...form.options };
  const options = Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined || value === '') return [];
    return [option(name, value === true ? undefined : value)];
  });
  return [form.kind === 'verb' ? form.verb : 'run', ...options];
}

/** Messages, and with them mentions, arrive by the gateway only. */
export function discordSyntax(takesMentions: boolean): CommandSyntax {
  return { command: (form) => ['/flow', ...wordsOf(form)].join(' '), option, takesMentions };
}
