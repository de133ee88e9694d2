/**
 * The platform port: the interface between Baton and a chat platform. An adapter turns what people do there into user
 * actions, and renders neutral views in the platform's format; what is posted, to whom and when, is decided in
 * `bot/commands` and `bot/threads`. One contract test (`test/contracts/platform-contract.ts`) applies to every adapter.
 */
import type { GivenOptions } from '../run-request.ts';
import type { CommandSyntax, VerbArguments } from './command-syntax.ts';
import type { FormView, MessageView, Option, PictureView } from './views.ts';

/** A location on a platform. `thread` refers to the message, or channel, that is the thread. */
export interface Place {
  readonly workspace: string;
  readonly channel: string;
  readonly thread: string | null;
}

/** Where a post goes. */
export interface PostPlace extends Place {
  /** the title of the thread's card, for platforms on which a thread has a name */
  readonly title?: string;
}

/** Who acted, and where. A platform may deliver an action twice; both deliveries have the same `id`. */
export interface ActionSource {
  readonly id: string;
  readonly platform: string;
  readonly place: Place;
  readonly person: Person;
}

/** What a user did, discriminated by `kind`. */
export type UserAction = ActionSource & UserActionKind;

export interface Person {
  readonly id: string;
  readonly name: string;
  /**
   * whether the person is a full member of the workspace: not a guest, not from another workspace; may call the
   * platform
   */
  isMember(): Promise<boolean>;
  /**
   * whether the person is in that group or role, named as in the policy (`group:S0TEAM`); false for a name of another
   * platform; may call the platform
   */
  isIn(group: string): Promise<boolean>;
  /** the IANA name of the person's time zone; null if the platform does not tell it; may call the platform */
  timeZone(): Promise<string | null>;
}

export type UserActionKind =
  /** the text after `/flow` */
  | { readonly kind: 'command'; readonly text: string }
  /** a verb chosen from a list, with what it was given */
  | { readonly kind: 'verb'; readonly verb: string; readonly given: VerbArguments }
  /** a start given as separate options of a slash command */
  | { readonly kind: 'start'; readonly given: GivenOptions }
  /** a request for suggestions for an option while the user types; answered with `options` */
  | {
      readonly kind: 'suggest';
      /** the command that is typed: `run`, or a verb */
      readonly command: string;
      readonly option: string;
      readonly typed: string;
      /** the other options, as far as they are filled in */
      readonly given: GivenOptions;
    }
  /** a message that mentions the bot, without the mention */
  | {
      readonly kind: 'mention';
      readonly text: string;
      /** the reference of the bot's message that it replies to, on platforms where people reply to single messages */
      readonly repliesTo?: string;
    }
  /** "Run a flow on this", on a message with that text and, where it is known, address */
  | { readonly kind: 'shortcut'; readonly text: string; readonly link: string | null }
  | {
      readonly kind: 'button';
      readonly button: string;
      readonly value: string;
      readonly press?: ButtonPress;
      /** the reference of the message that has the button; absent for the home page */
      readonly message?: string;
    }
  /** a field of an open form changed that others depend on, such as a tab */
  | {
      readonly kind: 'change';
      readonly form: string;
      readonly state: string;
      readonly values: FormValues;
      /** the id of the changed field */
      readonly field: string;
    }
  | { readonly kind: 'submit'; readonly form: string; readonly state: string; readonly values: FormValues }
  /** the user opened the bot's home page */
  | { readonly kind: 'home' };

/** One click on a button; double clicks are two, which no process need see both of. */
export interface ButtonPress {
  /** of this click alone */
  readonly id: string;
  /** the same for every click on that button of that message by that person */
  readonly button: string;
  /** by the platform's clock, in milliseconds since 1970 */
  readonly at: number;
}

/** By field id: the text, the chosen option, `yes` or `no`, a channel's id; null for empty fields. */
export type FormValues = Readonly<Record<string, string | null>>;

/** How the adapter answers a user action. Only the user sees it, except for `page` and what is posted in the thread. */
export type Answer =
  /** no answer: the thread shows the effect */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'message'; readonly view: MessageView; readonly file?: FileView | PictureView }
  /** replaces the private message whose button was pressed */
  | { readonly kind: 'replace'; readonly view: MessageView }
  | { readonly kind: 'form'; readonly view: FormView }
  /** the submitted form stays open and shows the errors at its fields */
  | {
      readonly kind: 'field_errors';
      readonly fieldErrors: readonly { readonly field: string; readonly message: string }[];
    }
  | { readonly kind: 'page'; readonly view: MessageView }
  /** to a `suggest`, best first */
  | { readonly kind: 'options'; readonly options: readonly Option[] };

/**
 * Never rejects: errors become part of the answer. Forms are answered immediately, everything else within about two
 * seconds.
 */
export type ActionHandler = (action: UserAction) => Promise<Answer>;

/** A text file, named with its extension. */
export interface FileView {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** of a file in a thread: what stands with it; only its lines and buttons are shown */
  readonly message?: MessageView;
}

/** Identifies a post; stored with the message where the platform supports it. */
export interface PostMark {
  readonly run_id: string;
  readonly key: string;
  /** the message whose place it takes, if there was one before: this one is another post, and only newer ones are found */
  readonly replaces?: string | null;
}

/** A post that is to be edited. */
export interface EditMark extends PostMark {
  /** whether the platform refused an edit in its thread for the message's age, in this process or another */
  readonly isAged?: boolean;
}

/** A post that may or may not exist. */
export interface DoubtfulPost extends PostMark {
  readonly kind: 'message' | 'file';
  /** for a file: the reference passed to `reserved` */
  readonly reference: string | null;
  /** when it was about to be sent, ISO 8601 */
  readonly since: string;
}

export interface PlatformAdapter {
  /** `slack`, `discord`… */
  readonly platform: string;
  /** how commands are typed there */
  readonly syntax: CommandSyntax;
  /** the platform's rate limits, for each workspace */
  readonly pace: readonly PaceRule[];
  /** Starts connecting, and keeps retrying; failures are logged. User actions are passed to `handle`. */
  start(handle: ActionHandler): Promise<void>;
  /** whether the platform is connected */
  connected(): boolean;
  /** Reports the workspaces it can post to, now and on every change. Returns an unsubscribe function. */
  onWorkspaces(listener: (workspaces: readonly string[]) => void): () => void;
  /**
   * Reports channels that may be open to the bot again: it was invited, the channel was unarchived, permissions changed;
   * null: any channel of the workspace. Returns an unsubscribe function.
   */
  onOpened(listener: (workspace: string, channel: string | null) => void): () => void;
  /** Returns the time by the platform's own clock, as far as it is known, in milliseconds since 1970. */
  now(): number;
  /** Stops accepting actions, finishes those in flight, and disconnects. */
  stop(): Promise<void>;
  /**
   * Makes sure the bot can post there, and joins the channel if allowed. Throws `DeliveryError` that says what a
   * person can do.
   */
  enter(workspace: string, channel: string): Promise<void>;
  /** Returns the direct-message channel with that person. */
  direct(workspace: string, person: string): Promise<string>;
  /**
   * Shows a message to that person alone: in that place if it can, otherwise in direct messages. Throws `DeliveryError`.
   */
  tell(place: Place, person: string, view: MessageView): Promise<void>;
  /** Returns the view with people and groups by their names, as text: for what is shown in a plainer form. */
  named(workspace: string, view: MessageView): Promise<MessageView>;
  /** Returns the new message's reference. Throws `DeliveryError`, like all methods below. */
  post(place: PostPlace, view: MessageView, mark: PostMark): Promise<string>;
  edit(place: Place, reference: string, view: MessageView, mark: EditMark): Promise<void>;
  /**
   * Returns the new file's reference. `reserved` is awaited before the file becomes visible, with a reference by which
   * it can be found again; `known` is the reference that an earlier attempt reserved.
   */
  upload(
    place: PostPlace,
    file: FileView,
    mark: PostMark,
    known: string | null,
    reserved: (reference: string) => Promise<void>,
  ): Promise<string>;
  /** Returns the references of those that exist, by key, in as few calls as the platform allows. */
  find(place: Place, doubtful: readonly DoubtfulPost[]): Promise<ReadonlyMap<string, string>>;
}

export type PlatformCall = 'post' | 'edit' | 'upload' | 'find';

/**
 * Allows at most `burst` calls at once and one more every `every` milliseconds: in the whole workspace, in each channel
 * with its threads, or in each thread and each channel separately.
 */
export interface PaceRule {
  readonly calls: readonly PlatformCall[];
  readonly per: 'workspace' | 'channel' | 'thread';
  readonly every: number;
  readonly burst: number;
}
