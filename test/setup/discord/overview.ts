/** What there is to be seen on this Discord, in short; for the messages of tests that failed. */
import type { Deliveries } from './deliveries.ts';
import type { Message } from './message.ts';
import { seenMessage } from './seen.ts';
import type { World } from './world.ts';

export function overview({ messages, log }: World, { all }: Deliveries): string {
  const standing = [...messages.values()].filter(({ deleted }) => !deleted);
  const refused = log.calls.filter(({ status }) => status === null || status >= 400);
  const lines = [
    ...standing.slice(-60).map(inShort),
    ...refused
      .slice(-5)
      .map(({ method, status, body }) => `${method} → ${status} ${JSON.stringify(body).slice(0, 500)}`),
    ...all
      .slice(-5)
      .flatMap(({ failure }) => (failure === null ? [] : [`no response: ${failure.slice(0, 500)}`])),
  ];
  return `there was:\n${lines.join('\n') || 'nothing'}`;
}

function inShort(message: Message): string {
  const { says, files, buttons, onlyFor } = seenMessage(message);
  const { channel } = message;
  const more = [...files.map((name) => `file ${name}`), ...buttons.map((label) => `[${label}]`)].join(' ');
  const place =
    channel.thread === null ? `#${channel.name || 'direct'}` : `#${channel.thread.parent.name}  ↳`;
  const who = onlyFor === null ? '' : ` (private to ${onlyFor})`;
  return `${place}${who} ${says.slice(0, 200).replaceAll('\n', ' | ')} ${more}`;
}
