/** Splits a private answer that exceeds one message into several: between blocks, or else between lines. Pure. */
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { Block, Line, MessageView } from '../../../runner/core/ports/views.ts';
import { textOfLine } from '../../../runner/core/wording.ts';
import { LIMITS } from './limits.ts';
import { lineText } from './lines.ts';
import { type DiscordMessage, renderMessage } from './message.ts';
import { splitText } from './plain-text.ts';

/** Returns at least one message. Content that can't be shown even then is replaced by a note that says so. */
export function renderParts(view: MessageView): readonly [DiscordMessage, ...DiscordMessage[]] {
  const [first, ...others] = partsOf(view).map(renderedAnyhow);
  return first === undefined ? [renderMessage({ text: view.text, blocks: [] })] : [first, ...others];
}

function partsOf(view: MessageView): readonly MessageView[] {
  if (fits(view.blocks)) return [view];
  const parts: Block[][] = [];
  let open: Block[] = [];
  for (const group of groupsOf(view.blocks.flatMap(shortBlocks))) {
    if (open.length > 0 && !fits([...open, ...group])) {
      parts.push(open);
      open = [];
    }
    open.push(...group);
  }
  return [...parts, open].map((blocks) => ({ text: view.text, blocks }));
}

/** Keeps buttons with the block they belong to. */
function groupsOf(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    const belongs = block.kind === 'buttons' || last?.at(-1)?.kind === 'title';
    if (last !== undefined && belongs && fits([...last, block])) last.push(block);
    else groups.push([block]);
  }
  return groups;
}

/** Splits a block into blocks that fit one message. */
function shortBlocks(block: Block): Block[] {
  if (block.kind !== 'lines' || fits([block])) return [block];
  const blocks: Line[][] = [];
  let open: Line[] = [];
  for (const line of block.lines.flatMap(shortLines)) {
    if (open.length > 0 && !fits([{ kind: 'lines', lines: [...open, line] }])) {
      blocks.push(open);
      open = [];
    }
    open.push(line);
  }
  return [...blocks, open].map((lines) => ({ kind: 'lines', lines }));
}

function shortLines(line: Line): Line[] {
  if (lineText(line).length <= LIMITS.text) return [line];
  const plain = textOfLine(line);
  // Escaping at most doubles the length.
  return splitText(plain, LIMITS.text / 2).map((piece) => [piece]);
}

function fits(blocks: readonly Block[]): boolean {
  try {
    return renderMessage({ text: '', blocks }).files.length === 0;
  } catch (error) {
    if (error instanceof DeliveryError) return false;
    throw error;
  }
}

function renderedAnyhow(view: MessageView): DiscordMessage {
  try {
    return renderMessage(view);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const lines = [`This can’t be shown here: ${error.message}.`];
    return renderMessage({ text: lines[0] ?? '', blocks: [{ kind: 'lines', lines: [lines] }] });
  }
}
