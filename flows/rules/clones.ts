/** Duplicated code: functions that must change together, of which one is easily forgotten. */

import { HISTORY_MONTHS } from '../contracts/evidence-pack.ts';
import type { Evidence } from '../contracts/finding.ts';
import { folderOf } from '../folders.ts';
import { count, list, place, shortPath } from '../wording.ts';
import { cite, citeText } from './cite.ts';
import {
  type Clone,
  type Copy,
  changesOf,
  copiesOf,
  filesOf,
  isCut,
  overlaps,
  type Place,
  sourceClones,
  unnamed,
  weight,
} from './copies.ts';
import { BELOW_MEDIUM, onScale } from './impact.ts';
import { type FindingDraft, numberOf, type Rule, type RuleView } from './rule.ts';

/** Two places that share fewer lines in all are not worth a finding, nor are small parts alone. */
const LEAST_LINES = 20;
const LEAST_PART = 15;
/** The same for what a change adds: it is cheap to mend while it is new. */
const LEAST_NEW_LINES = 10;
/** From this many lines on, merging the copies is more than a small task. */
const LARGE = 60;

/**
 * One finding for each pair of files or folders; of several pairs that share the same lines, for the first.
 * Impact: the sum over its parts of lines × (1 + how often both files changed), on a scale; what one file repeats is
 * changed together more often than not, and counts by its lines alone.
 */
export const clone: Rule = {
  id: 'clone',
  kinds: ['dup', 'manifests'],
  lenses: ['maintainability-reviewer'],
  on: 'tree',
  silence: 'if-whole',
  apply(view) {
    const copies = copiesOf(sourceClones(view), isCut(view))
      .filter(isLarge)
      .sort((a, b) => weight(b) - weight(a) || b.lines - a.lines);
    const told: Copy[] = [];
    const also = new Map<Copy, Copy[]>();
    for (const copy of copies) {
      const same = told.find((other) => overlaps(other, copy));
      if (same === undefined) told.push(copy);
      else also.set(same, [...(also.get(same) ?? []), copy]);
    }
    return told.map((copy) => {
      const overlapping = also.get(copy) ?? [];
      const others = overlapping.flatMap(filesOf).filter((path) => !filesOf(copy).includes(path));
      return {
        ...draftOf(copy, [...new Set(others)], isAcrossPackages(view, copy)),
        covers: [copy, ...overlapping].flatMap(({ parts }) =>
          parts.flatMap((fact) => evidenceOf(fact, [fact])),
        ),
        impact: onScale(weight(copy), [20, 100_000], [15, 75]),
      };
    });
  },
};

/**
 * Copies of which the change adds one side.
 * Impact: added lines; always P3, since nothing fails yet.
 */
export const newClone: Rule = {
  id: 'new-clone',
  kinds: ['dup', 'manifests'],
  lenses: ['maintainability-reviewer', 'correctness-reviewer'],
  on: 'change',
  silence: 'if-whole',
  most: 2,
  apply: (view) =>
    copiesOf(
      sourceClones(view).filter((fact) => isAdded(view, fact) || isAdded(view, fact.data.other)),
      isCut(view),
    )
      .filter(({ lines }) => lines >= LEAST_NEW_LINES)
      .map((copy) => ({
        ...draftOf(copy, [], isAcrossPackages(view, copy)),
        covers: copy.parts.flatMap((fact) => evidenceOf(fact, [fact])),
        impact: onScale(copy.lines, [5, 300], [15, BELOW_MEDIUM]),
      })),
};

function isAdded(view: RuleView, { path, line, end }: Place): boolean {
  return path !== null && line !== null && view.touches(path, line, end ?? line);
}

function isLarge({ first, lines }: Copy): boolean {
  return lines >= LEAST_LINES && numberOf(first) >= LEAST_PART;
}

/** Whether each side is in a package of its own, which share code only through a third. */
function isAcrossPackages(view: RuleView, { first }: Copy): boolean {
  const folders = view
    .all('manifests')
    .filter(({ subject }) => subject !== null)
    .map(({ path }) => folderOf(path ?? ''))
    .sort((a, b) => b.length - a.length);
  const packageOf = (path: string): string | undefined =>
    folders.find((folder) => folder === '' || path.startsWith(`${folder}/`));
  return packageOf(first.path ?? '') !== packageOf(first.data.other.path);
}

/** All but the impact. `also`: files that have some of it too. */
function draftOf(copy: Copy, also: readonly string[], across: boolean): Omit<FindingDraft, 'impact'> {
  const { first, parts, lines } = copy;
  const { other } = first.data;
  const path = first.path ?? '';
  const isOneFile = path === other.path;
  // The citations have the whole paths; here the names are enough where they tell the files apart.
  const isNamed = isOneFile || nameOf(path) !== nameOf(other.path);
  const at = (one: Place): string => place(isNamed ? { ...one, path: nameOf(one.path ?? '') } : one);
  const further = parts.slice(1);
  const sentences = [
    `The ${count(numberOf(first), 'line')} of code at ${at(first)} are also at ${at(other)}.`,
    further.length === 0 ? '' : furtherParts(further, lines, (part) => at(unnamed(part, first))),
    also.length === 0 ? '' : `Some of it is in ${list(also, 2)} too.`,
    changesSaid(first),
    across ? 'The two are in different packages.' : '',
    'A change to one is due in the other.',
  ];
  return {
    title: isOneFile
      ? `Duplicated code: ${lines} lines repeated in ${shortPath(path, 50)}`
      : `Duplicated code: ${lines} lines shared by ${namesOf(copy).join(' and ')}`,
    kind: 'debt',
    // The largest part, which is cited, may be another one in the next run.
    subject: isOneFile ? 'copies within the file' : `copies from ${nameOf(other.path)}`,
    confidence: 75,
    claim: sentences.filter((sentence) => sentence !== '').join(' '),
    evidence: evidenceOf(first, parts.slice(0, 2)),
    figures: [lines, further.length],
    recommendation: recommended(isOneFile, across),
    effort: lines >= LARGE ? 'M' : 'S',
  };
}

function recommended(isOneFile: boolean, across: boolean): string {
  if (isOneFile) return 'Extract one function, with what differs as its arguments.';
  return across
    ? 'Move the shared part to a package that both depend on, or say beside each copy that the other follows it.'
    : 'Move the shared part to one place that both import, with what differs as its arguments.';
}

function furtherParts(further: readonly Clone[], lines: number, at: (part: Clone) => string): string {
  const said = list(further.map(at), 1);
  return `${count(further.length, 'further part is', 'further parts are')} the same (${said}), ${lines} lines in all.`;
}

function changesSaid(fact: Clone): string {
  const changes = changesOf(fact);
  const times = count(changes, 'time');
  // Once is the change that made them.
  return changes <= 1 ? '' : `Each of the two files changed at least ${times} in ${HISTORY_MONTHS} months.`;
}

/** Both places of the largest part, then the next part, then the facts. */
function evidenceOf(first: Clone, parts: readonly Clone[]): Evidence[] {
  const places: Place[] = [first, first.data.other, ...parts.slice(1).map((part) => unnamed(part, first))];
  const cited = places.map(({ path, line, end, quote }) =>
    path === null || line === null || !quote ? null : citeText(path, line, end ?? line, quote),
  );
  return [...cited.filter((one) => one !== null), ...cite(...parts).filter(({ type }) => type !== 'code')];
}

/** The two files, or their folders where each has more than one, by as much of their paths as tells them apart. */
function namesOf({ first, parts }: Copy): string[] {
  const paths = [first.path ?? '', first.data.other.path];
  const isOnePair =
    new Set(parts.map((fact) => [fact.path, fact.data.other.path].sort().join('\0'))).size === 1;
  const [one, other] = (isOnePair ? paths : paths.map(folderOf)).map((path) => path.split('/'));
  if (one === undefined || other === undefined) return paths;
  let depth = 1;
  while (one.at(-depth) === other.at(-depth) && depth < Math.max(one.length, other.length)) depth += 1;
  return [one, other].map((folders) => {
    const name = folders.at(-1) ?? '';
    const above = folders.at(-depth);
    const shown = depth === 1 || above === undefined ? name : `${above}/${depth > 2 ? '…/' : ''}${name}`;
    return shortPath(isOnePair ? shown : `${shown}/`, 34);
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
