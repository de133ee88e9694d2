/** Circular dependencies, and files that change together without an import. */
import { posix } from 'node:path';
import { type FactOf, HISTORY_MONTHS } from '../contracts/evidence-pack.ts';
import type { Evidence } from '../contracts/finding.ts';
import { count, list, shortPath } from '../wording.ts';
import { cite, citeText } from './cite.ts';
import { BELOW_MEDIUM, onScale } from './impact.ts';
import { type FindingDraft, numberOf, type Rule, type RuleView } from './rule.ts';

/** Fewer files that import each other belong together; nobody takes them apart without another reason. */
const LEAST_KNOT = 5;

/** Of files at load time only. Impact: files that depend on each other × changes of those in the cycle. */
export const importCycle: Rule = {
  id: 'import-cycle',
  kinds: ['cycles'],
  lenses: ['architect', 'maintainability-reviewer'],
  on: 'tree',
  silence: 'if-whole',
  most: 2,
  apply: (view) =>
    loadCycles(view.facts('cycles'), view)
      .filter(({ data }) => data.knot >= LEAST_KNOT)
      .map(cycleDraft),
};

export const newCycle: Rule = {
  id: 'new-cycle',
  kinds: ['cycles', 'diff'],
  lenses: ['architect', 'maintainability-reviewer', 'correctness-reviewer'],
  on: 'change',
  silence: 'if-whole',
  most: 1,
  // Only the head's imports are known, so a cycle is new for certain only if one of its files is.
  apply: (view) =>
    loadCycles(view.all('cycles'), view).flatMap((fact) => {
      const added = fact.data.files.find((file) => view.changeOf(file)?.status === 'added');
      if (added === undefined) return [];
      const changed = view.all('diff').find((diff) => diff.path === added) ?? null;
      const draft = cycleDraft(fact);
      return [
        {
          ...draft,
          claim: `The new file ${added} is part of it. ${draft.claim}`,
          evidence: [...evidenceOf(fact), ...cite(changed).filter(({ type }) => type === 'fact')],
        },
      ];
    }),
};

function loadCycles(facts: readonly FactOf<'cycles'>[], view: RuleView): FactOf<'cycles'>[] {
  return facts.filter((fact) => !fact.data.type_only && view.role(fact.path) === 'src');
}

function cycleDraft(fact: FactOf<'cycles'>): FindingDraft {
  const { files, knot, changes } = fact.data;
  const [first = '', second = ''] = files;
  const circle = [...files, first];
  const way = circle.length <= 5 ? circle : [...circle.slice(0, 3), '…', first];
  const what = knot === 2 ? 'Circular dependency: ' : `Circular dependency of ${knot} files, for example `;
  return {
    title: `${what}${pairOf(first, second, LONGEST_TITLE - what.length)}`,
    kind: 'design',
    subject: 'a cycle',
    impact: onScale(knot * Math.max(changes, 1), [2, 10_000], [10, 55]),
    confidence: 75,
    claim: `${way.map((path) => shortPath(path, 44)).join(' → ')}: each file imports the next when it is loaded (imports of types are not counted). ${knot} files depend on each other in this way: none loads without the others, and what one uses while it loads may not be there yet.`,
    evidence: evidenceOf(fact),
    figures: [knot, files.length],
    recommendation: adviceFor(files),
    effort: knot > 3 ? 'M' : 'S',
  };
}

/** Both imports that close it, where they are two. */
function evidenceOf(fact: FactOf<'cycles'>): Evidence[] {
  const { closing } = fact.data;
  const last =
    closing === undefined || closing === null
      ? null
      : citeText(closing.path, closing.line, closing.line, closing.quote);
  const cited = cite(fact);
  const lines = cited.filter(({ type }) => type === 'code');
  const values = cited.filter(({ type }) => type !== 'code');
  return [...lines, ...(last === null ? [] : [last]), ...values];
}

const LONGEST_TITLE = 100;
const BARREL = /(^|\/)(index\.[cm]?[jt]sx?|__init__\.py)$/;

/** A barrel that exports what imports it is the commonest cause, and the easiest to remove. */
function adviceFor(files: readonly string[]): string {
  const barrel = files.find((path) => BARREL.test(path));
  return barrel === undefined
    ? 'Move what two of them share into a file that imports neither, or pass it in as an argument.'
    : `Where a file that ${shortPath(barrel)} exports imports that file, import the file that is meant instead.`;
}

/** `src/a.ts ↔ src/b.ts`; where that is too long, with the last folder alone, said once if it is the same, or without. */
function pairOf(first: string, second: string, most: number): string {
  const [one, other] = [posix.basename(first), posix.basename(second)];
  const [folder, otherFolder] = [first, second].map((path) => posix.basename(posix.dirname(path)));
  const shapes = [
    `${first} ↔ ${second}`,
    posix.dirname(first) === posix.dirname(second)
      ? `${folder}/${one} ↔ ${other}`
      : `${folder}/${one} ↔ ${otherFolder}/${other}`,
  ];
  return shapes.find((shape) => shape.length <= most) ?? `${one} ↔ ${other}`;
}

/** Fewer common commits, or a smaller share of them, may be chance. */
const LEAST_TOGETHER = 8;
const LEAST_SHARE = 0.5;

/** Only of files whose imports are known. Files that are coupled in pairs are one finding. Impact: common commits. */
export const hiddenCoupling: Rule = {
  id: 'hidden-coupling',
  kinds: ['cochange'],
  lenses: ['architect', 'historian', 'maintainability-reviewer'],
  on: 'tree',
  silence: 'if-whole',
  most: 2,
  apply: (view) => {
    const pairs = view
      .facts('cochange')
      .filter(({ data }) => data.linked === false && data.share >= LEAST_SHARE)
      .filter((fact) => numberOf(fact) >= LEAST_TOGETHER)
      .filter(({ path, data }) => !areExpected(path ?? '', data.other))
      .filter((fact) => view.role(fact.path) === 'src' && view.role(fact.data.other) === 'src');
    return groupsOf(pairs).map(couplingDraft);
  },
};

/** Siblings, such as the back ends of one interface, and a declaration file with what it declares. */
export function areExpected(a: string, b: string): boolean {
  if (posix.dirname(a) === posix.dirname(b)) return true;
  if (DECLARATIONS.test(a) || DECLARATIONS.test(b)) return true;
  const isBeside = posix.dirname(posix.dirname(a)) === posix.dirname(posix.dirname(b));
  return isBeside && nameInFolder(a) === nameInFolder(b);
}

const DECLARATIONS = /\.d\.[cm]?ts$/;

/** `linux/LinuxSandbox.ts` and `windows/WindowsSandbox.ts` are both `sandbox.ts`. */
function nameInFolder(path: string): string {
  const folder = posix.basename(posix.dirname(path)).toLowerCase();
  return posix
    .basename(path)
    .toLowerCase()
    .replace(folder, '')
    .replace(/^[._-]+/, '');
}

type Pair = FactOf<'cochange'>;

/** Pairs that have a file in common, together. */
function groupsOf(pairs: readonly Pair[]): Pair[][] {
  const groups: Pair[][] = [];
  for (const pair of pairs) {
    const files = filesOf([pair]);
    const near = groups.filter((group) => filesOf(group).some((file) => files.includes(file)));
    const joined = [...near.flat(), pair];
    groups.splice(0, groups.length, ...groups.filter((group) => !near.includes(group)), joined);
  }
  return groups;
}

function filesOf(pairs: readonly Pair[]): string[] {
  return [...new Set(pairs.flatMap((pair) => [pair.path ?? '', pair.data.other]))];
}

function couplingDraft(pairs: readonly Pair[]): FindingDraft {
  const [most] = [...pairs].sort((a, b) => numberOf(b) - numberOf(a));
  const files = filesOf(most === undefined ? pairs : [most, ...pairs]);
  const [first = '', second = ''] = files;
  const together = most === undefined ? 0 : numberOf(most);
  const share = Math.round((most?.data.share ?? 0) * 100);
  const names = list(
    files.map((file) => shortPath(file, 28)),
    2,
  );
  const others =
    files.length > 2
      ? ` The same holds for ${list(
          files.slice(2).map((file) => shortPath(file, 40)),
          3,
        )}.`
      : '';
  return {
    title: `Change coupling without an import: ${names}`,
    kind: 'design',
    impact: onScale(together, [LEAST_TOGETHER, 100], [15, BELOW_MEDIUM]),
    confidence: 75,
    claim: `${count(together, 'commit')} of the last ${HISTORY_MONTHS} months changed both ${first} and ${second}, ${share} % of all that changed either, but neither imports the other.${others}`,
    evidence: cite(...(most === undefined ? pairs : [most, ...pairs.filter((pair) => pair !== most)])),
    covers: pairs.flatMap((pair) => cite(pair)),
    figures: [share],
    recommendation: 'Find what they both know (a format, a list, a name) and put it where both import it.',
    effort: 'M',
  };
}
