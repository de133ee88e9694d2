/** One finding in the report: what it is, its claim, failure and fix, the cited lines, and the notes of its review. */
import type { CheckedEvidence, JudgedClaim } from '../contracts/checked.ts';
import { blocks, bullets, folded, prose } from './markdown.ts';
import type { Page } from './page.ts';

export function findingBlock(finding: JudgedClaim, page: Page): string {
  const { id, severity, title, claim, failure } = finding;
  const labelled = (label: string, text: string): string =>
    text === '' ? '' : `**${label}:** ${page.said(text)}`;
  return blocks(
    `### ${id} · ${severity} · ${page.said(title)}`,
    aboutLine(finding),
    claim === title ? '' : page.said(claim),
    labelled('Failure', failure),
    labelled('Fix', textOf(finding, 'recommendation')),
    labelled('Assumes', assumptionsOf(finding)),
    citationsOf(finding, page),
    reviewNotes(finding, page),
  );
}

function textOf({ item }: JudgedClaim, field: string): string {
  const value = item[field];
  return typeof value === 'string' ? value.trim() : '';
}

function assumptionsOf({ item: { assumptions } }: JudgedClaim): string {
  return Array.isArray(assumptions) ? assumptions.filter((text) => typeof text === 'string').join('; ') : '';
}

const ORIGINS = { 'incomplete-fix': 'incomplete fix', 'pre-existing': 'there before this change' } as const;

/** `bug · confidence 100 % · effort S · found by api, tests · challenged: upheld`. */
function aboutLine(finding: JudgedClaim): string {
  const { confidence, lenses, origin, source } = finding;
  const effort = textOf(finding, 'effort');
  return [
    prose(textOf(finding, 'kind')),
    `confidence ${confidence} %`,
    ...(effort === '' || effort === 'unknown' ? [] : [`effort ${prose(effort)}`]),
    ...(source === 'rule' ? [] : [`found by ${lenses.map((lens) => prose(lens)).join(', ')}`]),
    ...challenge(finding),
    ...(origin === null || origin === 'introduced' ? [] : [ORIGINS[origin]]),
  ].join(' · ');
}

/** Rules' findings in a run without a model are not challenged, which the report says once. */
function challenge({ ruling, source }: JudgedClaim): string[] {
  switch (ruling) {
    case 'unchallenged':
      return source === 'rule' ? [] : ['not challenged'];
    case 'contested':
      return ['contested: a refutation without counter-evidence that holds'];
    default:
      return [`challenged: ${ruling}`];
  }
}

/** The first citation with its lines; the others as a list. What a rule measured is in its claim already. */
function citationsOf({ evidence, source }: JudgedClaim, page: Page): string {
  const hasLines = ({ lines = [] }: CheckedEvidence): boolean => lines.length > 0;
  const leading =
    evidence.find((citation) => citation.type === 'code' && hasLines(citation)) ?? evidence.find(hasLines);
  const rest = evidence.filter((citation) => citation !== leading);
  const isTold = source === 'rule' && leading !== undefined;
  const told = isTold ? rest.filter(({ type }) => type !== 'fact') : withoutRepeats(rest, evidence);
  return blocks(
    leading === undefined ? '' : (page.block(leading) ?? ''),
    bullets(told.map((citation) => page.citation(citation))),
  );
}

/** A fact at a line that is quoted already does not quote it again. */
function withoutRepeats(
  rest: readonly CheckedEvidence[],
  all: readonly CheckedEvidence[],
): CheckedEvidence[] {
  const quoted = new Set(
    all.filter(({ type }) => type === 'code').map(({ path, start }) => `${path}:${start}`),
  );
  return rest.map((citation) =>
    citation.type === 'fact' && quoted.has(`${citation.path}:${citation.start}`)
      ? { ...citation, path: null }
      : citation,
  );
}

function reviewNotes(finding: JudgedClaim, page: Page): string {
  const { because, before, counter, settled, adjusted, dropped } = finding;
  const notes = [
    ...(before === null
      ? []
      : [`narrowed by the skeptic from “${page.said(before.title)}” (${before.severity})`]),
    ...(because === '' ? [] : [`skeptic: ${page.said(because)}`]),
    ...counter.map((citation) => `the skeptic cites ${page.citation(citation)}`),
    ...(settled === null ? [] : [`arbiter: ${page.said(settled)}`]),
    ...adjusted.map((text) => page.said(text)),
    ...(dropped === 0
      ? []
      : [`${dropped} of its citations did not hold and ${dropped === 1 ? 'is' : 'are'} not shown`]),
  ];
  return notes.length === 0 ? '' : folded('Review notes', bullets(notes));
}
