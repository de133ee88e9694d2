/** The tour without a model: a reading path by the highest-ranked facts. The glossary is left out; it needs a reader. */
import type { StepBrief } from '../contracts/brief.ts';
import { type EvidencePack, type Fact, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import type { Tour } from '../contracts/map.ts';
import { cite } from '../rules/cite.ts';
import { byValue, numberOf } from '../rules/rule.ts';
import { clip, count, list, shortPath } from '../wording.ts';
import { pitfallsOf } from './pitfalls.ts';
import { runCommands } from './run-commands.ts';

type Stop = Omit<Tour['stops'][number], 'order' | 'assumption'>;

const MOST_STOPS = 12;
const MOST_DOCS = 2;
const MOST_ENTRIES = 3;
const MOST_IMPORTED = 4;

export function tourAnswer({ pack, scope }: StepBrief): Tour {
  const lines = new Map(scope.files.map((file) => [file.path, file.lines]));
  const seen = new Set<string>();
  const stops = [
    ...docStops(pack),
    ...entryStops(pack, lines),
    ...importedStops(pack),
    ...hotStop(pack),
    ...testStop(pack),
  ]
    .filter((stop) => !seen.has(stop.path) && seen.add(stop.path) !== undefined)
    .slice(0, MOST_STOPS)
    .map((stop, index) => ({
      ...stop,
      order: index + 1,
      title: clip(stop.title, 100),
      why: clip(stop.why, 400),
      lines: stop.lines === '' ? wholeFile(lines.get(stop.path)) : stop.lines,
      assumption: false,
    }));
  return { stops, glossary: [], runIt: runCommands(pack), pitfalls: pitfallsOf(pack) };
}

const wholeFile = (lines: number | undefined): string =>
  lines === undefined || lines < 2 ? '1' : `1-${lines}`;

/** Where documents for newcomers usually are, the likeliest first. */
const PLACES = [/^readme[^/]*$/i, /^[^/]+$/, /^docs?\/[^/]+$/i];

/** The top README, then the longest document near the top. */
function docStops(pack: EvidencePack): Stop[] {
  const docs = factsOf(pack, 'docs').filter(
    ({ path }) => !/changelog|licen[cs]e|code_of_conduct/i.test(path ?? ''),
  );
  const rank = ({ path }: Fact): number => PLACES.findIndex((place) => place.test(path ?? ''));
  return docs
    .filter((fact) => rank(fact) !== -1)
    .sort((a, b) => rank(a) - rank(b) || byValue(a, b))
    .slice(0, MOST_DOCS)
    .map((fact) => ({
      title: fact.subject === null ? `Read ${shortPath(fact.path ?? '')}` : clip(fact.subject, 90),
      path: fact.path ?? '',
      lines: '',
      why: `What the authors say themselves, in ${count(numberOf(fact), 'line')}${fact.data.headings.length < 2 ? '' : `: ${list(fact.data.headings.slice(1), 5)}`}.`,
      evidence: cite(fact),
    }));
}

function entryStops(pack: EvidencePack, files: ReadonlyMap<string, number>): Stop[] {
  return factsOf(pack, 'entry')
    .filter((fact) => fact.path !== null)
    .slice(0, MOST_ENTRIES)
    .map((fact) => {
      const target = entered(fact, files);
      return {
        title: `Where it is entered: ${shortPath(target ?? fact.path ?? '')} (${fact.data.how})`,
        path: target ?? fact.path ?? '',
        lines: target === null ? linesOf(fact) : '',
        why: `An entry point (${fact.data.how})${target === null ? '' : `, named in ${fact.path}`}: what happens first can be followed from here.`,
        evidence: cite(fact),
      };
    });
}

/** The file that a manifest's entry names; null if the entry is in the source itself, or names build output. */
function entered(fact: FactOf<'entry'>, files: ReadonlyMap<string, number>): string | null {
  const folder = (fact.path ?? '').split('/').slice(0, -1);
  const named = String(fact.value).replace(/^\.\//, '');
  const target = [...folder, named].join('/');
  return target !== fact.path && files.has(target) ? target : null;
}

function importedStops(pack: EvidencePack): Stop[] {
  return factsOf(pack, 'imports')
    .filter((fact) => numberOf(fact) >= 2)
    .sort(byValue)
    .slice(0, MOST_IMPORTED)
    .map((fact) => {
      const exported = about(pack, 'exports', fact.path);
      const detail = about(pack, 'complexity', fact.path);
      const offers = exported?.kind === 'exports' ? ` It exports ${list(exported.data.symbols, 5)}.` : '';
      return {
        title: `What much leans on: ${shortPath(fact.path ?? '')}`,
        path: fact.path ?? '',
        lines: detail === null ? '' : linesOf(detail),
        why: `${count(numberOf(fact), 'source file imports', 'source files import')} it, so its words come up everywhere.${offers}`,
        evidence: cite(detail, fact, exported),
      };
    });
}

function hotStop(pack: EvidencePack): Stop[] {
  const [hot] = factsOf(pack, 'hotspot').sort(byValue);
  if (hot === undefined) return [];
  const detail = about(pack, 'complexity', hot.path);
  return [
    {
      title: `Where the work is: ${shortPath(hot.path ?? '')}`,
      path: hot.path ?? '',
      lines: detail === null ? '' : linesOf(detail),
      why: `${count(hot.data.changes, 'recent commit')} changed it, and it has a complexity of ${hot.data.complexity}: the likeliest place for a first change, and the one to make it in with care.`,
      evidence: cite(detail, hot),
    },
  ];
}

/** A test of one of the most imported files shows how it is used. */
function testStop(pack: EvidencePack): Stop[] {
  const tests = new Set(factsOf(pack, 'tests').flatMap((fact) => fact.data.files));
  for (const fact of factsOf(pack, 'imports').sort(byValue)) {
    const test = fact.data.importers.find((path) => tests.has(path));
    if (test !== undefined) {
      return [
        {
          title: `How it is used: ${shortPath(test)}`,
          path: test,
          lines: '',
          why: `A test that imports ${fact.path}, one of the most imported files: the shortest worked example there is.`,
          evidence: cite(fact),
        },
      ];
    }
  }
  return [];
}

function about(pack: EvidencePack, kind: Fact['kind'], path: string | null): Fact | null {
  return pack.facts.find((fact) => fact.kind === kind && fact.path === path && path !== null) ?? null;
}

function linesOf(fact: Fact): string {
  if (fact.line === null) return '';
  return fact.end === null || fact.end <= fact.line ? String(fact.line) : `${fact.line}-${fact.end}`;
}
