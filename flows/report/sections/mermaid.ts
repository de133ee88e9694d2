/** A diagram drawn by code from verified relations between verified modules; no agent writes a line of it. */
import type { JudgedClaim } from '../../contracts/checked.ts';

const LONGEST_LABEL = 40;

/** Empty when no relation stands between two modules that are known. */
export function mermaid(modules: readonly JudgedClaim[], relations: readonly JudgedClaim[]): string {
  const names = new Map<string, string>();
  modules.forEach(({ item, title }, at) => {
    for (const key of [item.id, item.name]) {
      if (typeof key === 'string' && !names.has(key)) names.set(key, `m${at + 1}`);
    }
    if (!names.has(title)) names.set(title, `m${at + 1}`);
  });
  const edges = relations.flatMap(({ item }) => {
    const from = names.get(String(item.from));
    const to = names.get(String(item.to));
    if (from === undefined || to === undefined || from === to) return [];
    const kind = label(String(item.kind ?? ''));
    return [{ from, to, line: kind === '' ? `  ${from} --> ${to}` : `  ${from} -->|"${kind}"| ${to}` }];
  });
  if (edges.length === 0) return '';
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const boxes = modules.flatMap(({ title }, at) =>
    joined.has(`m${at + 1}`) ? [`  m${at + 1}["${label(title)}"]`] : [],
  );
  return ['```mermaid', 'flowchart LR', ...boxes, ...new Set(edges.map(({ line }) => line)), '```'].join(
    '\n',
  );
}

/** Letters, digits and a little punctuation: nothing that Mermaid or Markdown would read. */
function label(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} _./+:-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_LABEL);
}
