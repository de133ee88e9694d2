/** The shapes and words that the timeline's picture is made of, as SVG, with its colors and sizes of text. Pure. */

/** the width of a character as a share of the font's size, on average and for wide scripts */
const CHARACTER = 0.6;
const WIDE_CHARACTER = 1.05;
export const FONT = { heading: 19, text: 12.5, small: 11 };

export const INK = {
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

/** Tenths of a pixel are fine enough, and the same everywhere. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

export function box(x: number, y: number, width: number, height: number, look: string): string {
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" ${look}/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, ink: string): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${ink}"/>`;
}

interface Look {
  readonly size?: number;
  readonly ink?: string;
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
  { size = FONT.text, ink = INK.text, bold, anchor = 'start', centered, backed }: Look = {},
): string {
  if (text === '') return '';
  const base = centered === true ? y + size * 0.36 : y;
  const looks = [
    ...(size === FONT.text ? [] : [`font-size="${size}"`]),
    ...(bold === true ? ['font-weight="bold"'] : []),
    ...(anchor === 'start' ? [] : [`text-anchor="${anchor}"`]),
    ...(backed === true ? ['stroke="#ffffff" stroke-width="3" paint-order="stroke"'] : []),
    `fill="${ink}"`,
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
