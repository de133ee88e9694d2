/** A call of the Web API as the front sees it, what it is answered, and the log of all of them. */
import { EventEmitter } from 'node:events';
import { isRecord, type Json, record, text, textOrNull } from './json.ts';

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
  /** id of the workspace whose token it came with; null without a valid one */
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

export function ok(body: Json = {}): Answer {
  return { status: 200, body: { ok: true, ...body } };
}

/** Slack's refusals have status 200. */
export function refused(error: string, messages: readonly string[] = []): Answer {
  const more = messages.length === 0 ? {} : { errors: messages, response_metadata: { messages } };
  return { status: 200, body: { ok: false, error, ...more } };
}

/** `retryAfter` in seconds. */
export function rateLimited(retryAfter: number): Answer {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(retryAfter) },
  };
}

export const SERVER_ERROR: Answer = { status: 500, body: { ok: false, error: 'internal_error' } };

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

  /**
   * The calls that count for a run: messages posted and updated, file calls and look-ups of its threads that were
   * answered, without 429 and 5xx. A run's threads and files are known by the metadata of its messages.
   */
  ofRun(run: string): LoggedCall[] {
    const threads = new Set<string>();
    const files = new Set<string>();
    for (const { method, args, body } of this.calls) {
      if (method !== 'chat.postMessage' || runIn(args) !== run || body.ok !== true) continue;
      threads.add(`${text(body.channel)} ${text(body.ts)}`);
    }
    for (const { method, args } of this.calls) {
      if (method !== 'files.completeUploadExternal') continue;
      if (!threads.has(`${text(args.channel_id)} ${text(args.thread_ts)}`)) continue;
      for (const file of Array.isArray(args.files) ? args.files : []) files.add(text(record(file).id));
    }
    const isOfRun = ({ method, args, body }: LoggedCall) => {
      if (method === 'chat.postMessage' || method === 'chat.update') return runIn(args) === run;
      if (method === 'files.getUploadURLExternal') return files.has(text(body.file_id));
      if (method === 'files.completeUploadExternal')
        return threads.has(`${text(args.channel_id)} ${text(args.thread_ts)}`);
      if (method === 'files.info') return files.has(text(args.file));
      return method === 'conversations.replies' && threads.has(`${text(args.channel)} ${text(args.ts)}`);
    };
    return this.calls.filter((call) => call.status !== null && call.status < 400 && isOfRun(call));
  }
}

function runIn(args: Json): string | null {
  const metadata = args.metadata;
  return isRecord(metadata) ? textOrNull(record(metadata.event_payload).run_id) : null;
}
