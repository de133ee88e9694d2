/** Which calls of the Web API were made for a run. */
import type { CallLog, LoggedCall } from '../chat/call.ts';
import { isRecord, type Json, record, text, textOrNull } from '../chat/json.ts';

/**
 * The calls that count for a run: messages posted and updated, file calls and look-ups of its threads that were
 * answered, without 429 and 5xx. A run's threads and files are known by the metadata of its messages.
 */
export function callsOfRun({ calls }: CallLog, run: string): LoggedCall[] {
  const threads = new Set<string>();
  const files = new Set<string>();
  for (const { method, args, body } of calls) {
    if (method !== 'chat.postMessage' || runIn(args) !== run || body.ok !== true) continue;
    threads.add(`${text(body.channel)} ${text(body.ts)}`);
  }
  for (const { method, args } of calls) {
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
  return calls.filter((call) => call.status !== null && call.status < 400 && isOfRun(call));
}

function runIn(args: Json): string | null {
  const metadata = args.metadata;
  return isRecord(metadata) ? textOrNull(record(metadata.event_payload).run_id) : null;
}
