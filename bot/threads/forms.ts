/**
 * Says the same in plainer forms, for platforms that refuse the best one: blocks, then Markdown, then plain text, then pages
 * of it; a file as pages. Pure. Nothing is left out but buttons, and those only in plain text.
 */
import type { PostRow } from '../../runner/core/ports/posts.ts';
import type { Block, Line, MessageView } from '../../runner/core/ports/views.ts';
import type { DesiredPost, PostContent } from './desired.ts';
import { weightOf } from './format.ts';
import { pageKey } from './post-keys.ts';

/** Returns what says the same as the view, the plainest last. */
export function plainerForms(view: MessageView): readonly MessageView[] {
  return [markdownView(view), plainView(view)];
}

function markdownView(view: MessageView): MessageView {
  const words = view.blocks.map((block) =>
    block.kind === 'markdown' ? block.markdown : escaped(wordsOf(block)),
  );
  const markdown = words.filter((text) => text !== '').join('\n\n');
  const buttons = view.blocks.filter(({ kind }) => kind === 'buttons');
  return { ...view, blocks: [{ kind: 'markdown', markdown }, ...buttons] };
}

/** A view without blocks is shown as its text alone. */
function plainView(view: MessageView): MessageView {
  return { ...view, text: allWords(view), blocks: [] };
}

function allWords({ text, blocks }: MessageView): string {
  const words = blocks.map(wordsOf).filter((each) => each !== '');
  return words.length === 0 ? text : words.join('\n');
}

function wordsOf(block: Block): string {
  switch (block.kind) {
    case 'title':
      return block.text;
    case 'lines':
      return block.lines.map(wordsOfLine).join('\n');
    case 'quiet':
      return wordsOfLine(block.line);
    case 'markdown':
      return block.markdown;
    case 'buttons':
    case 'rule':
      return '';
  }
}

function wordsOfLine(line: Line): string {
  const words = line.map((part) => {
    if (typeof part === 'string') return part;
    // Ids tell people nothing.
    if (part.person !== undefined) return 'someone';
    if (part.group !== undefined) return 'a group';
    return part.link === undefined ? part.text : `${part.text} (${part.link})`;
  });
  return words.join('');
}

/** Markdown's own characters stand for themselves; line breaks stay. */
function escaped(text: string): string {
  return text.replace(/[\\`*_~[\]#|>]/g, '\\$&').replaceAll('\n', '  \n');
}

/** Replaces posts that are shown as pages by these. */
export function inPages(desired: readonly DesiredPost[], posts: readonly PostRow[]): readonly DesiredPost[] {
  return desired.flatMap((post) => {
    const row = posts.find(({ key, channel }) => key === post.key && channel === post.channel);
    return row?.trouble?.paged === true ? pagesOf(post, row, posts) : [post];
  });
}

function pagesOf(post: DesiredPost, row: PostRow, posts: readonly PostRow[]): DesiredPost[] {
  const [first = '–', ...rest] = pages(textOf(post.content));
  const has = (n: number) =>
    posts.some(({ key, channel }) => key === pageKey(post.key, n) && channel === post.channel);
  // What was longer before keeps its pages, since messages are never taken back.
  while (has(rest.length + 2)) rest.push('–');
  const isCard = post.key === post.card;
  const posted = row.state === 'posted' ? (row.thread ?? row.reference ?? undefined) : undefined;
  return [
    { ...post, content: pageContent(post.content, first, true) },
    ...rest.map(
      (text, index): DesiredPost => ({
        ...post,
        key: pageKey(post.key, index + 2),
        thread: isCard ? posted : post.thread,
        content: pageContent(post.content, text, false),
      }),
    ),
  ];
}

function textOf(content: PostContent): string {
  return content.kind === 'message'
    ? allWords(content.view)
    : `${content.file.title}\n\n${content.file.text}`;
}

/** What stands with a file stands on its first page: its text above, which notifies whom it was to notify, its buttons below. */
function pageContent(content: PostContent, page: string, isFirst: boolean): PostContent {
  if (content.kind === 'message') {
    const lines = page.split('\n').map((line): Line => [line]);
    return { kind: 'message', view: { ...content.view, text: page, blocks: [{ kind: 'lines', lines }] } };
  }
  const markdown: Block = { kind: 'markdown', markdown: page };
  const above = isFirst ? content.file.message : undefined;
  const view =
    above === undefined
      ? { text: page, blocks: [markdown] }
      : { ...above, blocks: aroundPage(above.blocks, markdown) };
  return { kind: 'message', view };
}

function aroundPage(blocks: readonly Block[], page: Block): readonly Block[] {
  const isBelow = ({ kind }: Block) => kind === 'buttons';
  return [...blocks.filter((block) => !isBelow(block)), page, ...blocks.filter(isBelow)];
}

/** What each platform takes in one message of plain text, once it is escaped. */
const MOST_WEIGHT = 3_500;

/** Splits at line breaks where it can. */
export function pages(text: string): string[] {
  const found: string[] = [];
  let page = '';
  let weight = 0;
  const close = () => {
    if (page.trim() !== '') found.push(page.replace(/\n+$/, ''));
    page = '';
    weight = 0;
  };
  for (const line of text.split(/(?<=\n)/)) {
    const own = weightOf(line);
    if (weight + own > MOST_WEIGHT) close();
    if (own <= MOST_WEIGHT) {
      page += line;
      weight += own;
      continue;
    }
    for (const letter of line) {
      const more = weightOf(letter);
      if (weight + more > MOST_WEIGHT) close();
      page += letter;
      weight += more;
    }
  }
  close();
  return found;
}
