/**
 * What became of the findings of each step that the report rests on, once the challenge is over: for the thread of the
 * run, where each of these steps has a message. Pure.
 */
import type { StepInput } from '../../runner/core/ports/catalogue.ts';
import {
  type Fate,
  MOST_TOP_FINDINGS,
  type StepFate,
  type StepFates,
  type TopFinding,
} from '../../runner/core/step-findings.ts';
import { withoutIds } from '../../runner/core/wording.ts';
import type { JudgedClaim, VerdictOutput, VerifyOutput } from '../contracts/checked.ts';
import { holdsFindings } from '../contracts/contracts.ts';
import { leadingCitation } from '../ledger/identity.ts';
import { codeHostOf, linkOf } from '../permalink.ts';
import { lensNameOf } from '../spine/lens.ts';
import { oneLine } from '../wording.ts';
import { byGravity } from './severity.ts';

type Place = Pick<StepInput, 'pin' | 'repository'>;

const LONGEST_TITLE = 120;

export function fatesOf(
  { claims }: Pick<VerdictOutput, 'claims'>,
  unverified: VerifyOutput['unverified'],
  { steps, ...place }: Pick<StepInput, 'steps'> & Place,
): StepFates {
  const findings = claims.filter(({ kind }) => kind === 'finding');
  const looking = steps.filter(
    ({ spec, status }) =>
      spec.primary !== undefined && status === 'completed' && holdsFindings(spec.contract),
  );
  return Object.fromEntries(
    looking.map(({ spec }): [string, StepFate] => {
      const name = lensNameOf(spec);
      const own = findings.filter(({ lenses }) => lenses.includes(name));
      const lost = unverified.filter(({ step_id, kind }) => step_id === spec.step_id && kind === 'finding');
      const shown = own.filter(({ outcome }) => outcome === 'shown').toSorted(byGravity);
      return [
        spec.step_id,
        {
          counts: counted([...own.map(fateOf), ...lost.map((): Fate => 'unverified')]),
          top: shown.slice(0, MOST_TOP_FINDINGS).map((finding) => topFindingOf(finding, place)),
        },
      ];
    }),
  );
}

function fateOf({ outcome, ruling }: JudgedClaim): Fate {
  if (outcome === 'below-gate') return 'below_gate';
  if (outcome === 'pre-existing') return 'pre_existing';
  if (outcome !== 'shown') return outcome;
  return ruling === 'unchallenged' ? 'shown' : ruling;
}

function counted(fates: readonly Fate[]): StepFate['counts'] {
  const counts: Partial<Record<Fate, number>> = {};
  for (const fate of fates) counts[fate] = (counts[fate] ?? 0) + 1;
  return counts;
}

function topFindingOf(finding: JudgedClaim, { pin, repository }: Place): TopFinding {
  const place = leadingCitation(finding);
  const path = place?.path ?? null;
  const line = place?.start ?? null;
  const sha = place?.side === 'base' ? pin.base_sha : pin.commit_sha;
  return {
    severity: finding.severity ?? 'P3',
    title: oneLine(withoutIds(finding.title), LONGEST_TITLE),
    path,
    line,
    url: linkOf(codeHostOf(repository.remote), { path, sha, start: line, end: line }),
  };
}
