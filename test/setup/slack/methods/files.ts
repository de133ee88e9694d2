/** `files.*`: uploads in three steps. The front keeps the content, as the emulator shows it to nobody. */
import type { Answer } from '../../chat/call.ts';
import { type Json, record, records, text, textOrNull } from '../../chat/json.ts';
import { ok, refused } from '../answers.ts';
import { messageRefusal } from '../content-rules.ts';
import { noteMessage } from '../workspace.ts';
import { named } from './messages.ts';
import { channelRefusal, type Method, type MethodContext } from './method.ts';

const getUploadUrl: Method = async ({ workspace, token, store, url }, args) => {
  const answer = await workspace.emulated.call(
    'files.getUploadURLExternal',
    { ...args, length: Number(args.length) },
    token,
  );
  if (answer.ok !== true) return { status: 200, body: answer };
  const id = text(answer.file_id);
  store.files.set(id, {
    id,
    workspace: workspace.id,
    name: text(args.filename),
    title: text(args.filename),
    length: Number(args.length),
    content: null,
    channel: null,
    thread: null,
    sharedAt: null,
    comment: '',
  });
  return ok({ upload_url: `${url}upload/v1/${id}`, file_id: id });
};

const complete: Method = async ({ workspace, token, store }, args) => {
  const channel = textOrNull(args.channel_id);
  const thread = textOrNull(args.thread_ts);
  const closed = channel === null ? null : channelRefusal(workspace, channel);
  if (closed !== null) return refused(closed);
  if (
    thread !== null &&
    channel !== null &&
    (workspace.threads.get(`${channel} ${thread}`) ?? null) !== null
  ) {
    return refused('cannot_reply_to_message');
  }
  const shown = blocksOf(args);
  const refusal =
    shown.length === 0 ? null : messageRefusal('files.completeUploadExternal', { blocks: shown });
  if (refusal !== null) return refusal;
  const answer = await workspace.emulated.call('files.completeUploadExternal', args, token);
  if (answer.ok !== true) return { status: 200, body: answer };
  for (const requested of records(args.files)) {
    const file = store.files.get(text(requested.id));
    if (file === undefined) continue;
    file.title = textOrNull(requested.title) ?? file.title;
    file.channel = channel;
    file.thread = thread;
    file.comment = text(args.initial_comment);
    file.sharedAt = Date.now();
  }
  for (const share of records(answer.files).flatMap(sharesOf)) {
    noteMessage(workspace, share.channel, share);
    if (shown.length > 0) workspace.fileBlocks.set(`${share.channel} ${share.ts}`, named(shown));
  }
  // Slack answers before the file is processed: its shares are for `files.info` to tell
  return ok({ files: records(answer.files).map(({ id, title }) => ({ id, title })) });
};

/** Slack ignores blocks beside a comment. They come as a string of JSON or as they are. */
function blocksOf({ initial_comment, blocks }: Json): readonly Json[] {
  if (text(initial_comment) !== '') return [];
  return records(typeof blocks === 'string' ? JSON.parse(blocks) : blocks);
}

const info: Method = async ({ workspace, token }, args) => {
  return { status: 200, body: await workspace.emulated.call('files.info', { file: args.file }, token) };
};

export const FILE_METHODS: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': complete,
  'files.info': info,
};

/** The bytes of a file, sent to the address that was given for it. */
export async function receiveUpload(
  { store, workspace }: Pick<MethodContext, 'store' | 'workspace'>,
  id: string,
  bytes: Uint8Array,
): Promise<Answer> {
  const file = store.files.get(id);
  if (file === undefined || file.length !== bytes.byteLength) {
    return { status: 400, body: { ok: false, error: 'file_length_mismatch' } };
  }
  const { status, body } = await workspace.emulated.upload(id, bytes);
  if (status === 200) file.content = Buffer.from(bytes).toString('utf8');
  return { status, body: { ok: status === 200, body } };
}

function sharesOf(
  file: Json,
): { readonly channel: string; readonly ts: string; readonly thread_ts: string | null }[] {
  const { public: open, private: closed } = record(file.shares);
  return Object.entries({ ...record(open), ...record(closed) }).flatMap(([channel, shares]) =>
    records(shares).map((share) => ({ channel, ts: text(share.ts), thread_ts: textOrNull(share.thread_ts) })),
  );
}
