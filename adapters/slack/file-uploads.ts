/**
 * Uploads files in Slack's three steps: reserve an id, send the bytes, share the file. The id is known before anyone
 * can see the file, so a file whose sharing is in doubt can be found again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { types } from '@slack/bolt';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { FileView, Place } from '../../runner/core/ports/platform.ts';
import type { PictureView } from '../../runner/core/ports/views.ts';
import { networkCause } from '../chat/delivery-error.ts';
import { cutLabel } from '../chat/text.ts';
import type { Clients } from './clients.ts';
import { httpFailure, slackError } from './delivery-error.ts';
import { landedElsewhere } from './landing.ts';
import { fileBlocks, fileComment } from './render/comment.ts';
import { LIMITS } from './render/limits.ts';
import { oneLine } from './render/plain-text.ts';

const TIMEOUT_MS = 20_000;
/** What Slack says of blocks that it does not take; nothing was shared then. */
const BLOCK_REFUSALS: readonly (string | null)[] = [
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
];
/** When to look whether a shared file is visible, each after the last. */
const LOOK_AFTER_MS = [0, 1_000, 2_000, 4_000] as const;

export class FileUploads {
  readonly #clients: Clients;

  constructor(clients: Clients) {
    this.#clients = clients;
  }

  async upload(
    place: Place,
    file: FileView | PictureView,
    known: string | null,
    reserved: (reference: string) => Promise<void>,
  ): Promise<string> {
    if (known !== null) {
      if (await this.#isThere(place, known)) return known;
      if (await this.#shareIfSent(place, file, known)) return await this.#seen(place, known);
    }
    const bytes = bytesOf(file);
    const alt = 'alt' in file ? { alt_txt: cutLabel(oneLine(file.alt), LIMITS.alt) } : {};
    const { upload_url: url, file_id: id } = await this.#clients.call(place.workspace, (client) =>
      client.files.getUploadURLExternal({ filename: file.name, length: bytes.byteLength, ...alt }),
    );
    if (url === undefined || id === undefined) throw new DeliveryError('unsent', 'Slack reserved no file');
    await reserved(id);
    await send(url, bytes);
    await this.#share(place, file, id);
    return await this.#seen(place, id);
  }

  /**
   * Slack takes files before it has processed them: looks whether the file has become visible. Throws `DeliveryError`
   * (`form`) if it has not, (`thread`) if it is outside of the thread, and (`doubtful`) if that can't be said.
   */
  async #seen(place: Place, id: string): Promise<string> {
    for (const wait of LOOK_AFTER_MS) {
      await sleep(wait);
      try {
        if (await this.#isThere(place, id)) return id;
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.reason === 'thread') throw error;
        // Slack does not let the app look: then it can't be known.
        if (!error.isPassing) return id;
        throw new DeliveryError('doubtful', `Slack took the file, and then: ${error.message}`, 0, error);
      }
    }
    throw new DeliveryError('form', 'Slack took the file, but shows it nowhere');
  }

  /** Like `isShared`, but throws `DeliveryError` (`thread`) if it is visible elsewhere in the channel. */
  async #isThere(place: Place, id: string): Promise<boolean> {
    const shares = await this.#sharesOf(place, id);
    if (shares.some((share) => isIn(place, share))) return true;
    if (shares.length === 0) return false;
    throw await landedElsewhere(
      this.#clients,
      place,
      shares.flatMap(({ ts }) => ts ?? []),
    );
  }

  /** Returns true if the file is visible there. */
  async isShared(place: Place, id: string): Promise<boolean> {
    return (await this.#sharesOf(place, id)).some((share) => isIn(place, share));
  }

  /** Returns where in the channel the file is visible. */
  async #sharesOf({ workspace, channel }: Place, id: string): Promise<readonly Share[]> {
    try {
      const { file } = await this.#clients.call(workspace, (client) => client.files.info({ file: id }));
      return [file?.shares?.public, file?.shares?.private].flatMap((by) => by?.[channel] ?? []);
    } catch (error) {
      if (['file_not_found', 'file_deleted', 'not_visible'].includes(slackError(error) ?? '')) return [];
      throw error;
    }
  }

  /** Returns false for a reserved file whose bytes never arrived: it is abandoned and replaced by a new one. */
  async #shareIfSent(place: Place, file: FileView | PictureView, id: string): Promise<boolean> {
    try {
      await this.#share(place, file, id);
      return true;
    } catch (error) {
      if (error instanceof DeliveryError && error.reason === 'form') return false;
      throw error;
    }
  }

  /** A workspace that takes no blocks with a file gets their text alone; the card has the same buttons. */
  async #share(place: Place, file: FileView | PictureView, id: string): Promise<void> {
    const said = 'png' in file ? undefined : file.message;
    const comment = said === undefined ? '' : fileComment(said);
    const text = comment === '' ? {} : { initial_comment: comment };
    const blocks = said === undefined ? [] : fileBlocks(said);
    if (blocks.length === 0) return await this.#complete(place, file, id, text);
    try {
      // Slack ignores blocks beside a comment.
      await this.#complete(place, file, id, { blocks });
    } catch (error) {
      if (!BLOCK_REFUSALS.includes(slackError(error))) throw error;
      await this.#complete(place, file, id, text);
    }
  }

  async #complete(
    { workspace, channel, thread }: Place,
    { title }: FileView | PictureView,
    id: string,
    said: { readonly initial_comment?: string; readonly blocks?: types.KnownBlock[] },
  ): Promise<void> {
    const place = { channel_id: channel, ...(thread === null ? {} : { thread_ts: thread }) };
    await this.#clients.call(workspace, (client) =>
      client.files.completeUploadExternal({ files: [{ id, title }], ...place, ...said }),
    );
  }
}

interface Share {
  readonly ts?: string;
  readonly thread_ts?: string;
}

function isIn({ thread }: Place, share: Share): boolean {
  return thread === null || share.thread_ts === thread;
}

/** Slack takes no empty files. */
function bytesOf(file: FileView | PictureView): Uint8Array {
  return 'png' in file ? file.png : Buffer.from(file.text === '' ? '\n' : file.text, 'utf8');
}

/** The bytes are invisible until the file is shared, so a failure here is never doubtful. */
async function send(url: string, bytes: Uint8Array): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
  } catch (error) {
    throw new DeliveryError('unsent', `the file could not be sent: ${networkCause(error)}`, 0, error);
  }
  if (response.status === 429) throw httpFailure(response.status);
  if (!response.ok)
    throw new DeliveryError('unsent', `the file could not be sent: HTTP status ${response.status}`);
}
