/**
 * Reads what people see of a Discord message: its content, embeds and components, a poll, a forwarded message, and the
 * names of attachments. Pure.
 */
import type { APIEmbed, APIMessage, APIMessageSnapshotFields } from 'discord.js';
import { distinctLines } from '../chat/text.ts';
import { partsOf } from './form-values.ts';
import { typedText } from './typed-text.ts';

type Shown = APIMessageSnapshotFields & Pick<APIMessage, 'poll' | 'message_snapshots'>;

export function messageText(message: Shown): string {
  return typedText(distinctLines(messageParts(message)), message.mentions ?? []);
}

function messageParts(message: Partial<Shown>): string[] {
  const {
    content = '',
    embeds = [],
    components = [],
    attachments = [],
    poll,
    message_snapshots = [],
  } = message;
  return [
    content,
    ...partsOf(components).flatMap((part) => part.content ?? []),
    ...embeds.flatMap(embedParts),
    ...(poll === undefined ? [] : pollParts(poll)),
    ...attachments.map(({ filename, title, description }) =>
      [`File: ${title ? `${title} (${filename})` : filename}`, description ?? ''].filter(Boolean).join(': '),
    ),
    ...message_snapshots.flatMap(({ message: forwarded }) => messageParts(forwarded)),
  ];
}

function embedParts({ author, title, description, fields = [], footer }: APIEmbed): string[] {
  return [
    author?.name ?? '',
    title ?? '',
    description ?? '',
    ...fields.map(({ name, value }) => `${name}: ${value}`),
    footer?.text ?? '',
  ];
}

function pollParts({ question, answers }: NonNullable<APIMessage['poll']>): string[] {
  return [question.text ?? '', ...answers.map(({ poll_media }) => `• ${poll_media.text ?? ''}`)];
}

/** The address of a message; `guild` null for a direct message. */
export function messageLink(guild: string | null, channel: string, message: string): string {
  return `https://discord.com/channels/${guild ?? '@me'}/${channel}/${message}`;
}
