/**
 * Replaces people in a view by their names: a live mention would ping them each time a card changes. Those whom the view
 * notifies are left to the renderer.
 */
import type { Answer } from '../../runner/core/ports/platform.ts';
import type { Block, Line, MessageView } from '../../runner/core/ports/views.ts';

export type NameOf = (person: string) => Promise<string>;

/** Returns the view with people's names as text. */
export async function withNames(view: MessageView, nameOf: NameOf): Promise<MessageView> {
  const { blocks, notify = [] } = view;
  const named = blocks.flatMap(linesOf).flat().flatMap(peopleIn);
  const people = new Set(named.filter((id) => !notify.includes(id)));
  if (people.size === 0) return view;
  const names = new Map(
    await Promise.all([...people].map(async (id) => [id, `@${await nameOf(id)}`] as const)),
  );
  const withNamed = (line: Line): Line =>
    line.map((span) => {
      const name = typeof span === 'string' ? undefined : names.get(span.person ?? '');
      return name === undefined ? span : name;
    });
  return {
    ...view,
    blocks: blocks.map((block) => {
      if (block.kind === 'lines') return { ...block, lines: block.lines.map(withNamed) };
      return block.kind === 'quiet' ? { ...block, line: withNamed(block.line) } : block;
    }),
  };
}

export async function answerWithNames(answer: Answer, nameOf: NameOf): Promise<Answer> {
  if (answer.kind !== 'message' && answer.kind !== 'replace' && answer.kind !== 'page') return answer;
  return { ...answer, view: await withNames(answer.view, nameOf) };
}

function linesOf(block: Block): readonly Line[] {
  if (block.kind === 'lines') return block.lines;
  return block.kind === 'quiet' ? [block.line] : [];
}

function peopleIn(span: Line[number]): string[] {
  return typeof span === 'string' || span.person === undefined ? [] : [span.person];
}
