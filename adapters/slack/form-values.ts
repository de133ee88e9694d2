/** Reads the values of an open modal back from Slack's payload. */

import type { ViewOutput } from '@slack/bolt';
import type { FormValues } from '../../runner/core/ports/platform.ts';
import { optionOf } from '../chat/form-options.ts';
import type { FormMetadata } from './render/form-metadata.ts';

type State = ViewOutput['state']['values'][string][string];

/** The parts of a view that are read; views of messages and of submissions both have them. */
export type OpenView = Pick<ViewOutput, 'blocks' | 'state'>;

/** Returns the values by field id. Slack keeps no state for tabs, so the active tab is read from the buttons. */
export function formValues(view: OpenView, { long }: FormMetadata): FormValues {
  const values: Record<string, string | null> = {};
  for (const [field, block] of inputBlocks(view)) {
    const state = view.state.values[block]?.[field];
    values[field] = state === undefined ? null : answerOf(state, long);
  }
  for (const block of view.blocks) {
    if (block.type !== 'actions' || block.block_id === undefined || !('elements' in block)) continue;
    const active = block.elements.find((element) => element.type === 'button' && element.style === 'primary');
    if (active?.type === 'button') values[block.block_id] = active.value ?? null;
  }
  return values;
}

/** Returns block ids by field id, for the fields at which Slack can show errors. */
export function inputBlocks(view: OpenView): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const block of view.blocks) {
    if (block.type === 'input' && block.block_id !== undefined)
      found.set(fieldOf(block.block_id), block.block_id);
  }
  return found;
}

/** Returns the field that a block id belongs to. */
export function fieldOf(blockId: string): string {
  return blockId.split('~')[0] ?? blockId;
}

function answerOf(state: State, long: readonly string[]): string | null {
  if (state.type === 'checkboxes') return (state.selected_options ?? []).length > 0 ? 'yes' : 'no';
  const chosen = state.selected_option?.value ?? state.selected_conversation ?? state.value ?? null;
  return chosen === null ? null : optionOf(chosen, long);
}
