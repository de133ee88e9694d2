/** A call of a platform's API as its test server sees it, what it is answered, and the log of all of them. */
import { EventEmitter } from 'node:events';
import { type Json, textOrNull } from './json.ts';

/** What the front answers to a call. */
export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call {
  /** counts from 1 */
  readonly n: number;
  readonly method: string;
  readonly args: Json;
  /** id of the workspace or guild that it is about; null where that is not known */
  readonly workspace: string | null;
  /** milliseconds since the epoch */
  readonly at: number;
}

export interface LoggedCall extends Call {
  /** null while it is not answered, and for a connection that was broken instead */
  readonly status: number | null;
  readonly error: string | null;
  /** of the body */
  readonly body: Json;
  /** milliseconds until the answer */
  readonly took: number;
  /** whether it did what it says, answered or not */
  readonly effect: boolean;
}

/** Emits `change` whenever anything happened: a call, a delivery, an acknowledgement. */
export class CallLog extends EventEmitter {
  readonly calls: LoggedCall[] = [];
  /** grows with every change */
  version = 0;

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  add(call: Call, answer: Answer | null, effect: boolean): void {
    this.calls.push({
      ...call,
      status: answer?.status ?? null,
      error: answer === null ? 'no answer' : textOrNull(answer.body.error),
      body: answer?.body ?? {},
      took: Date.now() - call.at,
      effect,
    });
    this.changed();
  }

  changed(): void {
    this.version++;
    this.emit('change');
  }
}
