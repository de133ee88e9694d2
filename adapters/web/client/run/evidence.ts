/** Why a finding is to be believed, in the order in which it happened: what its notes in a report say, by who said it. Pure. */
import type { ReportFinding } from '../../../../runner/core/report-document.ts';

export interface Evidence {
  /** what the citation check dropped */
  readonly dropped: readonly string[];
  readonly skeptic: readonly string[];
  readonly arbiter: readonly string[];
  /** why severity or confidence changed */
  readonly adjusted: readonly string[];
}

const BY: readonly (readonly [keyof Evidence, RegExp])[] = [
  ['dropped', /^\d+ of its citations did not hold/],
  ['skeptic', /^(?:narrowed by the skeptic|the skeptic cites) |^skeptic: /],
  ['arbiter', /^arbiter: /],
];

export function evidenceOf({ notes }: Pick<ReportFinding, 'notes'>): Evidence {
  const by = Map.groupBy(notes, (note) => BY.find(([, form]) => form.test(note))?.[0] ?? 'adjusted');
  const said = (who: keyof Evidence) => by.get(who) ?? [];
  return {
    dropped: said('dropped'),
    skeptic: said('skeptic').map((note) => note.replace(/^skeptic: /, '')),
    arbiter: said('arbiter').map((note) => note.replace(/^arbiter: /, '')),
    adjusted: said('adjusted'),
  };
}

const RULINGS: Readonly<Record<ReportFinding['ruling'], string>> = {
  upheld: 'A skeptic tried to refute it and upheld it.',
  narrowed: 'A skeptic narrowed it.',
  uncertain: 'A skeptic could neither uphold nor refute it.',
  refuted: 'A skeptic refuted it.',
  contested: 'A skeptic refuted it, but the counter-evidence does not hold.',
  unchallenged: 'Nobody challenged it.',
};

/** What the challenge came to, in a sentence. */
export function rulingText({ ruling, source }: Pick<ReportFinding, 'ruling' | 'source'>): string {
  const isMeasured = ruling === 'unchallenged' && source === 'rule';
  return isMeasured ? 'Nobody challenged it: a rule measured it, and no agent claims it.' : RULINGS[ruling];
}

const ORIGINS: Readonly<Record<NonNullable<ReportFinding['origin']>, string>> = {
  introduced: 'introduced by this change',
  'incomplete-fix': 'an incomplete fix',
  'pre-existing': 'there before this change',
};

/** `bug`, `confidence 75 %`, `effort S`, `introduced by this change`, `impact 34`, `rule hotspot`. */
export function aboutParts({ kind, confidence, effort, origin, impact, rule }: ReportFinding): string[] {
  return [
    kind,
    `confidence ${confidence} %`,
    ...(effort === 'unknown' ? [] : [`effort ${effort}`]),
    ...(origin === null ? [] : [ORIGINS[origin]]),
    ...(impact === null ? [] : [`impact ${Math.round(impact)}`]),
    ...(rule === null ? [] : [`rule ${rule}`]),
  ];
}
