/**
 * What Slack refuses in Block Kit: limits of PLATFORMS' kind, checked block by block. Gives faults in Slack's own manner
 * (`… [json-pointer:/blocks/0/text]`), empty when there are none.
 */

import { isRecord, type Json, record, records, text } from '../chat/json.ts';
import { elementFaults } from './element-rules.ts';
import { type Faults, list, optional, textObject, within } from './rule-parts.ts';

export type Surface = 'message' | 'modal' | 'home';

type BlockRule = (block: Json, at: string, surface: Surface) => Faults;

const MESSAGES_ONLY = new Set(['markdown', 'plan', 'task_card', 'table', 'context_actions']);
const MOST_BLOCKS = { message: 50, modal: 100, home: 100 } as const;

export function blockFaults(blocks: unknown, surface: Surface): Faults {
  if (!Array.isArray(blocks)) return ['must be an array [json-pointer:/blocks]'];
  const most = MOST_BLOCKS[surface];
  if (blocks.length > most) return [`no more than ${most} items allowed [json-pointer:/blocks]`];
  const all = records(blocks);
  return [
    ...blocks.flatMap((block: unknown, index) => oneBlock(block, `/blocks/${index}`, surface)),
    ...twice(all.map((block) => text(block.block_id))).map((id) => `block_id ${id} already exists`),
    ...markdownFaults(all),
    ...(all.filter((block) => block.type === 'table').length > 1 ? ['only one table allowed'] : []),
  ];
}

function oneBlock(value: unknown, at: string, surface: Surface): Faults {
  if (!isRecord(value)) return [`must be an object [json-pointer:${at}]`];
  const type = text(value.type);
  const rule = BLOCKS[type];
  if (rule === undefined || (MESSAGES_ONLY.has(type) && surface !== 'message')) {
    return [`unsupported type: ${type} [json-pointer:${at}/type]`];
  }
  return [...within(value.block_id, 255, `${at}/block_id`), ...rule(value, at, surface)];
}

const BLOCKS: Readonly<Record<string, BlockRule>> = {
  divider: () => [],
  section: (block, at) => [
    ...(block.text === undefined && block.fields === undefined
      ? [`missing required field: text [json-pointer:${at}]`]
      : []),
    ...optional(block.text, (value) => textObject(value, 3_000, `${at}/text`)),
    ...optional(block.fields, (value) =>
      list(value, 1, 10, `${at}/fields`, (field, where) => textObject(field, 2_000, where)),
    ),
    ...optional(block.accessory, (value) => elementFaults(value, `${at}/accessory`)),
  ],
  header: (block, at) => textObject(block.text, 150, `${at}/text`, 'plain_text'),
  context: (block, at) =>
    list(block.elements, 1, 10, `${at}/elements`, (element, where) =>
      record(element).type === 'image'
        ? imageFaults(record(element), where)
        : textObject(element, 3_000, where),
    ),
  actions: (block, at) => [
    ...list(block.elements, 1, 25, `${at}/elements`, elementFaults),
    ...twice(records(block.elements).map((element) => text(element.action_id))).map(
      (id) => `action_id ${id} already exists [json-pointer:${at}/elements]`,
    ),
  ],
  image: imageFaults,
  markdown: (block, at) =>
    text(block.text) === '' ? [`must be more than 0 characters [json-pointer:${at}/text]`] : [],
  input: (block, at) => [
    ...textObject(block.label, 2_000, `${at}/label`, 'plain_text'),
    ...optional(block.hint, (value) => textObject(value, 2_000, `${at}/hint`, 'plain_text')),
    ...(record(block.element).type === 'button'
      ? [`unsupported type: button [json-pointer:${at}/element]`]
      : []),
    ...elementFaults(block.element, `${at}/element`),
  ],
  rich_text: (block, at) => list(block.elements, 0, 3_000, `${at}/elements`, () => []),
  plan: (block, at) => [
    ...(text(block.title) === '' ? [`missing required field: title [json-pointer:${at}]`] : []),
    ...list(block.tasks ?? [], 0, 50, `${at}/tasks`, (task, where) => taskFaults(record(task), where)),
  ],
  task_card: taskFaults,
  table: (block, at) =>
    list(block.rows, 1, 100, `${at}/rows`, (row, where) => list(row, 1, 20, where, () => [])),
};

function imageFaults(image: Json, at: string): Faults {
  return [
    ...(text(image.image_url) === '' && image.slack_file === undefined
      ? [`missing required field: image_url [json-pointer:${at}]`]
      : within(image.image_url, 3_000, `${at}/image_url`)),
    ...(text(image.alt_text) === '' ? [`missing required field: alt_text [json-pointer:${at}]`] : []),
    ...within(image.alt_text, 2_000, `${at}/alt_text`),
  ];
}

function taskFaults(task: Json, at: string): Faults {
  const statuses = ['pending', 'in_progress', 'complete', 'error', undefined];
  return [
    ...['task_id', 'title']
      .filter((name) => text(task[name]) === '')
      .map((name) => `missing required field: ${name} [json-pointer:${at}]`),
    ...(statuses.includes(task.status as string | undefined)
      ? []
      : [`invalid status [json-pointer:${at}/status]`]),
  ];
}

/** All `markdown` blocks of a message share one allowance. */
function markdownFaults(blocks: readonly Json[]): Faults {
  const length = blocks.reduce(
    (sum, block) => sum + (block.type === 'markdown' ? text(block.text).length : 0),
    0,
  );
  return length > 12_000
    ? ['markdown text must be less than 12001 characters in total [json-pointer:/blocks]']
    : [];
}

function twice(names: readonly string[]): string[] {
  const given = names.filter((name) => name !== '');
  return [...new Set(given.filter((name, index) => given.indexOf(name) !== index))];
}
