/** The blast radius in a report: a table of the files concerned, and a checklist for whoever changes them. */
import type { ReportItem, ReportSection } from '../../runner/core/report-document.ts';
import { type EvidencePack, factsOf, HISTORY_MONTHS, type Scope } from '../contracts/evidence-pack.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { list, section, table, text } from '../report/sections.ts';
import { count } from '../wording.ts';
import { type BlastRadius, blastRadius } from './blast-radius.ts';

const MOST_FILES = 8;
const MOST_NAMED = 3;

/** What a change to the first of these files reaches: as many as a table shows. */
export function shownRadius(paths: readonly string[], pack: EvidencePack, scope: Scope): BlastRadius {
  return blastRadius(paths.slice(0, MOST_FILES), pack, scope);
}

/** `all`: how many files are concerned. Nothing where there are none. */
export function radiusSection(radius: BlastRadius, all: number): ReportSection[] {
  const rows = radius.reaches.map(({ path, importers, dependents, tests, changes }) => [
    codeSpan(path),
    dependents === 0 ? '0' : `${importers.length} direct, ${dependents} in all`,
    tests.length === 0 ? 'none' : String(tests.length),
    String(changes),
  ]);
  const rest = all - rows.length;
  return section(
    'Blast radius',
    table(['File', 'Imported by', 'Tests that reach it', `Changes in ${HISTORY_MONTHS} months`], rows),
    text(rest > 0 ? `And ${count(rest, 'other file')}.` : ''),
  );
}

/** What a change to these files must not forget, as far as facts show it. */
export function checklistSection(
  radius: BlastRadius,
  pack: EvidencePack,
  scope: Scope,
  page: Page,
): ReportSection[] {
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

/** One item with what it is about below it; none where that is nothing. */
function item(title: string, below: readonly string[]): ReportItem[] {
  return below.length === 0 ? [] : [{ text: title, below: below.slice(0, MOST_BELOW) }];
}

const MOST_BELOW = 5;

function callers({ reaches }: BlastRadius): ReportItem[] {
  const imported = reaches.filter(({ importers }) => importers.length > 0);
  return item(
    'Keep the importers working:',
    imported.map(({ path, importers }) => `${codeSpan(path)}: ${named(importers)}`),
  );
}

function testing({ reaches }: BlastRadius): ReportItem[] {
  const reached = reaches.filter(({ tests }) => tests.length > 0);
  const bare = reaches.filter(({ tests }) => tests.length === 0).map(({ path }) => path);
  return [
    ...item(
      'Extend the tests that reach them:',
      reached.map(({ path, tests }) => `${codeSpan(path)}: ${named(tests)}`),
    ),
    ...item('Write a test first, since none reaches:', bare.map(codeSpan)),
  ];
}

function together({ reaches }: BlastRadius): ReportItem[] {
  const pairs = reaches.flatMap(({ path, partners }) =>
    partners.slice(0, 1).map(({ path: other, commits }) => ({ path, other, commits })),
  );
  const once = new Map(pairs.toReversed().map((pair) => [[pair.path, pair.other].sort().join('\n'), pair]));
  return item(
    'Check what usually changes with them:',
    [...once.values()]
      .toReversed()
      .map(
        ({ path, other, commits }) =>
          `${codeSpan(other)}, with ${codeSpan(path)} in ${count(commits, 'commit')}`,
      ),
  );
}

/** Documents, decisions and notes that speak of it. */
function spoken(pack: EvidencePack, scope: Scope, page: Page): ReportItem[] {
  const roles = new Map(scope.files.map(({ path, role }) => [path, role]));
  const cited = factsOf(pack, 'mention').flatMap(({ path, line, end, quote, data }) => {
    if (path === null || line === null || quote === null) return [];
    const isNote = data.what === 'TODO';
    if (!isNote && roles.get(path) !== 'docs') return [];
    return [{ isNote, text: `${page.place({ path, start: line, end, side: 'head' })} — ${codeSpan(quote)}` }];
  });
  const texts = (wanted: boolean): string[] =>
    cited.filter(({ isNote }) => isNote === wanted).map(({ text: one }) => one);
  return [
    ...item('Update the documents:', texts(false)),
    ...item('Settle the notes in the code:', texts(true)),
  ];
}

function commands(pack: EvidencePack): string[] {
  const found = factsOf(pack, 'command').filter(({ subject }) => subject === 'test' || subject === 'build');
  const once = [...new Set(found.map(({ value }) => String(value)))].slice(0, MOST_NAMED);
  return once.length === 0 ? [] : [`Run ${once.map(codeSpan).join(' and ')}.`];
}
