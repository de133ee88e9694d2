/** Ids that follow from an act, so that one which is delivered twice starts, or asks, once. */
import { createHash } from 'node:crypto';
import type { UserAction } from '../../runner/core/ports/platform.ts';

/** A UUID of version 8: the same for the same act on every process. */
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
