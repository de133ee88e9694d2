/** Lines of code as HTML, numbered and highlighted. Highlighting never changes the text: see `isSameText`. */

import { createRequire } from 'node:module';
import { type Markup, markup, trusted, visible } from './markup.ts';

/** What is used of highlight.js. Its own declarations would give every file of this project the globals of a browser. */
interface Highlighter {
  newInstance(): Highlighter;
  registerLanguage(name: string, language: unknown): void;
  registerAliases(alias: string, options: { readonly languageName: string }): void;
  getLanguage(name: string): unknown;
  highlight(
    code: string,
    options: { readonly language: string; readonly ignoreIllegals: boolean },
  ): { readonly value: string };
}

const LANGUAGES =
  'bash c cpp css diff dockerfile go ini java javascript json markdown php python ruby rust sql typescript xml yaml'.split(
    ' ',
  );

/** Extensions that highlight.js does not know as aliases of these languages. */
const MORE_ALIASES: Readonly<Record<string, string>> = {
  astro: 'xml',
  svelte: 'xml',
  vue: 'xml',
  less: 'css',
  scss: 'css',
  jsonc: 'json',
  pyi: 'python',
  rake: 'ruby',
};

let loaded: Highlighter | null = null;

/** Loaded when the first page is made, since most processes make none. */
function highlighter(): Highlighter {
  if (loaded !== null) return loaded;
  const load = createRequire(import.meta.url);
  const core: Highlighter = load('highlight.js/lib/core');
  loaded = core.newInstance();
  for (const name of LANGUAGES) loaded.registerLanguage(name, load(`highlight.js/lib/languages/${name}`));
  for (const [alias, languageName] of Object.entries(MORE_ALIASES)) {
    loaded.registerAliases(alias, { languageName });
  }
  return loaded;
}

/** Longer lines and texts stay plain: they are generated, and would cost more than they tell. */
const LONGEST_LINE = 400;
const LONGEST_TEXT = 20_000;

/** By a file's name or a fence's word, e.g. `src/app.tsx`, `Dockerfile` or `sh`; null for one without highlighting. */
export function languageOf(name: string): string | null {
  const base = name.split('/').at(-1) ?? '';
  const word = (/(?:^|\.)([^.]+)$/.exec(base)?.[1] ?? '').toLowerCase();
  const known = base.toLowerCase().startsWith('dockerfile') ? 'dockerfile' : word;
  return highlighter().getLanguage(known) === undefined ? null : known;
}

/** A block of code whose first line has the number `first`; null leaves the numbers out. */
export function codeBlock(lines: readonly string[], language: string | null, first: number | null): Markup {
  const numbered = highlighted(lines.map(visible), language).map((line, at) =>
    first === null
      ? markup`<span class="line">${line}\n</span>`
      : markup`<span class="line" data-line="${first + at}">${line}\n</span>`,
  );
  return markup`<pre class="code${first === null ? '' : ' numbered'}"><code>${numbered}</code></pre>`;
}

function highlighted(lines: readonly string[], language: string | null): Markup[] {
  return highlightedLines(lines, language)?.map(trusted) ?? lines.map((line) => markup`${line}`);
}

/** Each line as HTML with nothing but spans in it; null for lines that stay plain. */
export function highlightedLines(lines: readonly string[], language: string | null): string[] | null {
  if (language === null || lines.some((line) => line.length > LONGEST_LINE || /[\r\n]/.test(line)))
    return null;
  const text = lines.join('\n');
  if (text.length > LONGEST_TEXT) return null;
  const html = highlighter().highlight(text, { language, ignoreIllegals: true }).value;
  return isSameText(html, text) ? splitIntoLines(html) : null;
}

export const TAGS = /<span class="[\w -]*">|<\/span>/g;
const DECODED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

/** Whether `html` is `text` with nothing but spans around its parts. */
function isSameText(html: string, text: string): boolean {
  const bare = html.replace(TAGS, '');
  return !/[<>]/.test(bare) && decoded(bare) === text;
}

/** The text that the highlighter's HTML stands for, without its spans. */
export function decoded(html: string): string {
  return html.replace(/&([^;\s]{1,6});/g, (all, name: string) => DECODED[name] ?? all);
}

/** Spans that go over the end of a line are closed there and opened again on the next. */
function splitIntoLines(html: string): string[] {
  const open: string[] = [];
  return html.split('\n').map((line) => {
    const before = open.join('');
    for (const [tag] of line.matchAll(TAGS)) {
      if (tag === '</span>') open.pop();
      else open.push(tag);
    }
    return `${before}${line}${'</span>'.repeat(open.length)}`;
  });
}
