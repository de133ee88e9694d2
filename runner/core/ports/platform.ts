/**
 * The platform port: what a chat platform is to Baton. An adapter turns what people do there into acts and shows
 * neutral views in the platform's own manner; what is said, to whom and when, is decided elsewhere (`bot/commands`,
 * `bot/threads`). One contract test (`test/contracts/platform-contract.ts`) holds for every adapter.
 */
import type { FormView, MessageView, Option } from './views.ts';

/** Where something stands. `thread` is the platform's reference to the message, or channel, that the thread is. */
export interface Place {
  readonly workspace: string;
  readonly channel: string;
  readonly thread: string | null;
}

/** Who did something, and where. The platform may deliver it twice; then both have the same `id`. */
export interface ActionSource {
  readonly id: string;
  readonly platform: string;
  readonly place: Place;
  readonly person: Person;
}

/** What a person did, told apart by `kind`. */
export type UserAction = ActionSource & UserActionKind;

export interface Person {
  readonly id: string;
  readonly name: string;
  /** whether it is a full member of the workspace: no guest, and nobody from another one; may ask the platform */
  isMember(): Promise<boolean>;
  /** whether it is in that group or role, by the platform's id of it; may ask the platform */
  isIn(group: string): Promise<boolean>;
}

export type UserActionKind =
  /** what followed `/flow` */
  | { readonly kind: 'command'; readonly text: string }
  /** a start whose parts came one by one, as the options of a command do */
  | { readonly kind: 'start'; readonly given: StartOptions }
  /** what could stand in an option of a start, while the person still types: answered with `options` */
  | { readonly kind: 'suggest'; readonly option: 'flow' | 'project' | 'base'; readonly typed: string }
  /** a message that mentions the bot, without the mention */
  | { readonly kind: 'mention'; readonly text: string }
  /** "Run a flow on this", on a message with that text */
  | { readonly kind: 'shortcut'; readonly text: string }
  | { readonly kind: 'button'; readonly button: string; readonly value: string }
  /** something of an open form was changed that others depend on, such as a tab */
  | {
      readonly kind: 'change';
      readonly form: string;
      readonly state: string;
      readonly values: FormValues;
      /** id of the field that was changed */
      readonly field: string;
    }
  | { readonly kind: 'submit'; readonly form: string; readonly state: string; readonly values: FormValues }
  /** the person opened the bot's own page */
  | { readonly kind: 'home' };

/** What a person wants started, as typed; null for what was left out. */
export interface StartOptions {
  readonly flow: string | null;
  readonly focus: string | null;
  readonly size: string | null;
  readonly fast: boolean;
  readonly project: string | null;
  readonly base: string | null;
  readonly backend: string | null;
  readonly model: string | null;
}

/** By field id: the text, the chosen option, `yes` or `no`, a channel's id; null for what was left empty. */
export type FormValues = Readonly<Record<string, string | null>>;

/** What the adapter does upon an act. All but `page` and what stands in the thread is seen by that person alone. */
export type Answer =
  /** the thread shows what follows */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'message'; readonly view: MessageView; readonly file?: FileView }
  /** takes the place of the private message whose button was pressed */
  | { readonly kind: 'replace'; readonly view: MessageView }
  | { readonly kind: 'form'; readonly view: FormView }
  /** the submitted form stays open, with what is wrong at its fields */
  | { readonly kind: 'faults'; readonly faults: readonly { readonly field: string; readonly says: string }[] }
  | { readonly kind: 'page'; readonly view: MessageView }
  /** to a `suggest`, best first */
  | { readonly kind: 'options'; readonly options: readonly Option[] };

/** Never rejects: what went wrong is said in the answer. Forms are answered at once; the rest within two seconds or so. */
export type ActionHandler = (action: UserAction) => Promise<Answer>;

/** A text file, named with its extension. */
export interface FileView {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** By which a post can be found again: stored with the message where the platform can. */
export interface PostMark {
  readonly run_id: string;
  readonly key: string;
}

/** A post that may or may not be there. */
export interface DoubtfulPost extends PostMark {
  readonly kind: 'message' | 'file';
  /** what `reserved` was told, for a file */
  readonly reference: string | null;
  /** when it was meant to be sent, ISO 8601 */
  readonly since: string;
}

export interface PlatformAdapter {
  /** `slack`, `discord`… */
  readonly platform: string;
  /** how fast it may be spoken to, in each workspace */
  readonly pace: readonly PaceRule[];
  /** Begins to connect, and keeps trying; what it needs is said in the log. Acts go to `handle`. */
  start(handle: ActionHandler): Promise<void>;
  /** whether people can reach it right now */
  connected(): boolean;
  /** The workspaces it can post to, now and as they come and go. Gives the function that ends the subscription. */
  onWorkspaces(listener: (workspaces: readonly string[]) => void): () => void;
  /** Takes no more acts, ends those in hand, disconnects. */
  stop(): Promise<void>;
  /** Makes sure the bot can post there: joins where it may. Throws `DeliveryError` (`closed`) with what a person can do. */
  enter(workspace: string, channel: string): Promise<void>;
  /** The channel in which the bot and that person are alone. */
  direct(workspace: string, person: string): Promise<string>;
  /** The new message's reference. Throws `DeliveryError`, as all that follow. */
  post(place: Place, view: MessageView, mark: PostMark): Promise<string>;
  edit(place: Place, reference: string, view: MessageView, mark: PostMark): Promise<void>;
  /**
   * The new file's reference. `reserved` is awaited before the file can be seen, with the reference by which it can
   * be found again; `known` is what an earlier try reserved.
   */
  upload(
    place: Place,
    file: FileView,
    mark: PostMark,
    known: string | null,
    reserved: (reference: string) => Promise<void>,
  ): Promise<string>;
  /** Which of them are there after all, by key, in as few calls as the platform allows. */
  find(place: Place, doubtful: readonly DoubtfulPost[]): Promise<ReadonlyMap<string, string>>;
}

export type PlatformCall = 'post' | 'edit' | 'upload' | 'find';

/**
 * At most `burst` calls at once and one more every `every` milliseconds: in the whole workspace, in each channel with its
 * threads, or in each thread and each channel for itself.
 */
export interface PaceRule {
  readonly calls: readonly PlatformCall[];
  readonly per: 'workspace' | 'channel' | 'thread';
  readonly every: number;
  readonly burst: number;
}

/** Why a call did not do what it should:
 * `wait`      the platform wants to be left alone for `retryAfterMs`; nothing happened
 * `unsent`    it never got there; nothing happened
 * `doubtful`  it may have happened
 * `old`       the message can't be edited any more: it has to be posted anew
 * `gone`      the message that was to be edited is not there any more
 * `closed`    the bot can't (or can no longer) post there; the message says what a person can do
 * `refused`   the platform does not take this content
 */
export type DeliveryFailure = 'wait' | 'unsent' | 'doubtful' | 'old' | 'gone' | 'closed' | 'refused';

export class DeliveryError extends Error {
  readonly reason: DeliveryFailure;
  readonly retryAfterMs: number;

  constructor(reason: DeliveryFailure, message: string, retryAfterMs = 0, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Undelivered';
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}
