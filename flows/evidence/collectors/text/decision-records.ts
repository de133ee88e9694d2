/** Decision records: number, title, status, date and what they replace, in MADR, Nygard's template and those of adr-tools. Pure. */
import type { FactDraft } from '../../../contracts/collecting.ts';
import { draft, quoteOf } from '../../collector.ts';
import { headingsOf } from './first-sentence.ts';

export type Decision = Extract<FactDraft, { kind: 'adrs' }>;

/** Folders of decision records: `docs/adr`, `doc/architecture/decisions`, `docs/decisions`… */
const FOLDER =
  /(^|\/)(adrs?|decisions?|decision-records?|architecture-decisions?|architectural-decisions?)\/[^/]+$/i;
const NAMED = /(^|\/)adr[-_]?\d+[^/]*$/i;
const NO_RECORD = /(^|\/)(readme|index|template|toc|adr-template|about|contributing)[^/]*$|template[^/]*$/i;

const MOST_HEADINGS = 12;

/** Null for a document that is no decision record: one has a number, or says its status. */
export function decisionFact(path: string, text: string): Decision | null {
  if ((!FOLDER.test(path) && !NAMED.test(path)) || NO_RECORD.test(path)) return null;
  const number = /(?:^|\D)(\d{2,5})(?=\D|$)/.exec(path.slice(path.lastIndexOf('/') + 1))?.[1] ?? null;
  const status = statusOf(text);
  if (number === null && status === null) return null;
  const heading = /^#\s+(.+?)\s*$/m.exec(text)?.[1] ?? /^title:\s*["']?(.+?)["']?\s*$/m.exec(text)?.[1];
  const title = quoteOf(withoutNumber(heading ?? path.slice(path.lastIndexOf('/') + 1))).slice(0, 150);
  const word = status === null ? 'unknown' : (/[a-z]+/i.exec(status)?.[0] ?? 'unknown').toLowerCase();
  return draft('adrs', {
    path,
    subject: title,
    value: word,
    text: `decision ${number ?? ''} “${title.slice(0, 120)}”, ${word}`.replace(/ {2}/g, ' '),
    data: { number, ...dated(text), ...links(text, status), headings: secondLevel(text) },
  });
}

/** In front matter, in a list at the top, or under a heading of its own; with what follows on its line. */
function statusOf(text: string): string | null {
  const top = text.split('\n').slice(0, 40).join('\n');
  const inline = /^(?:[*-]\s*)?\**status\**\s*:\**\s*["']?([A-Za-z].*?)["']?\s*$/im.exec(top)?.[1];
  if (inline !== undefined) return plain(inline);
  const [, after] = text.split(/^##+[ \t]+Status[ \t]*$/im);
  const below = after?.split(/^#/m)[0];
  if (below === undefined) return null;
  // adr-tools writes every status that a record had, the last one below.
  const lines = below
    .split('\n')
    .map(plain)
    .filter((line) => /^[A-Za-z]/.test(line));
  return lines.find((line) => /^superseded/i.test(line)) ?? lines[0] ?? null;
}

const plain = (line: string): string =>
  line
    .replace(/^[*\-\s]+/, '')
    .replace(/\*\*|__|~~[^~]*~~/g, '')
    .trim();

const withoutNumber = (title: string): string =>
  title.replace(/^(?:ADR[- _]?)?\d{1,5}\s*[.:\-–]\s*/i, '').replace(/^ADR[- _]?\d+\s*/i, '');

function dated(text: string): { date?: string } {
  const date = /^(?:[*-]\s*)?\**date\**\s*:\**\s*["']?(\d{4}-\d{2}-\d{2})/im.exec(text)?.[1];
  const below = /^##+\s+Date\s*\n+(\d{4}-\d{2}-\d{2})/im.exec(text)?.[1];
  const found = date ?? below;
  return found === undefined ? {} : { date: found };
}

/** `Supersedes [2. Use MySQL](0002-use-mysql.md)`: the number or the file that it links. */
function links(text: string, status: string | null): { supersedes?: string; superseded_by?: string } {
  const after = (pattern: RegExp, where: string): string | undefined => {
    const rest = pattern.exec(where)?.[1];
    return rest === undefined ? undefined : named(rest);
  };
  const supersedes = after(/\bsupersedes\b:?\s*(.+)/i, text);
  const by =
    after(/\bsuperseded[- ]by\b:?\s*(.+)/i, status ?? '') ?? after(/\bsuperseded[- ]by\b:?\s*(.+)/i, text);
  return {
    ...(supersedes === undefined ? {} : { supersedes }),
    ...(by === undefined ? {} : { superseded_by: by }),
  };
}

function named(rest: string): string | undefined {
  const file = /\]\(([^)\s]+)\)/.exec(rest)?.[1];
  const number = /(?:ADR[- _]?|#)?(\d{1,5})/i.exec(rest)?.[1];
  return file?.split('/').at(-1) ?? number;
}

function secondLevel(text: string): string[] {
  const own = headingsOf(text);
  const second = [...text.matchAll(/^##\s+(.+?)\s*$/gm)].map(([, heading = '']) => heading);
  return (second.length > 0 ? second : own.slice(1))
    .slice(0, MOST_HEADINGS)
    .map((one) => quoteOf(one).slice(0, 100));
}
