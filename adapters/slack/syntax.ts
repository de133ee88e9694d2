/** Commands as they are typed in Slack: words after `/flow`. Pure. */
import type { CommandForm, CommandSyntax } from '../../runner/core/ports/command-syntax.ts';

const option = (name: string, value?: string): string =>
  value === undefined ? `--${name}` : `--${name} ${value}`;

function wordsOf(form: CommandForm): readonly (string | undefined)[] {
  switch (form.kind) {
    case 'launcher':
      return [];
    case 'verb': {
      const { verb, run, channel, text } = form;
      return [verb, run, channel === undefined ? undefined : `#${channel}`, text];
    }
    case 'start': {
      const { flow, focus, options = {} } = form;
      const named = Object.entries(options).map(([name, value]) =>
        option(name, value === true ? undefined : value),
      );
      return [flow, focus, ...named];
    }
  }
}

export const SLACK_SYNTAX: CommandSyntax = {
  command: (form) => ['/flow', ...wordsOf(form)].filter(Boolean).join(' '),
  option,
  takesMentions: true,
};
