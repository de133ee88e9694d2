/** The blast radius in a report: a table of the files concerned, and a checklist for whoever changes them. */
import type { ReportItem, ReportSection } from '../../runner/core/report-document.ts';
import { type EvidencePack, factsOf, type Scope } from '../contracts/evidence-pack.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { list, section, table, text } from '../report/sections.ts';
import { count } from '../wording.ts';
import { type BlastRadius, blastRadius, type Reach } from './blast-radius.ts';

const MOST_FILES = 8;
const MOST_NAMED = 3;

/** What a change to these files reaches; nothing where there are none. */
export function radiusSection(paths: readonly string[], pack: EvidencePack, scope: Scope): ReportSection[] {
  const radius = blastRadius(paths.slice(0, MOST_FILES), pack, scope);
  const rows = radius.reaches.map(({ path, importers, dependents, tests, changes }) => [
    codeSpan(path),
    dependents === 0 ? '0' : `${importers.length} direct, ${dependents} in all`,
    tests.length === 0 ? 'none' : String(tests.length),
    String(changes),
  ]);
  const rest = paths.length - rows.length;
  return section(
    'Blast radius',
    table(['File', 'Imported by', 'Tests that reach it', 'Changes in 24 months'], rows),
    text(rest > 0 ? `And ${count(rest, 'other file')}.` : ''),
  );
}

/** What a change to these files must not forget, as far as facts show it. */
export function checklistSection(
  paths: readonly string[],
  pack: EvidencePack,
  scope: Scope,
  page: Page,
): ReportSection[] {
  const radius = blastRadius(paths.slice(0, MOST_FILES), pack, scope);
  const items = [
    ...callers(radius),
    ...testing(radius),
    ...together(radius),
    ...spoken(pack, scope, page),
    ...commands(pack),
  ];
  return section('Checklist', list(items));
}

const named = (paths: readonly string[]): string => {
  const shown = paths.slice(0, MOST_NAMED).map(codeSpan).join(', ');
  return paths.length > MOST_NAMED ? `${shown} and ${paths.length - MOST_NAMED} more` : shown;
};

function callers({ reaches }: BlastRadius): string[] {
  return reaches
    .filter(({ importers }) => importers.length > 0)
    .slice(0, MOST_NAMED)
    .map(({ path, importers }) => `Keep the importers of ${codeSpan(path)} working: ${named(importers)}.`);
}

function testing({ reaches }: BlastRadius): string[] {
  const reached = reaches.filter(({ tests }) => tests.length > 0).slice(0, MOST_NAMED);
  const bare = reaches.filter(({ tests }) => tests.length === 0).map(({ path }) => path);
  return [
    ...reached.map(({ path, tests }) => `Extend the tests of ${codeSpan(path)}: ${named(tests)}.`),
    ...(bare.length === 0 ? [] : [`Write a test first: no test reaches ${named(bare)}.`]),
  ];
}

function together({ reaches }: BlastRadius): string[] {
  const said = new Set<string>();
  return reaches.slice(0, MOST_NAMED).flatMap(({ path, partners }: Reach) => {
    const fresh = partners.filter((partner) => !said.has([path, partner.path].sort().join('\n')));
    for (const partner of fresh) said.add([path, partner.path].sort().join('\n'));
    const [first] = fresh;
    if (first === undefined) return [];
    return [
      `Check ${codeSpan(first.path)} too: it changed with ${codeSpan(path)} in ${count(first.commits, 'commit')}.`,
    ];
  });
}

/** Documents, decisions and notes that speak of it. */
function spoken(pack: EvidencePack, scope: Scope, page: Page): ReportItem[] {
  const roles = new Map(scope.files.map(({ path, role }) => [path, role]));
  return factsOf(pack, 'mention').flatMap((fact): ReportItem[] => {
    const { path, line, end, quote, data } = fact;
    if (path === null || line === null || quote === null) return [];
    const isNote = data.what === 'TODO';
    if (!isNote && roles.get(path) !== 'docs') return [];
    const place = page.place({ path, start: line, end, side: 'head' });
    return [
      {
        text: isNote ? 'Settle the note in the code:' : 'Update the document:',
        below: [`${place} — ${codeSpan(quote)}`],
      },
    ];
  });
}

function commands(pack: EvidencePack): string[] {
  const found = factsOf(pack, 'command').filter(({ subject }) => subject === 'test' || subject === 'build');
  const once = [...new Set(found.map(({ value }) => String(value)))].slice(0, MOST_NAMED);
  return once.length === 0 ? [] : [`Run ${once.map(codeSpan).join(' and ')}.`];
}
