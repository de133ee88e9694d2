/** A diagram as Mermaid, which code hosts draw. */
import type { ReportBlock } from '../../runner/core/report-document.ts';
import { clip } from '../wording.ts';

type Diagram = Extract<ReportBlock, { type: 'diagram' }>;

export function mermaid({ nodes, edges }: Diagram): string {
  const boxes = nodes.map(({ id, label }) => `  ${id}["${plainLabel(label)}"]`);
  const arrows = edges.map(({ from, to, label }) => {
    const kind = plainLabel(label);
    return kind === '' ? `  ${from} --> ${to}` : `  ${from} -->|"${kind}"| ${to}`;
  });
  return ['```mermaid', 'flowchart LR', ...boxes, ...new Set(arrows), '```'].join('\n');
}

const LONGEST_LABEL = 40;

/** Letters, digits and a little punctuation, so that Mermaid and Markdown find no syntax in it. */
function plainLabel(text: string): string {
  const plain = text
    .replace(/[^\p{L}\p{N} _./+:-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return clip(plain, LONGEST_LABEL);
}
