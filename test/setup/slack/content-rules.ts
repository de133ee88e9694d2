/** What Slack refuses in a whole message or view; null when it takes it. */

import type { Answer } from '../chat/call.ts';
import { isRecord, type Json, records, text } from '../chat/json.ts';
import { refused } from './answers.ts';
import { blockFaults, type Surface } from './block-rules.ts';
import { textObject, within } from './rule-parts.ts';

const MOST_TEXT = { 'chat.update': 4_000 } as const;
const MOST_BLOCK_TEXT = 13_200;
const MOST_METADATA = 8_000;

/** Of `chat.postMessage`, `chat.update`, `chat.postEphemeral` and response URLs. */
export function messageRefusal(method: string, args: Json): Answer | null {
  const { blocks, metadata } = args;
  if (text(args.markdown_text) !== '') {
    if (text(args.text) !== '' || blocks !== undefined) return refused('markdown_text_conflict');
    if (text(args.markdown_text).length > 12_000) return refused('msg_too_long');
  } else if (
    text(args.text) === '' &&
    !(Array.isArray(blocks) && blocks.length > 0) &&
    args.attachments === undefined
  ) {
    return refused('no_text');
  }
  if (method === 'chat.update' && text(args.text).length > MOST_TEXT[method]) return refused('msg_too_long');
  if (typeof blocks === 'string') return refused('invalid_blocks_format');
  if (blocks !== undefined) {
    const faults = blockFaults(blocks, 'message');
    if (faults.length > 0) return refused('invalid_blocks', faults);
    if (textLength(blocks) > MOST_BLOCK_TEXT) return refused('msg_blocks_too_long');
  }
  return metadata === undefined ? null : metadataRefusal(metadata);
}

function metadataRefusal(metadata: unknown): Answer | null {
  if (!isRecord(metadata)) return refused('invalid_metadata_format');
  const empty = Object.keys(metadata).length === 0;
  if (!empty && (text(metadata.event_type) === '' || !isRecord(metadata.event_payload))) {
    return refused('invalid_metadata_schema');
  }
  return JSON.stringify(metadata).length > MOST_METADATA ? refused('metadata_too_large') : null;
}

/** Of `views.*` and of a view that answers a submission. */
export function viewRefusal(view: unknown, surface: Surface): Answer | null {
  if (!isRecord(view)) return refused('invalid_arguments', ['[ERROR] view must be an object']);
  if (JSON.stringify(view).length > 250_000) return refused('view_too_large');
  const faults = [
    ...(view.type === surface ? [] : [`must be ${surface} [json-pointer:/view/type]`]),
    ...blockFaults(view.blocks, surface),
    ...within(view.callback_id, 255, '/view/callback_id'),
    ...within(view.private_metadata, 3_000, '/view/private_metadata'),
    ...(surface === 'modal' ? modalFaults(view) : []),
  ];
  return faults.length === 0
    ? null
    : refused(
        'invalid_arguments',
        faults.map((fault) => `[ERROR] ${fault}`),
      );
}

function modalFaults(view: Json): string[] {
  const hasInput = records(view.blocks).some((block) => block.type === 'input');
  const titles = (['title', 'submit', 'close'] as const).flatMap((name) =>
    name !== 'title' && view[name] === undefined
      ? []
      : textObject(view[name], 24, `/view/${name}`, 'plain_text'),
  );
  return [
    ...titles,
    ...(hasInput && view.submit === undefined ? ['missing required field: submit [json-pointer:/view]'] : []),
  ];
}

/** Characters of text that people would read in there. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLength(item), 0);
  if (!isRecord(value)) return 0;
  const own = typeof value.text === 'string' ? value.text.length : 0;
  return own + Object.values(value).reduce<number>((sum, item) => sum + textLength(item), 0);
}
