/** How people give commands on a platform: help, hints and errors name commands through this port alone. */

export type CommandForm =
  /** opens the form that starts a run */
  | { readonly kind: 'launcher' }
  | {
      readonly kind: 'verb';
      readonly verb: string;
      /** the first characters of a run's id */
      readonly run?: string;
      /** a channel's name, without `#` */
      readonly channel?: string;
      /** of a verb that takes text */
      readonly text?: string;
    }
  | {
      readonly kind: 'start';
      /** absent: the channel's default flow */
      readonly flow?: string;
      readonly focus?: string;
      /** by name; true for a switch */
      readonly options?: Readonly<Record<string, string | true>>;
    };

/** A verb after `/flow`, such as `show`, for platforms that list them. */
export interface VerbForm {
  readonly name: string;
  /** `text`: the rest of what was typed, which may be empty */
  readonly takes: 'nothing' | 'run' | 'run and channel' | 'text';
  /** of `text`: the words that it may begin with; absent: any. With another word, what was typed is a question */
  readonly words?: readonly string[];
  /** the same for a verb whose words can't be listed */
  readonly opening?: {
    /** what it takes, as in `a time such as weekdays 8:00` */
    readonly takes: string;
    /** `flows`: the names of the flows, which may stand in the text too */
    fits(text: string, flows: readonly string[]): boolean;
  };
  /** what it does, as in `shows the flows` */
  readonly does: string;
}

/** What a verb was given. */
export interface VerbArguments {
  /** as typed: the first characters of a run's id; empty for a verb that takes none */
  readonly run: string;
  readonly channel: string | null;
  /** as typed, without quotes that enclose all of it; empty for a verb that takes none */
  readonly text: string;
}

export interface CommandSyntax {
  /** Returns the command as it is typed there, such as `/flow show 1a2b3c4d` or `/flow show run:1a2b3c4d`. */
  command(form: CommandForm): string;
  /** Returns an option of a start as it is typed there, such as `--size medium` or `size:medium`. */
  option(name: string, value?: string): string;
  /** whether people can give commands by mentioning the bot in a message */
  readonly takesMentions: boolean;
}
