/**
 * The hotspot map: source files as a treemap, in which area is lines of code and color is impact. Drawn twice, for a wide
 * and a narrow page, since text that shrinks with a drawing can't be read. A table says the same in words.
 */
import type { ReportDocument, ReportFinding } from '../../../runner/core/report-document.ts';
import { count } from '../../wording.ts';
import { anchorOf } from './anchors.ts';
import { fitted, rounded, widthOf } from './drawing.ts';
import { type Content, type Markup, markup } from './markup.ts';
import type { Texts } from './texts.ts';
import { type Cell, type FolderFrame, treemap } from './treemap.ts';

type MapFile = ReportDocument['map'][number];

const MOST_CELLS = 400;
const MOST_ROWS = 20;
const WIDE = { width: 960, height: 440 };
const NARROW = { width: 360, height: 480 };
const FONT_SIZE = 12;
const PADDING = 5;

/** From impact to the classes `heat-0` … `heat-5`: 0, and fifths of what is above. */
function heat(impact: number): number {
  return impact <= 0 ? 0 : Math.min(5, Math.floor(Math.min(impact, 99.9) / 20) + 1);
}

const LEGEND = ['none', 'under 20', '20–39', '40–59', '60–79', '80–100'];

export function hotspotMap(document: ReportDocument, texts: Texts): Markup {
  const files = document.map
    .filter(({ lines }) => lines > 0)
    .map((file) => ({ ...file, weight: file.lines }));
  // The hottest are drawn whatever their size.
  const drawn = [...files]
    .sort((a, b) => b.impact - a.impact || b.lines - a.lines || (a.path < b.path ? -1 : 1))
    .slice(0, MOST_CELLS);
  const hidden = files.length - drawn.length;
  const of = count(drawn.length, 'source file', 'source files');
  const legend = LEGEND.map(
    (words, step) =>
      markup`<li><svg width="12" height="12" aria-hidden="true"><rect class="heat-${step}" width="12" height="12"/></svg> ${words}</li>`,
  );
  const draw = (size: typeof WIDE, name: string): Markup => {
    const { cells, folders } = treemap(drawn, { x: 0, y: 0, ...size });
    return markup`<svg class="map ${name}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Treemap of ${of}: area is lines, color is impact. The table below says the same.">
${folders.map(folderFrame)}${cells.map(mapCell)}</svg>`;
  };
  return markup`<figure>
${draw(WIDE, 'wide')}
${draw(NARROW, 'narrow')}
<figcaption class="map-caption"><span>Area: lines. Color: impact of the worst function.${hidden > 0 && ` The ${count(hidden, 'file', 'files')} with the least impact are not drawn.`}</span>
<ul class="legend" aria-label="Impact">${legend}</ul></figcaption>
</figure>
${fileTable(drawn, document.findings, texts)}`;
}

function folderFrame({ x, y, width, height, path, isNamed }: FolderFrame): Markup {
  const name = isNamed ? fitted(path.split('/').slice(-2).join('/'), FONT_SIZE, width - 2 * PADDING) : '';
  return markup`<g><title>${path}/</title><rect class="folder" ${box(x, y, width, height)}/>${name !== '' && markup`<text class="folder-name" x="${rounded(x + PADDING)}" y="${rounded(y + 12)}">${name}</text>`}</g>
`;
}

function mapCell({ x, y, width, height, item }: Cell<MapFile>): Markup {
  const about = `${item.path} · ${count(item.lines, 'line', 'lines')} · impact ${Math.round(item.impact)}${item.text === '' ? '' : ` · ${item.text}`}`;
  return markup`<g class="heat-${heat(item.impact)}"><title>${about}</title><rect ${box(x, y, width, height)}/>${cellLabel(item, x, y, width, height)}</g>
`;
}

/** The file's name, and its impact below it, as far as they fit. */
function cellLabel({ path, impact }: MapFile, x: number, y: number, width: number, height: number): Content {
  const name = path.split('/').at(-1) ?? path;
  const label = height < FONT_SIZE + PADDING ? '' : fitted(name, FONT_SIZE, width - 2 * PADDING);
  if (label === '') return null;
  const left = rounded(x + PADDING);
  const number = `${Math.round(impact)}`;
  const hasRoom =
    Math.round(impact) > 0 &&
    height >= 2.6 * FONT_SIZE + PADDING &&
    widthOf(number, FONT_SIZE) < width - 2 * PADDING;
  const tone = heat(impact) >= 4 ? 'on-hot' : 'on-cool';
  return markup`<text class="${tone}" x="${left}" y="${rounded(y + FONT_SIZE + 3)}">${label}</text>${hasRoom && markup`<text class="${tone}" x="${left}" y="${rounded(y + 2.3 * FONT_SIZE + 3)}">${number}</text>`}`;
}

/** A hairline of the page stays between neighbors. */
function box(x: number, y: number, width: number, height: number): Markup {
  return markup`x="${rounded(x + 0.5)}" y="${rounded(y + 0.5)}" width="${rounded(Math.max(0, width - 1))}" height="${rounded(Math.max(0, height - 1))}"`;
}

function fileTable(files: readonly MapFile[], findings: readonly ReportFinding[], texts: Texts): Markup {
  const rows = files.slice(0, MOST_ROWS).map((file) => {
    const named = findings.filter(({ path }) => path === file.path);
    const links = named.map(({ id }) => markup` <a href="#${anchorOf(id)}">${id}</a>`);
    return markup`<tr><td class="path">${file.path}${links}</td><td class="number">${file.lines.toLocaleString('en-US')}</td><td class="number">${Math.round(file.impact)}</td><td>${texts.plain(file.text)}</td></tr>
`;
  });
  const title =
    files.length > rows.length ? `The ${rows.length} files with the most impact` : 'The files of the map';
  return markup`<details><summary>${title}</summary>
<div class="scroll" role="group" aria-label="${title}" tabindex="0"><table><thead><tr><th scope="col">File</th><th scope="col" class="number">Lines</th><th scope="col" class="number">Impact</th><th scope="col">Measured</th></tr></thead><tbody>
${rows}</tbody></table></div></details>`;
}
