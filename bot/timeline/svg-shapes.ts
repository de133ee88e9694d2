/**
 * The shapes and words that pictures of runs are made of, as SVG, with their colors and sizes of text. Each color is also a
 * class, so that a page that shows the picture can have its own, dark ones too. Pure.
 */

/** the width of a character as a share of the font's size, on average and for wide scripts */
const CHARACTER = 0.6;
const WIDE_CHARACTER = 1.05;
export const FONT = { heading: 19, text: 12.5, small: 11 };

export const INK = {
  page: '#ffffff',
  text: '#1f2328',
  quiet: '#57606a',
  grid: '#e4e7eb',
  stripe: '#f6f8fa',
  link: '#9aa4b0',
  agent: '#2563b0',
  code: '#8b949e',
  failed: '#b42318',
  pause: '#eceff2',
} as const;

/** The same in all pictures. */
export const STATUS_SIGNS = {
  completed: '✓',
  failed: '✗',
  skipped: '–',
  pending: '○',
  running: '◐',
} as const;

export type Ink = keyof typeof INK;

/** The attributes that color a shape, and the classes that it has beside its colors. */
export function colors(
  { fill, stroke }: { readonly fill?: Ink | 'none'; readonly stroke?: Ink },
  ...others: readonly string[]
): string {
  const classes = [
    ...others,
    ...(fill === undefined || fill === 'none' ? [] : [`fill-${fill}`]),
    ...(stroke === undefined ? [] : [`stroke-${stroke}`]),
  ];
  return [
    ...(classes.length === 0 ? [] : [`class="${classes.join(' ')}"`]),
    ...(fill === undefined ? [] : [`fill="${fill === 'none' ? 'none' : INK[fill]}"`]),
    ...(stroke === undefined ? [] : [`stroke="${INK[stroke]}"`]),
  ].join(' ');
}

/** A pattern of slanted lines, which is told from a color by those who don't see colors. */
export function hatching(id: string, ground: Ink, lines: Ink): string {
  return `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" ${colors({ fill: ground })}/><rect width="2" height="6" ${colors({ fill: lines })}/></pattern>`;
}

/** The parts of a picture that belong to a step: a page finds them, and selects them, by the step's id. */
export function stepGroup(step_id: string, status: string, area: string, parts: readonly string[]): string {
  return `<g data-step="${xml(step_id)}" class="step ${status}">\n${[area, ...parts].join('\n')}\n</g>`;
}

export interface PictureFrame {
  /** begins the ids in the picture, so that a page may show several */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly patterns: readonly string[];
}

/** The whole document. */
export function svgDocument(
  { id, width, height, title, description, patterns }: PictureFrame,
  parts: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-description" font-family="DejaVu Sans, Verdana, sans-serif" font-size="${FONT.text}">`,
    `<title id="${id}-title">${xml(title)}</title>`,
    `<desc id="${id}-description">${xml(description)}</desc>`,
    `<defs>${patterns.join('')}</defs>`,
    `<rect width="${width}" height="${height}" ${colors({ fill: 'page' })}/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** Tenths of a pixel are fine enough, and the same everywhere. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

export function box(x: number, y: number, width: number, height: number, look: string): string {
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" ${look}/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, ink: Ink): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" ${colors({ stroke: ink })}/>`;
}

interface Look {
  readonly size?: number;
  readonly ink?: Ink;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** `y` is the middle of the line, not its base */
  readonly centered?: boolean;
  /** lines behind it don't strike it through */
  readonly backed?: boolean;
}

export function words(
  text: string,
  x: number,
  y: number,
  { size = FONT.text, ink = 'text', bold, anchor = 'start', centered, backed }: Look = {},
): string {
  if (text === '') return '';
  const base = centered === true ? y + size * 0.36 : y;
  const looks = [
    ...(size === FONT.text ? [] : [`font-size="${size}"`]),
    ...(bold === true ? ['font-weight="bold"'] : []),
    ...(anchor === 'start' ? [] : [`text-anchor="${anchor}"`]),
    ...(backed === true ? ['stroke-width="3" paint-order="stroke"'] : []),
    colors({ fill: ink, ...(backed === true ? { stroke: 'page' } : {}) }),
  ];
  return `<text x="${px(x)}" y="${px(base)}" ${looks.join(' ')}>${xml(text)}</text>`;
}

/** Cuts a text to about that many pixels. */
export function fitting(text: string, room: number, size: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const characters = [...line];
  let used = 0;
  const fits = characters.findIndex((character) => {
    used +=
      size *
      (/[\u1100-\u115f\u2e80-\uffdc]|[\u{1f000}-\u{3ffff}]/u.test(character) ? WIDE_CHARACTER : CHARACTER);
    return used > room;
  });
  return fits === -1
    ? line
    : `${characters
        .slice(0, Math.max(0, fits - 1))
        .join('')
        .trimEnd()}…`;
}

/** Escapes text for XML, without the characters that XML has no room for. */
export function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
