/**
 * Identifies a message as a run's post: by its nonce, which Discord returns for some minutes, and permanently by the
 * number of its outermost component, which Discord stores and never displays. Both are derived from the run and the
 * key.
 */
import { createHash } from 'node:crypto';
import type { PostMark } from '../../runner/core/ports/platform.ts';

/** Discord's limit in characters. */
const NONCE = 25;
/** Discord assigns numbers from 1 to components without one. */
const LEAST_NUMBER = 1_000_000;
const NUMBERS = 2 ** 31 - 1 - LEAST_NUMBER;

/** `content`: whatever else makes it a different post, such as a file's text. */
export function nonceOf(mark: PostMark, content = ''): string {
  // Discord takes a message with a nonce that it knows for the one before.
  return digest(mark, `${mark.replaces ?? ''}${content}`)
    .toString('base64url')
    .slice(0, NONCE);
}

export function numberOf(mark: PostMark): number {
  return LEAST_NUMBER + (digest(mark, '').readUInt32BE(20) % NUMBERS);
}

function digest({ run_id, key }: PostMark, content: string): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([run_id, key, content]))
    .digest();
}
