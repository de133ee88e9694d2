/** One finding as the report shows it: heading, citations, what it says, who found it and what the skeptic said. */
import type { JudgedClaim } from '../contracts/checked.ts';
import { type KnownPlaces, withCheckedPlaces } from '../quality/places.ts';
import { citationLine, citationLines } from './citations.ts';
import { blocks, bullets, prose } from './markdown.ts';

export type Said = (text: string) => string;

/** Agent prose in which no line is named that was not cited. */
export function saidWith(places: KnownPlaces): Said {
  return (text) => prose(withCheckedPlaces(text, places));
}

export function findingBlock(finding: JudgedClaim, said: Said, withoutModel: boolean): string {
  const { id, severity, confidence, title, claim, failure, evidence, counter } = finding;
  const fix = textOf(finding, 'recommendation');
  const effort = textOf(finding, 'effort');
  const words = [
    claim === '' ? '' : `**Claim:** ${said(claim)}`,
    failure === '' ? '' : `**What fails:** ${said(failure)}`,
    fix === '' ? '' : `**Fix:** ${said(fix)}`,
    effort === '' || effort === 'unknown' ? '' : `**Effort:** ${prose(effort)}`,
  ].filter((line) => line !== '');
  return blocks(
    `### ${id} · ${severity} · ${confidence} · ${said(title)}`,
    bullets(citationLines(evidence)),
    words,
    `${creditOf(finding)} · ${rulingOf(finding, said, withoutModel)}`,
    bullets(counter.map((citation) => `the skeptic cites ${citationLine(citation)}`)),
    notesOf(finding, said),
  );
}

function textOf({ item }: JudgedClaim, field: string): string {
  const value = item[field];
  return typeof value === 'string' ? value.trim() : '';
}

function creditOf({ lenses, origin, preExisting }: JudgedClaim): string {
  const names = lenses.map((lens) => prose(lens)).join(', ');
  const credit =
    origin === 'rule'
      ? names === 'rules'
        ? 'Found by rule'
        : `Found by rule, for ${names}`
      : `Found by ${names}`;
  return preExisting === true ? `${credit} · there before this change` : credit;
}

function rulingOf({ ruling, because }: JudgedClaim, said: Said, withoutModel: boolean): string {
  const quoted = because === '' ? '' : ` (“${said(because)}”)`;
  switch (ruling) {
    case 'unchallenged':
      return withoutModel ? 'not challenged (no model)' : 'not challenged';
    case 'contested':
      return `contested: a refutation without counter-evidence that holds${quoted}`;
    default:
      return `challenged: ${ruling}${quoted}`;
  }
}

function notesOf({ adjusted, dropped, settled }: JudgedClaim, said: Said): string {
  const lost =
    dropped > 0
      ? [`${dropped} of its citations did not hold and ${dropped === 1 ? 'is' : 'are'} not shown`]
      : [];
  const notes = [...adjusted.map(said), ...lost, ...(settled === null ? [] : [`arbiter: ${said(settled)}`])];
  return notes.length === 0 ? '' : notes.join(' · ');
}
