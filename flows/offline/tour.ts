/**
 * The tour without a model: a reading path of at most ten stops, from how the project is used over where it starts and
 * its core to the test that shows it best. The glossary is left out; it needs a reader.
 */
import { posix } from 'node:path';
import type { StepBrief } from '../contracts/brief.ts';
import {
  type EvidencePack,
  type Fact,
  type FactOf,
  factsOf,
  type Scope,
} from '../contracts/evidence-pack.ts';
import type { Tour } from '../contracts/map.ts';
import { cite } from '../rules/cite.ts';
import { changesOf } from '../rules/hotspots.ts';
import { byValue, numberOf } from '../rules/rule.ts';
import { clip, count, functionName, list, shortPath } from '../wording.ts';
import { coreFiles, pathFrom, testOf } from './core-files.ts';
import { pitfallsOf } from './pitfalls.ts';
import { runCommands } from './run-commands.ts';

type Stop = Omit<Tour['stops'][number], 'order' | 'assumption'>;

const MOST_STOPS = 10;
const MOST_ENTRIES = 2;
const MOST_CORE = 3;

export function tourAnswer({ pack, scope }: StepBrief): Tour {
  const lines = new Map(scope.files.map((file) => [file.path, file.lines]));
  const entries = entryStops(pack);
  const core = coreStops(
    pack,
    scope,
    entries.map(({ path }) => path),
  );
  const seen = new Set<string>();
  const stops = [
    ...readmeStop(pack),
    ...entries,
    ...core,
    ...followStop(pack, [...entries, ...core]),
    ...hotStop(pack),
    ...testStop(pack, scope, [...core, ...entries]),
  ]
    .filter(({ path, title }) => {
      // The hottest function is worth a stop of its own, even in a file that was shown before.
      const key = title.startsWith(HOTTEST) ? `function in ${path}` : path;
      return !seen.has(key) && seen.add(key) !== undefined;
    })
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

/** Only a README: change logs and other documents are no place to start. */
function readmeStop(pack: EvidencePack): Stop[] {
  const readmes = factsOf(pack, 'docs').filter(({ path }) => /(^|\/)readme(\.[^/]*)?$/i.test(path ?? ''));
  // Where that of the root only leads to another one, the one beside the first entry.
  const folders = ['.', ...entryStops(pack).map(({ path }) => posix.dirname(path))];
  const readme = folders.flatMap(
    (folder) => readmes.find(({ path }) => posix.dirname(path ?? '') === folder) ?? [],
  )[0];
  if (readme === undefined) return [];
  const path = readme.path ?? '';
  const topics = readme.data.headings.slice(1).filter((heading) => !NO_TOPIC.test(heading));
  const named = topics.length < 2 ? '' : `: ${list(topics.slice(0, 5), 5)}`;
  return [
    {
      title: `How it is used: ${path}`,
      path,
      lines: '',
      why: `What the authors say, in ${count(numberOf(readme), 'line')}${named}.`,
      evidence: cite(readme),
    },
  ];
}

const NO_TOPIC =
  /contents|licen[cs]e|change ?log|what.s new|available|\brelease|\d\.\d|contribut|sponsor|security/i;

/** What manifests name; main functions and servers only where none names anything. Barrels have nothing to read. */
function entryStops(pack: EvidencePack): Stop[] {
  const all = factsOf(pack, 'entry');
  const manifests = all.filter(({ path, data }) => data.target !== path);
  const atRoot = manifests.filter((fact) => depthOf(fact) === 0);
  const named = atRoot.length > 0 ? atRoot : manifests;
  const read = (named.length === 0 ? all : named).filter(({ data }) => !isBarrel(pack, data.target));
  return (read.length === 0 ? named : read)
    .toSorted((a, b) => weightOf(pack, b.data.target) - weightOf(pack, a.data.target))
    .slice(0, MOST_ENTRIES)
    .map((fact) => {
      const { how, target } = fact.data;
      const isNamed = target !== fact.path;
      return {
        title: `Where it starts: ${shortPath(target)}`,
        path: target,
        lines: isNamed ? '' : linesOf(fact),
        why: isNamed ? `${fact.path} names it as ${ENTERED[how] ?? how}.` : `Its ${how} starts here.`,
        evidence: cite(fact),
      };
    });
}

/** A file of styles, or one without a function that imports others. */
function isBarrel(pack: EvidencePack, path: string): boolean {
  if (!/\.\w*[a-z]\w*$/.test(path) || /\.(css|scss|less|json)$/.test(path)) return true;
  const measure = pack.measures?.find((one) => one.path === path);
  return measure !== undefined && measure.imports.length > 0 && measure.complexity === 0;
}

/** A manifest at the root is about the whole. */
function depthOf({ path }: FactOf<'entry'>): number {
  return (path ?? '').includes('/') ? 1 : 0;
}

/** How much of the repository an entry leads to; commands before what importers get. */
function weightOf(pack: EvidencePack, path: string): number {
  const measures = new Map((pack.measures ?? []).map((measure) => [measure.path, measure.imports]));
  const reached = new Set([path]);
  for (const one of reached) for (const to of measures.get(one) ?? []) reached.add(to);
  return reached.size;
}

const ENTERED: Readonly<Record<string, string>> = {
  command: 'the program of a command',
  main: 'what importers of the package get',
  library: 'the library',
};

function coreStops(pack: EvidencePack, scope: Scope, entered: readonly string[]): Stop[] {
  return coreFiles(pack, scope, entered)
    .slice(0, MOST_CORE)
    .flatMap((path) => {
      const imported = about(pack, 'imports', path);
      const exported = about(pack, 'exports', path);
      const hardest = about(pack, 'complexity', path);
      const evidence = cite(hardest, imported, exported);
      if (evidence.length === 0) return [];
      const symbols = (exported?.data.symbols ?? []).filter((name) => !UNNAMED.has(name));
      const fanIn = imported === null ? 0 : numberOf(imported);
      const why = [
        ...(fanIn > 0 ? [`${count(fanIn, 'source file imports', 'source files import')} it.`] : []),
        ...(symbols.length === 0 ? [] : [`It exports ${list(symbols, 5)}.`]),
        ...(hardest === null ? [] : [`${count(hardest.data.functions, 'function')}.`]),
      ];
      return [
        {
          title: `Core module: ${shortPath(path)}`,
          path,
          lines: '',
          why: why.slice(0, 2).join(' '),
          evidence,
        },
      ];
    });
}

/** The chain of imports from an entry to the most complex file that was not shown yet. */
function followStop(pack: EvidencePack, shown: readonly Stop[]): Stop[] {
  const [entry] = factsOf(pack, 'entry');
  if (entry === undefined) return [];
  const chain = pathFrom(pack, entry.data.target, new Set(shown.map(({ path }) => path)));
  const last = chain.at(-1);
  if (last === undefined || chain.length < 2) return [];
  return [
    {
      title: `Follow the imports: to ${shortPath(last)}`,
      path: last,
      lines: '',
      why: `By its imports: ${chain.join(' → ')}.`,
      evidence: cite(about(pack, 'complexity', last), about(pack, 'imports', last), entry),
    },
  ];
}

/** How a module exports one thing without a name. */
const UNNAMED: ReadonlySet<string> = new Set(['module.exports', 'default']);

const HOTTEST = 'Hottest function: ';

function hotStop(pack: EvidencePack): Stop[] {
  const [hot] = factsOf(pack, 'hotspot').sort(byValue);
  if (hot === undefined) return [];
  const { name, complexity } = hot.data;
  return [
    {
      title: `${HOTTEST}${functionName(name)} in ${shortPath(hot.path ?? '')}`,
      path: hot.path ?? '',
      lines: linesOf(hot),
      why: `Complexity ${complexity}, ${changesOf(hot)} in 24 months: a likely place for a first change, and one to make with care.`,
      evidence: cite(hot),
    },
  ];
}

function testStop(pack: EvidencePack, scope: Scope, shown: readonly Stop[]): Stop[] {
  const test = testOf(
    pack,
    scope,
    shown.map(({ path }) => path),
  );
  const [fact] = factsOf(pack, 'tests');
  if (test === null || fact === undefined) return [];
  const runner = fact.subject === null ? '' : `, run by ${fact.subject}`;
  return [
    {
      title: `See it tested: ${shortPath(test.path)}`,
      path: test.path,
      lines: '',
      why: `It ${test.by === 'name' ? 'tests' : 'uses'} ${test.of}: a worked example, one of ${count(numberOf(fact), 'test file')}${runner}.`,
      evidence: cite(fact),
    },
  ];
}

function about<K extends Fact['kind']>(pack: EvidencePack, kind: K, path: string): FactOf<K> | null {
  return factsOf(pack, kind).find((fact) => fact.path === path) ?? null;
}

function linesOf(fact: Pick<Fact, 'line' | 'end'>): string {
  if (fact.line === null) return '';
  return fact.end === null || fact.end <= fact.line ? String(fact.line) : `${fact.line}-${fact.end}`;
}
