/** The sinks of a repository or a change, the worst with their lines and the rest as counts. What a finding tells is left out. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { shownFindings } from '../contracts/checked.ts';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { SINK_KINDS, type SinkKind, type SinkOrigin } from '../contracts/sinks.ts';
import { factsAbout } from '../evidence/about-change.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { foldedSection, table, text } from '../report/sections.ts';
import { totalOf } from '../rules/rule.ts';
import { clip, count, list } from '../wording.ts';

type Sink = FactOf<'sink'>;

const MOST_SINKS = 10;

const KINDS: Readonly<Record<SinkKind, readonly [one: string, many: string]>> = {
  command: ['shell command', 'shell commands'],
  code: ['text run as code', 'texts run as code'],
  sql: ['built SQL statement', 'built SQL statements'],
  deserialization: ['deserialization', 'deserializations'],
  html: ['unescaped markup', 'pieces of unescaped markup'],
  path: ['file path', 'file paths'],
  fetch: ['address to fetch', 'addresses to fetch'],
  redirect: ['redirect', 'redirects'],
  tls: ['unchecked TLS certificate', 'unchecked TLS certificates'],
  'password-hash': ['fast hash of a password', 'fast hashes of passwords'],
};

const ORIGINS: Readonly<Record<SinkOrigin, string>> = {
  request: 'a request',
  parameter: 'a parameter',
  arguments: 'the command line',
  unknown: 'not visible there',
};

/** What to look at, or to harden, though no path from outside is visible. */
export function sinkSection(model: ReportModel, page: Page): ReportSection[] {
  const { pack, scope } = model;
  if (pack === null || scope === null) return [];
  const told = new Set(
    shownFindings(model.verdict).flatMap(({ evidence }) =>
      evidence.flatMap(({ path, start, end }) =>
        start === null ? [] : lines(start, end ?? start).map((line) => `${path}:${line}`),
      ),
    ),
  );
  const sinks = factsAbout(pack, scope, 'sink').filter(({ path, line }) => !told.has(`${path}:${line}`));
  if (sinks.length === 0) return [];
  return foldedSection(
    'Needs hardening',
    text(
      'Calls whose argument is no literal, and protections that are off. Pattern matches, not proof: no path from outside to them is visible in their function, or a check comes before.',
    ),
    table(
      ['Location', 'Sink', 'Gets', 'From'],
      sinks.slice(0, MOST_SINKS).map((sink) => rowOf(sink, page)),
    ),
    text(restOf(sinks, pack, model.compares)),
  );
}

const MOST_LINES = 60;

const lines = (start: number, end: number): number[] =>
  Array.from({ length: Math.min(end - start + 1, MOST_LINES) }, (_, at) => start + at);

function rowOf({ path, line, subject, data }: Sink, page: Page): string[] {
  const { what, argument, input, origin, guarded } = data;
  return [
    page.at({ path, line }),
    `${KINDS[what][0]}: ${codeSpan(clip(subject ?? '', 40))}`,
    input === null ? '–' : `${argument === 'built' ? 'text with ' : ''}${codeSpan(clip(input, 50))}`,
    `${argument === 'setting' ? 'a setting' : ORIGINS[origin]}${guarded ? ', checked or under a condition' : ''}`,
  ];
}

/** Counts by kind; none where the pack does not hold all of them. */
function restOf(sinks: readonly Sink[], pack: EvidencePack, compares: boolean): string {
  const rest = sinks.slice(MOST_SINKS);
  const beyond = compares ? 0 : (totalOf(pack, 'sink') ?? 0) - factsOf(pack, 'sink').length;
  if (rest.length + beyond === 0) return '';
  const kinds = SINK_KINDS.flatMap((what) => {
    const many = rest.filter(({ data }) => data.what === what).length;
    return many === 0 ? [] : [count(many, ...KINDS[what])];
  });
  if (beyond > 0) return `And ${count(rest.length + beyond, 'other')}.`;
  return `And ${count(rest.length, 'other')}: ${list(kinds, SINK_KINDS.length)}.`;
}
