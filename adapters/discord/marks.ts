/**
 * How a message is known again as a run's post: by its nonce, which Discord gives back for some minutes, and for good by
 * the number of its outermost component, which Discord keeps and shows to nobody. Both come from the run and the key.
 */
import { createHash } from 'node:crypto';
import type { PostMark } from '../../runner/core/ports/platform.ts';

/** Discord takes 25 characters. */
const NONCE = 25;
/** Discord numbers the components that have no number, from 1 on. */
const LEAST_NUMBER = 1_000_000;
const NUMBERS = 2 ** 31 - 1 - LEAST_NUMBER;

/** `content`: what else makes it another post, such as the text of a file. */
export function nonceOf(mark: PostMark, content = ''): string {
  return digest(mark, content).toString('base64url').slice(0, NONCE);
}

export function numberOf(mark: PostMark): number {
  return LEAST_NUMBER + (digest(mark, '').readUInt32BE(20) % NUMBERS);
}

function digest({ run_id, key }: PostMark, content: string): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([run_id, key, content]))
    .digest();
}
