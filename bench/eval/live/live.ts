/** `npm run eval -- live`: reviews the pull requests of a public set with a model and scores the findings. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Section, sectionText } from '../../surroundings/table.ts';
import { calibrate } from './calibration.ts';
import { readCases, type SetName } from './cases.ts';
import { createJudge } from './judge.ts';
import { type ReviewSettings, reviewCase } from './reviews.ts';
import {
  type Calibration,
  calibrationText,
  percent,
  type ReviewedCase,
  type Scores,
  scoresOf,
} from './scores.ts';

export interface LiveRequest extends Omit<ReviewSettings, 'environment'> {
  /** holds a folder for each set */
  readonly data: string;
  readonly set: SetName;
  readonly judge: string;
  /** how many requests, from the start of the set */
  readonly limit: number;
  /** whether to calibrate the skeptic instead of reviewing */
  readonly calibrates: boolean;
}

export interface LiveResult {
  readonly scores: Scores | null;
  readonly calibration: Calibration | null;
  readonly reviewed: readonly ReviewedCase[];
  /** requests that could not be reviewed, with the reason */
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
  /** of the set's files */
  readonly hash: string;
}

/** `folder`: temporary; the caller removes it. A request that fails is listed, and the others continue. */
export async function runLive(
  request: LiveRequest,
  environment: NodeJS.ProcessEnv,
  folder: string,
  signal: AbortSignal,
  says: (line: string) => void,
): Promise<LiveResult> {
  const { cases, hash } = await readCases(request.data, request.set);
  const settings = { ...request, environment };
  const home = join(folder, 'home');
  await mkdir(home, { mode: 0o700 });
  const judge = request.calibrates ? null : await createJudge(request.judge, environment);
  const chosen = cases
    .filter((one) => !request.calibrates || (one.invalid.length > 0 && one.head !== null))
    .slice(0, request.limit);
  const reviewed: ReviewedCase[] = [];
  const calibrations: Calibration[] = [];
  const failed: { id: string; reason: string }[] = [];
  for (const [index, one] of chosen.entries()) {
    says(`${index + 1} of ${chosen.length}: ${one.id}`);
    const folders = { home, out: join(folder, String(index)) };
    try {
      if (judge === null) calibrations.push(await calibrate(one, settings, folders, signal));
      else reviewed.push(await reviewCase(one, settings, judge, folders, signal));
    } catch (error) {
      signal.throwIfAborted();
      failed.push({ id: one.id, reason: error instanceof Error ? error.message : String(error) });
    }
    await rm(folders.out, { recursive: true, force: true });
  }
  return {
    scores: judge === null ? null : scoresOf(reviewed),
    calibration: judge === null ? sumOf(calibrations) : null,
    reviewed,
    failed,
    hash,
  };
}

function sumOf(calibrations: readonly Calibration[]): Calibration {
  const tally = (kind: keyof Calibration) => ({
    stated: calibrations.reduce((sum, one) => sum + one[kind].stated, 0),
    refuted: calibrations.reduce((sum, one) => sum + one[kind].refuted, 0),
  });
  return { valid: tally('valid'), invalid: tally('invalid') };
}

export function liveText(request: LiveRequest, { scores, calibration, failed, hash }: LiveResult): string {
  const { set, model, judge, backend, band } = request;
  const notes = [
    `Set ${set}, hash ${hash}; model ${model} on ${backend}, size ${band}${scores === null ? '' : `; judge ${judge}`}.`,
    ...failed.map(({ id, reason }) => `${id} was not reviewed: ${reason}`),
  ];
  if (calibration !== null)
    return [calibrationText(calibration), ...notes, CALIBRATION_LIMITS, ''].join('\n');
  return scores === null ? '' : sectionText(scoresSection(scores, [...notes, ...SCORE_LIMITS]));
}

const CALIBRATION_LIMITS =
  'It shows whether the skeptic tells wrong comments from right ones when it sees one line of code with each. It says nothing of what the lenses find.';
const SCORE_LIMITS = [
  'Precision and recall are the judge’s; another judge gives other figures. Line precision needs none, and counts any finding within three lines of a comment.',
  'The sets are incomplete: a finding that no comment makes may be right. The model may have seen these requests in training.',
];

function scoresSection(scores: Scores, notes: readonly string[]): Section {
  const row = (name: string, value: string): string[] => [name, value];
  return {
    title: `Reviews of ${scores.requests} requests`,
    columns: ['', 'value'],
    rows: [
      row('precision', percent(scores.precision)),
      row('recall', percent(scores.recall)),
      row('F1', percent(scores.f1)),
      row('line precision (no judge)', percent(scores.linePrecision)),
      row('findings', `${scores.findings} on ${scores.comments} comments`),
      row('findings a request', scores.findingsPerRequest.toFixed(1)),
      row('requests without a finding', String(scores.silent)),
      row('findings near a rejected comment only', String(scores.nearInvalid)),
      row('cost', scores.cost === null ? 'not known' : `$${scores.cost.toFixed(2)}`),
      row('time a request', `${(scores.seconds / Math.max(1, scores.requests)).toFixed(0)} s`),
    ],
    notes,
  };
}
