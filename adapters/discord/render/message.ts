/**
 * Renders a neutral view as a Discord message of components. Pure; throws `DeliveryError` for what Discord would
 * reject.
 */
import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
  SeparatorSpacingSize,
} from 'discord.js';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { FileView } from '../../../runner/core/ports/platform.ts';
import type { Block, Button, MessageView, PictureView } from '../../../runner/core/ports/views.ts';
import { buttonComponent, buttonId } from './buttons.ts';
import { LIMITS } from './limits.ts';
import { linesText, smallPrint } from './lines.ts';
import { safeMarkdown } from './markdown.ts';
import { escaped, label, oneLine } from './plain-text.ts';

type ButtonRow = APIActionRowComponent<APIButtonComponent>;

export interface DiscordMessage {
  readonly components: APIMessageTopLevelComponent[];
  /** to be attached under their names: text that did not fit, and the answer's own file */
  readonly files: readonly (FileView | PictureView)[];
}

/** `mark` is the number of a component, by which the message can be found again; null for none. */
export function renderMessage(view: MessageView, mark: number | null = null): DiscordMessage {
  // Without blocks, the text is the message.
  const shown: MessageView =
    view.blocks.length === 0 ? { ...view, blocks: [{ kind: 'lines', lines: [[view.text]] }] } : view;
  const whole = rendered(shown, mark);
  if (isFitting(whole.components)) return whole;
  const { blocks, files } = withoutMarkdown(shown.blocks);
  const short = rendered({ ...shown, blocks }, mark, files);
  if (files.length > 0 && isFitting(short.components)) return short;
  throw new DeliveryError(
    'form',
    `the message is too long for Discord: ${componentsIn(whole.components)} components and ${charactersIn(whole.components)} characters, where it takes ${LIMITS.components} and ${LIMITS.text}`,
  );
}

function rendered(
  { blocks, notify }: MessageView,
  mark: number | null,
  files: readonly FileView[] = [],
): DiscordMessage {
  const used = new Set<string>();
  const shown = blocks.flatMap((block) => blockComponents(block, used, notify));
  const attached = files.map(
    ({ name }): APIComponentInContainer => ({
      type: ComponentType.File,
      file: { url: `attachment://${name}` },
    }),
  );
  const all = [...shown, ...attached];
  const components = all.length === 0 ? [textDisplay('–')] : all;
  return { components: [container(components, mark)], files };
}

export function container(components: APIComponentInContainer[], mark: number | null = null) {
  const made: APIContainerComponent = {
    type: ComponentType.Container,
    ...(mark === null ? {} : { id: mark }),
    components,
  };
  return made;
}

export const textDisplay = (content: string) => ({ type: ComponentType.TextDisplay, content }) as const;

function blockComponents(
  block: Block,
  used: Set<string>,
  notify: MessageView['notify'],
): APIComponentInContainer[] {
  switch (block.kind) {
    case 'title': {
      const title = oneLine(block.text);
      return title === '' ? [] : [textDisplay(`### ${escaped(title)}`)];
    }
    case 'lines':
      return texts(linesText(block.lines, notify));
    case 'quiet':
      return texts(smallPrint(block.line));
    case 'markdown':
      return texts(safeMarkdown(block.markdown));
    case 'buttons':
      return buttonRows(block.buttons, used);
    case 'rule':
      return [{ type: ComponentType.Separator, divider: true, spacing: SeparatorSpacingSize.Small }];
  }
}

const texts = (text: string): APIComponentInContainer[] => (text.trim() === '' ? [] : [textDisplay(text)]);

function buttonRows(buttons: readonly Button[], used: Set<string>): ButtonRow[] {
  const rows: ButtonRow[] = [];
  for (let at = 0; at < buttons.length; at += LIMITS.row) {
    const row = buttons.slice(at, at + LIMITS.row);
    rows.push({
      type: ComponentType.ActionRow,
      components: row.map((button) => buttonComponent(button, used)),
    });
  }
  return rows;
}

/**
 * Renders the buttons that stand with a file. The message that carries it is content, not components: these would have to
 * name each part of a file that is too long for one.
 */
export function fileComponents({ blocks }: MessageView): ButtonRow[] {
  const used = new Set<string>();
  return blocks.flatMap((block) => (block.kind === 'buttons' ? buttonRows(block.buttons, used) : []));
}

/** Moves the agents' Markdown into files, and adds lines that say so. */
function withoutMarkdown(blocks: readonly Block[]): { blocks: readonly Block[]; files: readonly FileView[] } {
  const files: FileView[] = [];
  const rest = blocks.map((block): Block => {
    if (block.kind !== 'markdown') return block;
    const name = `text${files.length === 0 ? '' : `-${files.length + 1}`}.md`;
    files.push({ name, title: 'Text', text: block.markdown });
    return { kind: 'quiet', line: ['The text is long: it is the file ', { text: name, mark: 'code' }, '.'] };
  });
  return { blocks: rest, files };
}

export function isFitting(components: readonly APIMessageTopLevelComponent[]): boolean {
  return componentsIn(components) <= LIMITS.components && charactersIn(components) <= LIMITS.text;
}

/** Counts all components, including nested ones. */
export function componentsIn(components: unknown): number {
  if (Array.isArray(components)) return components.reduce<number>((sum, one) => sum + componentsIn(one), 0);
  if (typeof components !== 'object' || components === null || !('type' in components)) return 0;
  return 1 + ('components' in components ? componentsIn(components.components) : 0);
}

function charactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + charactersIn(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'content' in value && typeof value.content === 'string' ? value.content.length : 0;
  return own + ('components' in value ? charactersIn(value.components) : 0);
}

/** Adds a file below the message. */
export function withFile(
  { components, files }: DiscordMessage,
  file: FileView | PictureView,
): DiscordMessage {
  const media = { url: `attachment://${file.name}` };
  const shown: APIMessageTopLevelComponent =
    'png' in file
      ? {
          type: ComponentType.MediaGallery,
          items: [{ media, description: label(file.alt, LIMITS.alt) }],
        }
      : { type: ComponentType.File, file: media };
  return { components: [...components, shown], files: [...files, file] };
}

/** Renders the confirmation of a button. */
export function renderQuestion(
  { action, value }: { readonly action: string; readonly value: string },
  { title, text, yes, no }: NonNullable<Button['confirm']>,
): DiscordMessage {
  const texts = [title === '' ? '' : `### ${escaped(oneLine(title))}`, escaped(text)].filter(Boolean);
  const button = (kind: 'yes' | 'no', shown: string, style: ButtonStyle.Danger | ButtonStyle.Secondary) =>
    ({
      type: ComponentType.Button,
      style,
      label: label(shown, LIMITS.button.label),
      custom_id: buttonId({ kind, action, value }),
    }) as const;
  const row: APIComponentInContainer = {
    type: ComponentType.ActionRow,
    components: [button('yes', yes, ButtonStyle.Danger), button('no', no, ButtonStyle.Secondary)],
  };
  return { components: [container([...texts.map(textDisplay), row])], files: [] };
}
