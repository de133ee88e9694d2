/** Derives ids from user actions, so that an action delivered twice starts one run or asks one question. */
import { createHash } from 'node:crypto';
import type { UserAction } from '../../runner/core/ports/platform.ts';

/** Returns a UUID (version 8) that is the same for the same action in every process. */
export function derivedId({ platform, place, id }: UserAction): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([platform, place.workspace, id]))
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
