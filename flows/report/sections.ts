/** Builds the sections of a report document. What has nothing to show is left out. */
import type { ReportBlock, ReportItem, ReportSection } from '../../runner/core/report-document.ts';

/** One section with those of its blocks that show something, or none. */
export function section(title: string, ...blocks: readonly ReportBlock[]): ReportSection[] {
  return sectionOf(title, false, blocks);
}

/** The same, to be opened by a click. */
export function foldedSection(title: string, ...blocks: readonly ReportBlock[]): ReportSection[] {
  return sectionOf(title, true, blocks);
}

function sectionOf(title: string, folded: boolean, blocks: readonly ReportBlock[]): ReportSection[] {
  const shown = blocks.filter((block) => !isEmpty(block));
  return shown.length === 0 ? [] : [{ title, folded, blocks: shown }];
}

export function text(paragraph: string): ReportBlock {
  return { type: 'text', text: paragraph };
}

export function list(items: readonly (string | ReportItem)[], ordered = false): ReportBlock {
  return {
    type: 'list',
    ordered,
    items: items.map((item) => (typeof item === 'string' ? { text: item, below: [] } : item)),
  };
}

/** Cells are Markdown in one line; what makes them a table's is the renderer's. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): ReportBlock {
  return { type: 'table', head: [...head], rows: rows.map((row) => [...row]) };
}

function isEmpty(block: ReportBlock): boolean {
  switch (block.type) {
    case 'text':
      return block.text === '';
    case 'list':
      return block.items.length === 0;
    case 'table':
      return block.rows.length === 0;
    case 'code':
      return block.lines.length === 0;
    case 'diagram':
      return block.edges.length === 0;
  }
}
