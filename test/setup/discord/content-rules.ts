/** What Discord refuses in a whole message, a list of choices or a list of commands, beyond what its OpenAPI document says. */
import { isRecord, isTrue, type Json, list, record, records, text } from '../chat/json.ts';
import { messageComponentFaults } from './component-rules.ts';
import { FLAGS, type UploadedFile } from './message.ts';
import { badLength, type FormFault, invalid, tooLong } from './refusals.ts';

const MOST_CONTENT = 2_000;
const MOST_EMBEDS = 6_000;
const MOST_FILES = 10;
export const MOST_FILE_BYTES = 10 * 1_024 * 1_024;
export const MOST_REQUEST_BYTES = 25 * 1_024 * 1_024;

/** What of a message is there already, for an edit. */
export interface Standing {
  readonly flags: number;
  readonly content: string;
  readonly embeds: readonly Json[];
  /** names */
  readonly files: readonly string[];
}

/** `body` as it was sent; `standing` null for a new message. */
export function messageFaults(
  body: Json,
  files: readonly UploadedFile[],
  standing: Standing | null,
): FormFault[] {
  const flags = Number(body.flags ?? 0);
  const v2 = ((flags | (standing?.flags ?? 0)) & FLAGS.componentsV2) !== 0;
  const names = new Set([...(standing?.files ?? []), ...files.map(({ name }) => name)]);
  return [
    ...(text(body.content).length > MOST_CONTENT ? [tooLong('content', MOST_CONTENT)] : []),
    ...embedFaults(records(body.embeds)),
    ...(v2 ? exclusionFaults(body, standing) : []),
    ...(body.components === undefined || body.components === null
      ? []
      : messageComponentFaults(body.components, v2, names)),
    ...fileFaults(body, files),
    ...nonceFaults(body),
  ];
}

/** Whether there would be nothing to show. */
export function isEmptyMessage(body: Json, files: readonly UploadedFile[]): boolean {
  const shown = [list(body.embeds), list(body.components), list(body.sticker_ids), files];
  return (
    text(body.content).trim() === '' && shown.every(({ length }) => length === 0) && !isRecord(body.poll)
  );
}

function exclusionFaults(body: Json, standing: Standing | null): FormFault[] {
  const says = 'can’t be used with the flag IS_COMPONENTS_V2';
  const content = body.content === undefined ? standing?.content : text(body.content);
  const embeds = body.embeds === undefined ? standing?.embeds : list(body.embeds);
  return [
    ...(content === undefined || content === ''
      ? []
      : [invalid('content', 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', says)]),
    ...(embeds === undefined || embeds.length === 0
      ? []
      : [invalid('embeds', 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', says)]),
  ];
}

function embedFaults(embeds: readonly Json[]): FormFault[] {
  const length = embeds.reduce((sum, embed) => sum + embedLength(embed), 0);
  return length > MOST_EMBEDS
    ? [invalid('embeds', 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${MOST_EMBEDS}`)]
    : [];
}

function embedLength({ title, description, footer, author, fields }: Json): number {
  const words = [
    title,
    description,
    record(footer).text,
    record(author).name,
    ...records(fields).flatMap(({ name, value }) => [name, value]),
  ];
  return words.reduce<number>((sum, one) => sum + text(one).length, 0);
}

/** Each listed attachment is one that is sent along, or one that is there already. */
function fileFaults(body: Json, files: readonly UploadedFile[]): FormFault[] {
  const sent = new Set(files.map(({ n }) => n));
  const strange = records(body.attachments).flatMap(({ id }, index) =>
    String(id).length < 15 && !sent.has(String(id))
      ? [invalid(`attachments.${index}`, 'ATTACHMENT_NOT_FOUND', `no file ${String(id)} was sent`)]
      : [],
  );
  return files.length > MOST_FILES ? [...strange, badLength('attachments', 0, MOST_FILES)] : strange;
}

function nonceFaults({ nonce, enforce_nonce }: Json): FormFault[] {
  return isTrue(enforce_nonce) && (nonce === undefined || nonce === null || nonce === '')
    ? [invalid('nonce', 'BASE_TYPE_REQUIRED', 'enforce_nonce needs a nonce')]
    : [];
}

/** Of the answer to an autocomplete. */
export function choiceFaults(data: Json): FormFault[] {
  const choices = list(data.choices);
  const long = records(choices).flatMap(({ name, value }, index) => [
    ...(text(name).length < 1 || text(name).length > 100
      ? [badLength(`data.choices.${index}.name`, 1, 100)]
      : []),
    ...(String(value).length > 100 ? [tooLong(`data.choices.${index}.value`, 100)] : []),
  ]);
  return choices.length > 25 ? [...long, badLength('data.choices', 0, 25)] : long;
}
