/**
 * Replaces people and groups in a view by their names: a live mention would ping them each time a card changes. Those whom
 * the view notifies are left to the renderer.
 */
import type { Answer } from '../../runner/core/ports/platform.ts';
import type { Block, Line, MessageView } from '../../runner/core/ports/views.ts';

/**
 * How people, groups and channels of a workspace are called, as text that pings nobody: `@Ana`, `#general`. What is unknown
 * there, or can't be looked up, is `someone`, `a group` or `a channel`: an id tells people nothing.
 */
export interface Names {
  person(id: string): Promise<string>;
  group(id: string): Promise<string>;
  /** null if it is unknown, or not everybody there may know of it */
  channel(id: string): Promise<string | null>;
}

/** Returns the view with the names as text. */
export async function withNames(view: MessageView, names: Names): Promise<MessageView> {
  const { blocks, notify = [] } = view;
  const spans = blocks.flatMap(linesOf).flat();
  const keys = new Set(spans.flatMap((span) => keyOf(span, notify) ?? []));
  if (keys.size === 0) return view;
  const texts = new Map(
    await Promise.all([...keys].map(async (key) => [key, await nameFor(key, names)] as const)),
  );
  const withNamed = (line: Line): Line => line.map((span) => texts.get(keyOf(span, notify) ?? '') ?? span);
  return {
    ...view,
    blocks: blocks.map((block) => {
      if (block.kind === 'lines') return { ...block, lines: block.lines.map(withNamed) };
      return block.kind === 'quiet' ? { ...block, line: withNamed(block.line) } : block;
    }),
  };
}

export async function answerWithNames(answer: Answer, names: Names): Promise<Answer> {
  if (answer.kind !== 'message' && answer.kind !== 'replace' && answer.kind !== 'page') return answer;
  return { ...answer, view: await withNames(answer.view, names) };
}

function linesOf(block: Block): readonly Line[] {
  if (block.kind === 'lines') return block.lines;
  return block.kind === 'quiet' ? [block.line] : [];
}

const GROUP = 'group ';

/** Null for a piece that names nobody. */
function keyOf(span: Line[number], notify: readonly string[]): string | null {
  if (typeof span === 'string') return null;
  // The policy's word for groups stands before the id.
  if (span.group !== undefined) return `${GROUP}${span.group.replace(/^[^:]*:/, '')}`;
  return span.person === undefined || notify.includes(span.person) ? null : span.person;
}

function nameFor(key: string, names: Names): Promise<string> {
  return key.startsWith(GROUP) ? names.group(key.slice(GROUP.length)) : names.person(key);
}
