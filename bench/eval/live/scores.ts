/** Precision, recall and what else a review is measured by. Pure. */
import type { Comment, ReviewCase } from './cases.ts';

/** A finding that a review showed. */
export interface ReviewFinding {
  readonly id: string;
  readonly title: string;
  readonly claim: string;
  readonly path: string | null;
  readonly line: number | null;
}

/** Which comments a finding makes, by their index in the case; decided by a judge. */
export interface Match {
  readonly finding: string;
  readonly comment: number;
}

export interface ReviewedCase {
  readonly case: Pick<ReviewCase, 'id' | 'valid' | 'invalid'>;
  readonly findings: readonly ReviewFinding[];
  readonly matches: readonly Match[];
  /** US dollars; null if the model's price is not known */
  readonly cost: number | null;
  readonly seconds: number;
}

export interface Scores {
  readonly requests: number;
  readonly findings: number;
  readonly comments: number;
  /** share of the findings that make a valid comment; null without findings */
  readonly precision: number | null;
  /** share of the valid comments that a finding makes; null without comments */
  readonly recall: number | null;
  readonly f1: number | null;
  /** needs no judge: share of the findings near the lines of a valid comment; null in sets without places */
  readonly linePrecision: number | null;
  /** findings near the lines of an invalid comment and of no valid one */
  readonly nearInvalid: number;
  readonly findingsPerRequest: number;
  /** requests on which nothing was found */
  readonly silent: number;
  readonly cost: number | null;
  readonly seconds: number;
}

/** Lines around a comment that still count as its place. */
const NEAR_LINES = 3;

export function scoresOf(reviewed: readonly ReviewedCase[]): Scores {
  const sum = (of: (one: ReviewedCase) => number): number =>
    reviewed.reduce((total, one) => total + of(one), 0);
  const findings = sum((one) => one.findings.length);
  const comments = sum((one) => one.case.valid.length);
  const precise = sum(({ matches }) => new Set(matches.map(({ finding }) => finding)).size);
  const recalled = sum(({ matches }) => new Set(matches.map(({ comment }) => comment)).size);
  const precision = share(precise, findings);
  const recall = share(recalled, comments);
  const placed = reviewed.some((one) => one.case.valid.some(({ path }) => path !== null));
  const near = sum((one) => one.findings.filter((finding) => isNearAny(finding, one.case.valid)).length);
  const nearInvalid = sum(
    (one) =>
      one.findings.filter(
        (finding) => isNearAny(finding, one.case.invalid) && !isNearAny(finding, one.case.valid),
      ).length,
  );
  return {
    requests: reviewed.length,
    findings,
    comments,
    precision,
    recall,
    f1: harmonicMean(precision, recall),
    linePrecision: placed ? share(near, findings) : null,
    nearInvalid,
    findingsPerRequest: reviewed.length === 0 ? 0 : findings / reviewed.length,
    silent: reviewed.filter((one) => one.findings.length === 0).length,
    cost: reviewed.some(({ cost }) => cost === null) ? null : sum(({ cost }) => cost ?? 0),
    seconds: sum(({ seconds }) => seconds),
  };
}

/** Whether a finding points at the comment's lines, give or take three. */
export function isNear({ path, line }: Pick<ReviewFinding, 'path' | 'line'>, comment: Comment): boolean {
  if (path === null || line === null || path !== comment.path || comment.start === null) return false;
  return line >= comment.start - NEAR_LINES && line <= (comment.end ?? comment.start) + NEAR_LINES;
}

function isNearAny(finding: ReviewFinding, comments: readonly Comment[]): boolean {
  return comments.some((comment) => isNear(finding, comment));
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function harmonicMean(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null;
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}

/** What the skeptic did with statements whose truth is known. */
export interface Calibration {
  readonly valid: Tally;
  readonly invalid: Tally;
}

export interface Tally {
  readonly stated: number;
  readonly refuted: number;
}

/** The skeptic is good if it refutes many invalid statements and few valid ones. */
export function calibrationText({ valid, invalid }: Calibration): string {
  const per = ({ stated, refuted }: Tally): string =>
    `${refuted} of ${stated} (${percent(share(refuted, stated))})`;
  return `The skeptic refuted ${per(invalid)} invalid comments and ${per(valid)} valid ones.`;
}

export function percent(value: number | null): string {
  return value === null ? '–' : `${(100 * value).toFixed(1)} %`;
}
