/**
 * A chat platform as people see it, alike for all: what stands in channels and threads, and what a person can do there.
 * The stories in this folder are told in these words; `slack-place.ts` and `discord-place.ts` know the hands.
 */
import type { Until } from '../../setup/chat/awaiting.ts';

export type Mode = 'slack-socket' | 'slack-http' | 'discord-gateway' | 'discord-http';

export const MODES: readonly Mode[] = ['slack-socket', 'slack-http', 'discord-gateway', 'discord-http'];

/** A run may take that long on a busy machine. */
export const PATIENCE_MS = 45_000;

export type PlatformName = 'slack' | 'discord';

/** A message or a file's message, as it is now. */
export interface Shown {
  readonly id: string;
  /** all text of it, a line for each piece */
  readonly says: string;
  readonly buttons: readonly string[];
  /** names */
  readonly files: readonly string[];
  /** of the one who alone sees it, or where it stands */
  readonly channel: string;
  /** as the platform's test server has it */
  readonly source: unknown;
}

/** What a person gives along with `/flow <flow>`. */
export interface Wish {
  readonly flow?: string;
  readonly focus?: string;
  readonly base?: string;
  readonly size?: string;
  readonly fast?: true;
}

/** What a message shows besides its words. */
export interface Preview {
  readonly title: string;
  readonly body: string;
}

/** A form that is open, whatever the platform makes of it. */
export interface Form {
  /** what is filled in and chosen, a line for each field: `base: main` */
  holds(): string;
  options(label: string): readonly string[];
  /** The option that is called so, or begins so. */
  choose(label: string, option: string): Promise<void>;
  /** Types, where the form has a field for it; elsewhere it is typed at the end. */
  fill(label: string, words: string): Promise<void>;
  /** Sends it off. */
  submit(): Promise<void>;
}

/** A file that one person alone was sent. */
export interface OwnFile {
  readonly name: string;
  readonly isPicture: boolean;
}

/** How the app answered what a person did. */
export interface Inbox {
  /** why the platform says that it failed; null when it was taken */
  readonly failure: string | null;
}

export interface Hands {
  /** `/flow <flow> …` */
  run(wish: Wish, where?: { readonly channel?: string; readonly thread?: string }): Promise<Inbox>;
  /** `/flow history`, `/flow list`…, with a run, words or nothing */
  command(name: string, given?: { readonly run?: string; readonly text?: string }): Promise<Inbox>;
  /** Says it to the bot in words: after `/flow`, or by a mention where commands have options. */
  says(words: string): Promise<void>;
  /** Writes a message without the bot, then edits it so that it calls the bot; and edits it once more. */
  callByEdit(words: string): Promise<void>;
  press(on: Shown, label: string): Promise<Inbox>;
  /** Presses, for the form that opens. */
  form(on: Shown, label: string): Promise<Form>;
  /** The same by `/flow <name> <text>`. */
  formBy(name: string, text: string): Promise<Form>;
  /** what this person alone was told and still sees, oldest first */
  told(): readonly Shown[];
  /** what stands in the channel that this person and the bot share, oldest first */
  directs(): Promise<readonly Shown[]>;
  ownFiles(): Promise<readonly OwnFile[]>;
  launcher(): Promise<Launcher>;
  /** "Run a flow on this", on a message with these words, which may show more; gives what the message's address ends with. */
  runOn(words: string, shows?: Preview): Promise<string>;
  /** Presses Export… and chooses that channel. */
  export(card: Shown, channel: string): Promise<void>;
  /** Presses Ask an agent…, chooses the first and asks; gives its name. */
  ask(card: Shown, question: string): Promise<string>;
  /** Asks the agent of a reply by calling the bot in the thread, in the platform's manner. */
  call(card: Shown, reply: Shown, agent: string, question: string): Promise<void>;
  /** `/flow <flow> <focus>` in a thread below a message with these words; gives what holds the thread's messages. */
  runBelow(words: string, wish: Wish): Promise<() => Promise<readonly Shown[]>>;
}

/** What only Slack has. */
export interface SlackHands {
  /** The page of the bot's own. */
  home(): Promise<string>;
}

/** What only Discord has. */
export interface DiscordHands {
  /** What is offered while that is typed into an option of `/flow run`. */
  offered(option: string, typed: string): Promise<readonly string[]>;
  /** The same for the run of another command. */
  offeredRuns(command: string): Promise<readonly string[]>;
  /** Calls the bot by its role. */
  callByRole(words: string): Promise<void>;
  /** Starts a flow in a new post of the forum; gives the messages there. */
  runInForum(wish: Wish): Promise<() => readonly Shown[]>;
  /** Makes a message older than Discord lets be edited at will. */
  age(message: Shown): void;
}

/** The launcher while it is open. */
export interface Launcher {
  readonly tabs: readonly string[];
  flows(): readonly string[];
  /** Types, where the launcher has a field for it; elsewhere it is typed at the end. */
  focus(words: string): Promise<void>;
  /** The same for the field of that label. */
  fill(label: string, words: string): Promise<void>;
  turn(tab: string): Promise<void>;
  choose(flow: string): Promise<void>;
  /** Sends it off. */
  start(): Promise<void>;
}

export interface ChatPlace {
  readonly platform: PlatformName;
  /** for the service: tokens and addresses */
  readonly variables: Readonly<Record<string, string>>;
  /** where the service listens, for platforms that come to it */
  serve(address: string): void;
  /** Until people find the commands; a service may be ready a moment sooner. */
  furnished(): Promise<unknown>;
  person(name: string): Hands;
  /** Null on other platforms. */
  onSlack(name: string): SlackHands | null;
  onDiscord(name: string): DiscordHands | null;
  channelId(name: string): string;
  personId(name: string): string;
  /** a group or role with alice alone in it, as the policy names it */
  readonly team: string;
  /** what the bot wrote into a channel, oldest first */
  cards(channel: string): Promise<readonly Shown[]>;
  /** the message itself, as it is now; null when it is gone */
  again(message: Shown): Promise<Shown | null>;
  /** what the bot wrote into a card's thread, without the card */
  replies(card: Shown): Promise<readonly Shown[]>;
  /** Whether that message is the run's post of that key. */
  isPost(message: Shown, run_id: string, key: string): boolean;
  /** calls of the run whose card that is, as INTERFACES counts them */
  calls(run_id: string, card: Shown): number;
  /** how many calls there were so far, of any kind */
  readonly count: number;
  /** how many of those about a channel and its threads failed so far */
  failures(channel: string): number;
  /** Lets every call be refused with that error, until the function that it gives is called. */
  refuseAll(error: string): () => void;
  /** Lets every call be answered late with that chance, after it was done. */
  slow(ms: number, chance: number): void;
  /** 429 and 500 with that chance each, the latter before and after it was done. */
  trouble(chance: number): void;
  /** everything that was sent to be shown, as JSON */
  sent(): readonly { readonly what: string; readonly json: string; readonly error: string | null }[];
  /** whom a message pings: ids, or words such as `channel` */
  pinged(message: Shown): readonly string[];
  /** the same of everything that the bot said */
  pings(): readonly string[];
  /** as the platform hands on what a person typed */
  typed(words: string): string;
  /** how often the platform said that it was spoken to too fast, but for what `trouble` made */
  paced(): number;
  /** all files that can be seen */
  fileTexts(): readonly string[];
  describe(): string | Promise<string>;
  readonly until: Until;
  stop(): Promise<void>;
}
