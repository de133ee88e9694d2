/**
 * The one place where foreign text becomes Markdown. Everything that an agent or a repository wrote passes through
 * `prose`, `codeSpan` or `fenced`: no mention, link, image, HTML or control character of theirs survives.
 */
import { codeIn } from '../../runner/core/code-spans.ts';
import type { ReportItem } from '../../runner/core/report-document.ts';

const BREAK = '\u200b';

/** Foreign text as one line of plain text for other places, which escape it themselves. */
export function plainLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim());
}

/** Agent text as one line of Markdown. Its own code spans stay code; references such as `[F1]` stay readable. */
export function prose(text: string): string {
  const parts = codeIn(plainLine(text)).map((part) =>
    part.isCode ? withoutMentions(codeSpan(part.text)) : plain(part.text),
  );
  return atLineStart(parts.join(''));
}

/** Escapes what would begin a heading, a quote or a list at the start of a line or item. */
function atLineStart(text: string): string {
  return text.replace(/^([#>+=|-])/, '\\$1').replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/**
 * Verbatim text as code on one line; the fence grows with the back-ticks inside. In a file nothing within code mentions
 * or links, so a quote or a path stays what it is in the repository, to the letter.
 */
export function codeSpan(text: string): string {
  const line = printable(text.replace(/[\r\n]+/g, ' '));
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = line === '' || /^`|`$|^ .* $/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** What code hosts draw instead of showing as text. */
const DRAWN: ReadonlySet<string> = new Set(['mermaid', 'math', 'geojson', 'topojson', 'stl']);

/** Lines of a file in a fence that is longer than any run of back-ticks in them, named by the file's extension. */
export function fenced(lines: readonly string[], path: string): string {
  const shown = lines.map(printable);
  const runs = shown.join('\n').match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(2, ...runs.map((run) => run.length)) + 1);
  const extension = /\.([A-Za-z0-9]{1,12})$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return [`${fence}${DRAWN.has(extension) ? '' : extension}`, ...shown, fence].join('\n');
}

const URL = /\b(?:[a-z][a-z\d+.-]*:\/\/|www\.|mailto:|javascript:|data:)[^\s<>`()[\]]+/gi;

/** Text outside code. Bare URLs become code, since Markdown would link them. */
function plain(text: string): string {
  const parts: string[] = [];
  let rest = 0;
  for (const match of text.matchAll(URL)) {
    parts.push(escaped(text.slice(rest, match.index)), codeSpan(match[0]));
    rest = match.index + match[0].length;
  }
  return parts.concat(escaped(text.slice(rest))).join('');
}

/** Findings, facts, other statements, and the items of plans and documents. */
const ID = '(?:[FKCTRBOXH]|TC)\\d+';
const REFERENCE = new RegExp(`^\\[${ID}(?:, ?${ID})*\\]`);
const REFERENCE_BEFORE = new RegExp(`\\[${ID}(?:, ?${ID})*$`);

function escaped(text: string): string {
  const safe = text.replace(/[\\`*[\]]|<|&(?=#?\w+;)|__+|~~+/g, (char, at: number) => {
    if (char === '<') return '&lt;';
    if (char === '&') return '&amp;';
    if (char === '[' && REFERENCE.test(text.slice(at))) return char;
    if (char === ']' && REFERENCE_BEFORE.test(text.slice(0, at))) return char;
    return [...char].map((one) => `\\${one}`).join('');
  });
  return withoutMentions(safe);
}

/** Breaks `@everyone`, `@here`, `@channel` and the mention syntax of Slack and Discord. */
function withoutMentions(text: string): string {
  return text
    .replace(/@(?=everyone|here|channel)/gi, `@${BREAK}`)
    .replace(/<(?=[!@#]|(?:https?|mailto):)/gi, `<${BREAK}`);
}

/** Shows control and formatting characters, which can hide or reverse text, as escapes. Tabs are kept. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (char) => {
    if (char === '\t') return char;
    const code = char.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Blocks of Markdown, with one empty line between them; empty ones go. */
export function blocks(...parts: readonly (string | readonly string[])[]): string {
  return parts
    .flat()
    .filter((part) => part !== '')
    .join('\n\n');
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** Items with the lines below them. */
export function listItems(items: readonly ReportItem[], ordered: boolean): string {
  return items
    .map(({ text, below }, at) =>
      [`${ordered ? `${at + 1}.` : '-'} ${text}`, ...below.map((line) => `   - ${line}`)].join('\n'),
    )
    .join('\n');
}

/** A table of Markdown in one line each. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A collapsed block. `summary` is not escaped. */
export function folded(summary: string, body: string): string {
  return blocks(`<details><summary>${summary}</summary>`, body, '</details>');
}
