/** Hotspots: complex files that change often, and who knows them. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { count, importedBy, place, shortPath, UNNAMED } from '../wording.ts';
import { cite } from './cite.ts';
import { BELOW_HIGH, BELOW_MEDIUM, onScale } from './impact.ts';
import { byValue, type FindingDraft, inSource, numberOf, type Rule, type RuleView } from './rule.ts';

/** Below these a file is no hotspot, however high it ranks in a quiet repository. */
const LEAST_CHANGES = 3;
const LEAST_COMPLEXITY = 10;
/** From this share on, in per cent, a file has a single owner. */
const SINGLE_OWNER = 80;
const LEAST_COMMITS = 8;
/** From this many changed lines on, a change to a hotspot is reported. */
const LARGE_CHANGE = 100;

type Hotspot = FactOf<'hotspot'>;

export const isHot = ({ data }: Hotspot): boolean =>
  data.changes >= LEAST_CHANGES && data.complexity >= LEAST_COMPLEXITY;

function hottest(view: RuleView): Hotspot[] {
  return inSource(view, 'hotspot').filter(isHot).sort(byValue);
}

export const hotspot: Rule = {
  id: 'hotspot',
  kinds: ['hotspot', 'complexity'],
  lenses: ['maintainability-reviewer', 'architect', 'historian'],
  on: 'tree',
  apply: (view) => hottest(view).map((fact) => hotspotDraft(view, fact)),
};

/** Impact: complexity of the worst function × changes, more with every file that depends on it. */
function hotspotDraft(view: RuleView, fact: Hotspot): FindingDraft {
  const { changes, complexity, fan_in } = fact.data;
  const path = fact.path ?? '';
  const detail = view.about('complexity', path);
  const most = detail?.data.most ?? null;
  const sentences = [
    `${count(changes, 'recent commit')} changed ${path}, whose functions have a complexity of ${complexity} in all.`,
    most === null
      ? ''
      : `The most complex is ${most.name ?? UNNAMED} at line ${most.line}, with ${most.value}.`,
    fan_in === 0 ? '' : `${importedBy(fan_in)}.`,
    'Work lands here often, and each time there are many paths to get right.',
  ];
  return {
    title: `${shortPath(path)} is complex and changes often (${changes} × ${complexity})`,
    kind: 'debt',
    impact: onScale(
      (most?.value ?? complexity) * changes * (1 + Math.log2(1 + fan_in)),
      [30, 100_000],
      [40, BELOW_HIGH],
    ),
    confidence: 75,
    claim: sentences.filter((sentence) => sentence !== '').join(' '),
    evidence: cite(detail, fact),
    recommendation:
      most === null
        ? 'Pin down what it does now with tests, then split it by what changes together.'
        : `Before the next change, pin down ${most.name ?? UNNAMED} with tests, then split its branches into functions.`,
    effort: 'M',
  };
}

/** Impact: lines × complexity. */
export const longFunction: Rule = {
  id: 'long-function',
  kinds: ['longfn'],
  lenses: ['maintainability-reviewer', 'correctness-reviewer'],
  on: 'tree',
  apply: (view) =>
    inSource(view, 'longfn')
      .filter((fact) => numberOf(fact) >= 60)
      .sort((a, b) => byValue(a, b) || b.data.complexity - a.data.complexity)
      .map((fact) => {
        const name = functionName(fact.data.name);
        const lines = numberOf(fact);
        return {
          title: `${name} in ${shortPath(fact.path ?? '')} is ${count(lines, 'line')} long`,
          kind: 'debt',
          impact: onScale(lines * Math.max(1, fact.data.complexity), [60, 20_000], [10, 65]),
          confidence: 75,
          claim: `${name} (${place(fact)}) is ${count(lines, 'line')} long, with a complexity of ${fact.data.complexity}. Whoever changes one part of it has to keep all of it in mind.`,
          evidence: cite(fact),
          recommendation:
            'Give each of its phases a function with a name; begin with the one that changes most.',
          effort: lines >= 150 ? 'M' : 'S',
        };
      }),
};

/** Impact: recent commits to the file, at most P3. */
export const singleOwner: Rule = {
  id: 'single-owner',
  kinds: ['hotspot', 'ownership'],
  lenses: ['historian', 'architect', 'maintainability-reviewer'],
  on: 'tree',
  most: 2,
  apply(view) {
    // In a repository with a single author, every file has one.
    const shared = view
      .all('ownership')
      .some((fact) => fact.data.authors > 1 && numberOf(fact) < SINGLE_OWNER);
    if (!shared) return [];
    return hottest(view).flatMap((hot) => {
      const owned = view.about('ownership', hot.path);
      if (owned === null || numberOf(owned) < SINGLE_OWNER || owned.data.commits < LEAST_COMMITS) return [];
      return [
        {
          title: `One person makes ${owned.value} % of the changes to ${shortPath(hot.path ?? '')}`,
          kind: 'risk',
          impact: onScale(owned.data.commits, [LEAST_COMMITS, 400], [10, BELOW_MEDIUM]),
          confidence: 75,
          claim: `${owned.value} % of the ${count(owned.data.commits, 'recent commit')} to ${hot.path} are by one person, and it is among the files where change is dearest. The next change there waits for that person, or is made without knowing it.`,
          evidence: cite(owned),
          recommendation:
            'Let someone else make or review the next change to it, and write down what it must keep.',
          effort: 'S',
        },
      ];
    });
  },
};

/** Impact: changed lines. */
export const riskyChange: Rule = {
  id: 'risky-change',
  kinds: ['diff', 'hotspot', 'complexity'],
  lenses: ['maintainability-reviewer', 'correctness-reviewer'],
  on: 'change',
  most: 2,
  apply: (view) =>
    inSource(view, 'diff')
      .filter((fact) => numberOf(fact) >= LARGE_CHANGE)
      .flatMap((fact) => {
        const hot = view.all('hotspot').find((other) => other.path === fact.path && isHot(other));
        return hot === undefined ? [] : [{ fact, hot }];
      })
      .sort((a, b) => b.fact.data.risk - a.fact.data.risk)
      .map(({ fact, hot }) => ({
        title: `${shortPath(fact.path ?? '')}, a hot file, changes by ${count(numberOf(fact), 'line')}`,
        kind: 'risk',
        impact: onScale(numberOf(fact), [LARGE_CHANGE, 5_000], [40, 65]),
        confidence: 75,
        claim: `The change adds ${count(fact.data.added, 'line')} to ${fact.path} and removes ${fact.data.deleted}. That file had ${count(hot.data.changes, 'recent commit')} and has a complexity of ${hot.data.complexity}: a change of this size is hard to check there.`,
        evidence: cite(...touchedFunction(view, fact.path), fact, hot),
        recommendation: 'Review it first and apart; split the change if its parts can be merged one by one.',
        effort: 'M',
      })),
};

/** The fact of a file's most complex function, when the change touches that function. */
function touchedFunction(view: RuleView, path: string | null): FactOf<'complexity'>[] {
  const found = view.about('complexity', path);
  if (found === null || found.path === null || found.line === null) return [];
  return view.touches(found.path, found.line, found.end ?? found.line) ? [found] : [];
}

/** What a function is called at the beginning of a sentence. */
function functionName(name: string | null): string {
  return name !== null && /^[\p{L}_$#][\p{L}\p{N}_$#.]*$/u.test(name) ? name : 'A function without a name';
}
