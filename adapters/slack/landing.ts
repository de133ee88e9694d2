/** What landed in the channel instead of the thread that was asked for, as when the thread's first message was deleted. */
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Place } from '../../runner/core/ports/platform.ts';
import type { Clients } from './clients.ts';

/** Takes the messages back as far as Slack lets it, and returns what to throw. */
export async function landedElsewhere(
  clients: Clients,
  { workspace, channel }: Place,
  messages: readonly string[],
): Promise<DeliveryError> {
  for (const ts of messages) {
    await clients.call(workspace, (client) => client.chat.delete({ channel, ts })).catch(() => undefined);
  }
  return new DeliveryError('thread', 'the message that the thread belongs to was deleted');
}
