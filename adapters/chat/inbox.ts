/**
 * Receives user actions from a platform: handles each once, responds before the platform's time limit, and answers. The
 * response is the answer itself if it is ready in time, otherwise an acknowledgement, with the answer sent later. The
 * adapter supplies the calls that respond to its platform.
 */
import { LRUCache } from 'lru-cache';
import pTimeout from 'p-timeout';
import { messageOf } from '../../runner/core/errors.ts';
import type { ActionHandler, Answer, ButtonPress, UserAction } from '../../runner/core/ports/platform.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import type { Directory } from './directory.ts';
import { answerWithNames } from './names.ts';
import { type MentionPattern, readableAction } from './readable-action.ts';
import { lineView } from './text.ts';

/** An action as parsed; an adapter adds what it needs to answer it. */
export interface Incoming {
  readonly action: UserAction;
  /** the id of this delivery, where several deliveries may be one action */
  readonly delivery?: string;
}

/** Sends the first response to the platform; rejects if that fails. */
export type Respond<Response> = (response: Response) => Promise<void>;

/** What has been sent by the time an answer is to be completed. */
export interface SentResponse<Response> {
  /** the first response; null if none got through, or if the action was a message, which has none */
  readonly response: Response | null;
  /** whether the response carried the answer, or its beginning */
  readonly isAnswer: boolean;
  /** when the action arrived, by the inbox's clock */
  readonly since: number;
}

/** What a platform supplies. `Outcome` is its answer to an action, with what else is needed to show it. */
export interface InboxOptions<I extends Incoming, Outcome, Response> {
  readonly platform: string;
  /** when to respond at the latest: the platform's limit, less the time that passes in transit */
  readonly respondWithinMs: number;
  readonly directory: Pick<Directory, 'names'>;
  /** Matches the mentions in a text that have only an id; global. */
  readonly mentions: MentionPattern;
  /** monotonic time in milliseconds */
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** Called with every view that is about to be shown. */
  shown?(view: MessageView): void;
  /** `ask` passes an action to the handler; it never rejects. */
  outcomeOf(incoming: I, ask: (action: UserAction) => Promise<Answer>): Promise<Outcome>;
  /** Whether the user's form stays open, and will be submitted again under the same id. */
  staysOpen(outcome: Outcome): boolean;
  /** Returns the first response; `outcome` is null if it is not ready in time. */
  first(incoming: I, outcome: Outcome | null): { readonly response: Response; readonly isAnswer: boolean };
  /** Returns the response to an action that was taken before; `first` is the response to it then. */
  repeated(incoming: I, first: Promise<Response | null>): Response | Promise<Response>;
  /** Delivers what the first response did not carry. May throw; the failure is logged. */
  finish(incoming: I, outcome: Outcome, sent: SentResponse<Response>): Promise<void>;
}

const MOST_REMEMBERED = 5_000;
/** Two clicks of a double click are closer than this; a second, deliberate press comes later. */
const DOUBLE_CLICK_MS = 1_000;
/** A hanging action must not keep the service from stopping. */
const LAST_ANSWERS_MS = 5_000;
const FAILED = 'Something went wrong, and it was written down. Try again.';

export class Inbox<I extends Incoming, Outcome, Response> {
  readonly #options: InboxOptions<I, Outcome, Response>;
  /** by action and by delivery: the first response, null if there was none */
  readonly #taken = new LRUCache<string, Promise<Response | null>>({ max: MOST_REMEMBERED });
  readonly #pressed = new LRUCache<string, ButtonPress>({ max: MOST_REMEMBERED });
  readonly #inFlight = new Set<Promise<void>>();
  #handle: ActionHandler | null = null;

  constructor(options: InboxOptions<I, Outcome, Response>) {
    this.#options = options;
  }

  /** Whether new actions are accepted. */
  get isOpen(): boolean {
    return this.#handle !== null;
  }

  open(handle: ActionHandler): void {
    this.#handle = handle;
  }

  /** Stops accepting actions, and waits a limited time for those in flight. */
  async close(): Promise<void> {
    this.#handle = null;
    await within(LAST_ANSWERS_MS, Promise.all(this.#inFlight));
  }

  /** Returns the response to an earlier delivery of the same id; null for a new one. */
  earlier(id: string): Promise<Response | null> | null {
    return this.#taken.get(id) ?? null;
  }

  /**
   * Whether it is the second click of a double click of which this process saw the first; the handler knows the others. A
   * press that is delivered again is not.
   */
  isSecondClick(press: ButtonPress | null): boolean {
    if (press === null) return false;
    const before = this.#pressed.get(press.button);
    if (before !== undefined && before.id !== press.id && Math.abs(press.at - before.at) < DOUBLE_CLICK_MS)
      return true;
    this.#pressed.set(press.button, press);
    return false;
  }

  /**
   * `respond` null: the action was a message. Resolves when everything is done. Never rejects. While the inbox is
   * closed nothing is responded to, so that the platform delivers it to another process or tells the user.
   */
  receive(incoming: I, respond: Respond<Response> | null): Promise<void> {
    const { platform, log } = this.#options;
    const { action, delivery = action.id } = incoming;
    const taken = this.#taken.get(action.id);
    if (taken !== undefined) return this.#track(this.#repeat(incoming, taken, respond));
    const handle = this.#handle;
    if (handle === null) return Promise.resolve();
    const first = Promise.withResolvers<Response | null>();
    for (const id of new Set([action.id, delivery])) this.#taken.set(id, first.promise);
    const done = this.#receive(incoming, handle, respond, first.resolve)
      .catch((error: unknown) => {
        const { kind, place } = action;
        log(
          `${platform}: a ${kind} in ${place.workspace}/${place.channel} got no answer: ${messageOf(error)}`,
        );
      })
      .finally(() => first.resolve(null));
    return this.#track(done);
  }

  async #receive(
    incoming: I,
    handle: ActionHandler,
    respond: Respond<Response> | null,
    responded: (response: Response) => void,
  ): Promise<void> {
    const { respondWithinMs, now, outcomeOf, staysOpen, first, finish } = this.#options;
    const since = now();
    const coming = outcomeOf(incoming, (action) => this.#ask(handle, action)).then((outcome) => {
      if (staysOpen(outcome)) this.#taken.delete(incoming.action.id);
      return outcome;
    });
    if (respond === null) {
      return await finish(incoming, await coming, { response: null, isAnswer: false, since });
    }
    const { response, isAnswer } = first(incoming, await within(respondWithinMs, coming));
    responded(response);
    const arrived = await this.#arrived(respond, response);
    const sent = { response: arrived ? response : null, isAnswer: isAnswer && arrived, since };
    await finish(incoming, await coming, sent);
  }

  async #repeat(incoming: I, taken: Promise<Response | null>, respond: Respond<Response> | null) {
    if (respond !== null) await this.#arrived(respond, await this.#options.repeated(incoming, taken));
  }

  /** The connection that delivered the action may have closed: the answer is then delivered separately. */
  async #arrived(respond: Respond<Response>, response: Response): Promise<boolean> {
    try {
      await respond(response);
      return true;
    } catch (error) {
      const { platform, log } = this.#options;
      log(`${platform}: a first response did not come through: ${messageOf(error)}`);
      return false;
    }
  }

  /** The handler never rejects; if it did, the user would still get an answer. */
  async #ask(handle: ActionHandler, action: UserAction): Promise<Answer> {
    const { platform, directory, mentions, shown, log } = this.#options;
    const names = directory.names(action.place.workspace);
    try {
      const answer = await handle(await readableAction(action, mentions, names));
      if ('view' in answer && 'blocks' in answer.view) shown?.(answer.view);
      return await answerWithNames(answer, names);
    } catch (error) {
      log(`${platform}: ${action.kind} ${action.id} went wrong: ${messageOf(error)}`);
      return { kind: 'message', view: lineView(FAILED) };
    }
  }

  #track(done: Promise<void>): Promise<void> {
    this.#inFlight.add(done);
    return done.finally(() => this.#inFlight.delete(done));
  }
}

/** Resolves to null if the value does not arrive within so many milliseconds. */
function within<T>(milliseconds: number, coming: Promise<T>): Promise<T | null> {
  return pTimeout<T, null>(coming, { milliseconds, fallback: () => null });
}
