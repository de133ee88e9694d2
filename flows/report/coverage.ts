/** Coverage & limits: what was looked at, what was not, and what was dropped and why. Code always writes it. */
import { DISMISSAL_REASONS } from '../../runner/core/ledger.ts';
import type { UnverifiedClaim } from '../contracts/checked.ts';
import type { Scope } from '../contracts/evidence-pack.ts';
import type { DismissedFinding } from '../contracts/ledger.ts';
import { compare } from '../ordering.ts';
import { many } from '../wording.ts';
import { codeSpan, prose } from './markdown.ts';
import { hasFailed, isWithoutModel, looking, type ReportModel } from './report-model.ts';

const MOST_FILES = 10;
const MOST_NOT_CHECKED = 8;
/** Reasons for not reading a file that are listed in a line of their own. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['over-limit', 'not-in-clone', 'lfs-pointer']);

export function coverage(model: ReportModel, dismissed: readonly DismissedFinding[]): string[] {
  return [
    ...failureLines(model),
    ...budgetLines(model),
    ...modelLines(model),
    ...fileLines(model),
    ...cloneLines(model),
    ...factLines(model),
    ...funnelLines(model),
    ...challengeLines(model),
    ...dismissedLines(dismissed),
    ...strikeLines(model),
    ...notCheckedLines(model),
    ...stepLines(model),
    ...model.notes.map((note) => prose(note.charAt(0).toUpperCase() + note.slice(1))),
    'Code checks that each cited line exists, not that the conclusion is right.',
  ];
}

function failureLines({ failure }: ReportModel): string[] {
  if (failure === null) return [];
  return [
    `This report is unfinished: step ${codeSpan(failure.step_id)} failed, and what comes after it did not run`,
  ];
}

function budgetLines({ steps }: ReportModel): string[] {
  const unpaid = steps.filter((step) => step.unpaid);
  if (unpaid.length === 0) return [];
  return [
    `This report is unfinished: a budget was used up before ${many(unpaid.length, 'agent')} had begun, and code alone went on`,
  ];
}

function modelLines(model: ReportModel): string[] {
  if (isWithoutModel(model)) return ['Not reviewed by a model: rules found all of this'];
  const others = model.exceptions.map(prose).join(', ');
  return [`Back end: ${codeSpan(model.backend)}${others === '' ? '' : `; ${others}`}`];
}

/** What was left out of the files in scope. */
function fileLines({ scope, compares }: ReportModel): string[] {
  if (scope === null) return ['Which files are in scope was not found out'];
  const changed = new Set(scope.changed.map(({ path }) => path));
  const asked = compares ? scope.files.filter(({ path }) => changed.has(path)) : scope.files;
  // Of a whole tree nobody misses the text of images; of a change they are part of what was not read.
  const isTold = ({ omitted: why }: Scope['files'][number]): boolean =>
    why !== null && !SAID_ELSEWHERE.has(why) && (compares || why !== 'binary');
  const omitted = asked.filter(isTold);
  const names = omitted.slice(0, MOST_FILES).map(({ path, omitted: why }) => `${codeSpan(path)} (${why})`);
  const more = omitted.length > MOST_FILES ? ` and ${omitted.length - MOST_FILES} more` : '';
  return [
    ...(omitted.length > 0 ? [`Without readable text: ${names.join(', ')}${more}`] : []),
    ...(scope.truncated === false ? [] : [`${many(scope.truncated, 'file')} over the limit left out`]),
  ];
}

/** What could not be measured; facts that are only not listed are counted all the same. */
function factLines({ pack }: ReportModel): string[] {
  if (pack === null) return ['No facts were collected'];
  const missing = pack.unavailable
    .filter(({ cut }) => cut !== true)
    .map(({ kind, reason }) => prose(`${kind} (${reason})`));
  return missing.length === 0 ? [] : [`Not measured: ${missing.join('; ')}`];
}

function funnelLines(model: ReportModel): string[] {
  const { verified, rulings } = model;
  if (verified === null) return ['No citation was checked'];
  const gap = rulings?.gap;
  const unverified = [...verified.unverified, ...(gap?.unverified ?? [])];
  if (unverified.length === 0) return [];
  const counted = [...verified.steps, ...(gap?.steps ?? [])].filter((step) => step.unverified > 0);
  const perStep = counted.map((step) => `${codeSpan(step.step_id)} ${step.unverified} of ${step.raw}`);
  return [
    `${many(unverified.length, 'statement')} not shown, since no citation holds: ${perStep.join(', ')} (${reasonsOf(unverified)})`,
  ];
}

const REASONS: Readonly<Partial<Record<UnverifiedClaim['why'], string>>> = {
  'phantom-symbol': 'a name that does not exist',
  'quote-not-found': 'a quote that is not in the repository',
  'no-such-file': 'a file that does not exist',
  'not-in-clone': 'a file that is not in the clone',
  'fact-wrong': 'a fact with another value',
  'search-wrong': 'a search with another result',
  'commit-wrong': 'a commit that does not touch the file',
  'no-evidence': 'no evidence',
  'not-in-source': 'a command that is not in its source',
  malformed: 'no form of evidence',
  weak: 'too short a quote',
};

function reasonsOf(unverified: readonly UnverifiedClaim[]): string {
  const groups = [...Map.groupBy(unverified, ({ why }) => REASONS[why] ?? why)];
  return groups
    .sort(([a], [b]) => compare(a, b))
    .map(([why, claims]) => `${why}: ${claims.length}`)
    .join(', ');
}

function challengeLines(model: ReportModel): string[] {
  const { rulings, verdict } = model;
  if (rulings === null || isWithoutModel(model)) return [];
  const given = rulings.rulings.filter((ruling) => ruling.given).length;
  const alone = verdict.claims.filter(({ ruling }) => ruling === 'unchallenged').length;
  const odd =
    rulings.unknown > 0 ? ` · ${many(rulings.unknown, 'ruling')} on no claim of theirs dropped` : '';
  const missing = rulings.rulings.length - given;
  const silent = missing > 0 ? ` · ${missing} left out by the skeptic and taken as uncertain` : '';
  return [
    `${given} of ${many(verdict.claims.length, 'claim')} challenged${alone > 0 ? `, ${alone} not` : ''}${silent}${odd}`,
  ];
}

/** `2 dismissed findings not shown (1 not real, 1 won't fix)`. */
function dismissedLines(dismissed: readonly DismissedFinding[]): string[] {
  if (dismissed.length === 0) return [];
  const reasons = DISMISSAL_REASONS.flatMap((reason) => {
    const { length } = dismissed.filter(({ dismissal }) => dismissal.reason === reason);
    return length === 0 ? [] : [`${length} ${reason}`];
  });
  return [`${many(dismissed.length, 'dismissed finding')} not shown (${reasons.join(', ')})`];
}

function strikeLines({ checked: { struck } }: ReportModel): string[] {
  if (struck.length === 0) return [];
  const where = [...new Set(struck.map(({ where: part }) => part))].join(', ');
  return [`Struck from the synthesis: ${many(struck.length, 'sentence')} without checked support (${where})`];
}

function notCheckedLines({ verified }: ReportModel): string[] {
  const said = verified?.notChecked ?? [];
  const lines = said
    .slice(0, MOST_NOT_CHECKED)
    .map(({ step_id, text }) => `${codeSpan(step_id)} did not check: ${prose(text)}`);
  return said.length > MOST_NOT_CHECKED
    ? [...lines, `and ${said.length - MOST_NOT_CHECKED} more things not checked`]
    : lines;
}

function stepLines(model: ReportModel): string[] {
  const unfinished = model.steps.filter(({ status, unneeded }) => status !== 'completed' && !unneeded);
  const lenses = looking(model);
  const failed = lenses.filter(hasFailed).length;
  const allFailed = failed > 0 && !lenses.some(({ status }) => status === 'completed');
  return [
    ...(allFailed ? ['No agent looked at anything: every lens failed'] : []),
    ...unfinished.map(
      ({ step_id, status, error }) =>
        `Step ${codeSpan(step_id)} ${status}: ${prose(error ?? 'no reason given')}`,
    ),
  ];
}

const MOST_EXAMPLES = 5;

export function cloneLines({ scope, pack, local }: ReportModel): string[] {
  const missing = pathsWithout(scope, 'not-in-clone');
  const pointers = pathsWithout(scope, 'lfs-pointer');
  const uncompared = (scope?.changed ?? []).filter((change) => change.missing).map(({ path }) => path);
  const lacks =
    missing.length + uncompared.length > 0 || (pack?.unavailable ?? []).some(({ clone }) => clone);
  return [
    ...listed(missing, '1 file is not in the clone', 'files are not in the clone'),
    ...listed(
      uncompared,
      '1 changed file cannot be compared, since a side of it is not in the clone',
      'changed files cannot be compared, since a side of each is not in the clone',
    ),
    ...(lacks && local
      ? [
          `The clone is partial or damaged. Fetch what is missing with ${codeSpan('git fetch --refetch --no-filter')}`,
        ]
      : []),
    ...listed(
      pointers,
      '1 file is a Git LFS pointer; its content is not read',
      'files are Git LFS pointers; their content is not read',
    ),
  ];
}

function pathsWithout(scope: Scope | null, why: Scope['files'][number]['omitted']): string[] {
  return (scope?.files ?? []).filter(({ omitted }) => omitted === why).map(({ path }) => path);
}

function listed(paths: readonly string[], one: string, many: string): string[] {
  if (paths.length === 0) return [];
  const what = paths.length === 1 ? one : `${paths.length.toLocaleString('en-US')} ${many}`;
  const examples = [...paths].sort(compare).slice(0, MOST_EXAMPLES).map(codeSpan).join(', ');
  const more = paths.length > MOST_EXAMPLES ? ` and ${paths.length - MOST_EXAMPLES} more` : '';
  return [`${what}: ${examples}${more}`];
}
