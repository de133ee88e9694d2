/** What can go wrong when a post is delivered to a chat platform, by what can be done about it. */

/**
 * Why a call failed. What passes by itself:
 * `rate_limited`  the platform asks to wait for `retryAfterMs`; nothing happened
 * `unsent`        the request was never sent; nothing happened
 * `doubtful`      the call may have taken effect
 * What lasts until somebody does something, by how much of the platform it concerns:
 * `workspace`     nothing works there: the token, the installation, the workspace itself
 * `place`         the bot can't (or can no longer) post in that channel
 * `thread`        nothing can be posted in that thread, though the channel is open
 * `message`       that message can't be edited: it was deleted, or is not editable; it has to be posted again
 * `too_old`       the same, because of its age: older messages can't be edited either
 * `form`          the platform rejects this content, or content of this form; a plainer one may be accepted
 */
export type DeliveryFault = PassingFault | LastingFault;
type PassingFault = 'rate_limited' | 'unsent' | 'doubtful';
export type LastingFault = 'workspace' | 'place' | 'thread' | 'message' | 'too_old' | 'form';

export class DeliveryError extends Error {
  readonly reason: DeliveryFault;
  readonly retryAfterMs: number;

  constructor(reason: DeliveryFault, message: string, retryAfterMs = 0, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'DeliveryError';
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same call may succeed soon, without anybody doing anything. */
  get isPassing(): boolean {
    return this.reason === 'rate_limited' || this.reason === 'unsent' || this.reason === 'doubtful';
  }
}
