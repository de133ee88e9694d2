/** The blocks of a report's sections as HTML. */
import type { ReportBlock, ReportItem } from '../../../runner/core/report-document.ts';
import { diagram } from './diagram.ts';
import { codeBlock, languageOf } from './highlighting.ts';
import { type Content, type Markup, markup } from './markup.ts';
import type { Texts } from './texts.ts';

/** A part of the page below a heading, or folded below its title. Browsers unfold what a link to an anchor inside leads to. */
export function section(title: string, anchor: string, content: Content, isFolded = false): Markup {
  return isFolded
    ? markup`<details class="part"><summary>${title}</summary>
<div id="${anchor}">
${content}</div></details>
`
    : markup`<section aria-labelledby="${anchor}">
<h2 id="${anchor}">${title}</h2>
${content}</section>
`;
}

export function blockOf(block: ReportBlock, texts: Texts): Markup {
  switch (block.type) {
    case 'text':
      return markup`<p>${texts.inline(block.text)}</p>
`;
    case 'list':
      return list(block.ordered, block.items, texts);
    case 'table':
      return table(
        block.head.map((cell) => texts.inline(cell)),
        block.rows.map((row) => row.map((cell) => texts.inline(cell))),
      );
    case 'code':
      return markup`${codeBlock(block.lines, languageOf(block.language), null)}
`;
    case 'diagram':
      return diagram(block);
  }
}

function list(isOrdered: boolean, items: readonly ReportItem[], texts: Texts): Markup {
  const shown = items.map(
    ({ text, below }) => markup`<li>${texts.inline(text)}${below.length > 0 && lines(below, texts)}</li>
`,
  );
  return isOrdered
    ? markup`<ol>
${shown}</ol>
`
    : markup`<ul>
${shown}</ul>
`;
}

/** A list of lines of inline Markdown. */
export function lines(texts: readonly string[], { inline }: Texts): Markup {
  return markup`<ul>
${texts.map(
  (text) => markup`<li>${inline(text)}</li>
`,
)}</ul>
`;
}

/** Numbers stand to the right, in figures of one width. */
function table(head: readonly Markup[], rows: readonly (readonly Markup[])[]): Markup {
  const isNumber = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[\d.,]+( ?%)?$|^–$/.test(`${row[column] ?? ''}`)),
  );
  const cell = (content: Markup, column: number): Markup =>
    isNumber[column] === true ? markup`<td class="number">${content}</td>` : markup`<td>${content}</td>`;
  const heads = head.map((content, column) =>
    isNumber[column] === true
      ? markup`<th scope="col" class="number">${content}</th>`
      : markup`<th scope="col">${content}</th>`,
  );
  return markup`<div class="scroll" role="group" aria-label="Table" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>
${rows.map(
  (row) => markup`<tr>${row.map(cell)}</tr>
`,
)}</tbody></table></div>
`;
}
