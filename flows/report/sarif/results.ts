/** Findings as SARIF results: those that the report shows, those that are fixed, and those that a person dismissed. */
import type { Location, Message, Result } from 'sarif';
import type { Dismissal, EarlierFinding } from '../../../runner/core/ledger.ts';
import type { ReportDocument, ReportFinding } from '../../../runner/core/report-document.ts';
import { cutText } from '../../wording.ts';
import { blocks, bullets, prose } from '../markdown.ts';
import { isPlaced, locationOf, relatedLocationOf, WHOLE } from './locations.ts';

/** A result, and where its rule comes from: see `descriptorOf`. */
export interface SourcedResult {
  readonly source: 'agent' | 'rule';
  readonly result: Result & { readonly ruleId: string };
}

const LEVELS = { P0: 'error', P1: 'error', P2: 'warning', P3: 'note' } as const;
/** GitHub shows a hundred locations of a result, the first of them apart. */
const MOST_RELATED = 99;
/** Far above what the gates let pass. */
const LONGEST_TEXT = 1_000;

/** In the report's order, and last those that it does not show. */
export function resultsOf(document: ReportDocument): SourcedResult[] {
  const { findings, measured, ledger, dismissed } = document;
  const baseline = ledger === null ? {} : ({ baselineState: 'unchanged' } as const);
  return [
    ...[...findings, ...measured].map((finding) => shownResult(finding, ledger !== null)),
    ...dismissed.map(({ dismissal, ...finding }) =>
      earlierResult(finding, { ...baseline, suppressions: [suppressionOf(dismissal)] }),
    ),
    ...(ledger?.fixed ?? []).map((finding) => earlierResult(finding, { baselineState: 'absent' })),
  ];
}

function shownResult(finding: ReportFinding, isCompared: boolean): SourcedResult {
  const { source, rule, kind, severity, confidence, impact, state, fingerprint } = finding;
  const related = relatedLocations(finding);
  return {
    source,
    result: {
      ruleId: source === 'rule' && rule !== null ? rule : kind,
      level: LEVELS[severity],
      message: messageOf(finding),
      locations: [primaryLocation(finding)],
      ...(related.length === 0 ? {} : { relatedLocations: related }),
      partialFingerprints: { 'baton/v1': fingerprint },
      rank: impact ?? confidence,
      ...(isCompared ? { baselineState: state === 'new' ? 'new' : 'unchanged' } : {}),
      properties: propertiesOf(finding),
    },
  };
}

function propertiesOf(finding: ReportFinding): Record<string, unknown> {
  const { id, severity, confidence, effort, state, source, lenses, kind, origin, ruling } = finding;
  return { id, severity, confidence, effort, state, source, kind, lenses, origin, ruling };
}

/** The lines that GitHub annotates must be of the run's commit, so the first citation of that side goes first. */
function primary({ citations }: ReportFinding) {
  const placed = citations.filter(isPlaced);
  return placed.find(({ place }) => place.side === 'head') ?? placed[0] ?? null;
}

function primaryLocation(finding: ReportFinding): Location {
  const first = primary(finding);
  if (first !== null) return locationOf(first.place, first.lines);
  return earlierLocation(finding);
}

function relatedLocations(finding: ReportFinding): Location[] {
  const first = primary(finding);
  return finding.citations
    .filter(isPlaced)
    .filter((citation) => citation !== first)
    .slice(0, MOST_RELATED)
    .map((citation, at) => relatedLocationOf(citation, at + 1));
}

/** GitHub shows the first sentence as the title of an alert. */
function messageOf({ title, claim, failure, fix, assumes, citations }: ReportFinding): Message {
  const parts = [
    { name: 'Failure', words: cut(failure) },
    { name: 'Fix', words: cut(fix) },
    { name: 'Assumes', words: cut(assumes) },
  ].filter(({ words }) => words !== '');
  const others = citations.filter((citation) => !isPlaced(citation));
  return {
    text: [
      `${titleSentence(title)} ${plain(claim)}`.trim(),
      ...parts.map(({ name, words }) => `${name}: ${plain(words)}`),
    ].join('\n\n'),
    markdown: blocks(
      `**${prose(cut(title))}**`,
      prose(cut(claim)),
      parts.map(({ name, words }) => `**${name}:** ${prose(words)}`),
      bullets(others.map(({ text }) => text)),
    ),
  };
}

function titleSentence(title: string): string {
  const text = plain(title);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** In a SARIF message, `[text](target)` is a link; none of the report's texts is meant as one. */
function plain(text: string): string {
  return cut(text).replaceAll('](', '] (');
}

function cut(text: string): string {
  return cutText(text, LONGEST_TEXT);
}

/** Of a finding that is known from an earlier run. */
function earlierResult(
  finding: EarlierFinding,
  state: Pick<Result, 'baselineState' | 'suppressions'>,
): SourcedResult {
  const { title, severity, kind, rule = null, fingerprint } = finding;
  return {
    source: rule === null ? 'agent' : 'rule',
    result: {
      ruleId: rule ?? kind,
      level: LEVELS[severity],
      message: { text: titleSentence(title) },
      locations: [earlierLocation(finding)],
      partialFingerprints: { 'baton/v1': fingerprint },
      ...state,
      properties: { severity, kind },
    },
  };
}

function earlierLocation({ path, line }: Pick<EarlierFinding, 'path' | 'line'>): Location {
  return path === null ? WHOLE : locationOf({ path, start: line, end: line, side: 'head' });
}

function suppressionOf({ reason, until, note, by, at }: Dismissal) {
  const ends = until === null ? '' : ` (until ${until})`;
  return {
    kind: 'external',
    status: 'accepted',
    justification: `${reason}${ends}${note === '' ? '' : `: ${note}`}`,
    properties: { reason, until, by, at },
  } as const;
}
