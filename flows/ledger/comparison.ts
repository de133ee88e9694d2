/** Compares the findings of a run with the ledger: how each stands, and what became of the known ones. */
import type { StepInput } from '../../runner/core/ports/catalogue.ts';
import type { JudgedClaim, VerdictOutput } from '../contracts/checked.ts';
import type { Fact, Scope } from '../contracts/evidence-pack.ts';
import type { RulesOutput } from '../contracts/ledger.ts';
import { identityOf } from './identity.ts';
import { type FoundFinding, matchFindings } from './match.ts';
import { type KnownBefore, readLedger, withoutLine } from './reading.ts';
import { judgeRest } from './rest.ts';
import { standingsOf } from './standing.ts';

export interface RunFindings {
  readonly claims: readonly JudgedClaim[];
  readonly facts: ReadonlyMap<string, Fact>;
  /** what the rules told, persona by persona */
  readonly rules: readonly RulesOutput[];
  readonly scope: Scope | null;
  /** whether the run reads all files that there are */
  readonly whole: boolean;
}

/** The claims with how they stand, before the gate. */
export async function compareWithLedger(
  run: RunFindings,
  input: Pick<StepInput, 'ledger' | 'pin' | 'repository'>,
): Promise<Required<Pick<VerdictOutput, 'claims' | 'ledger'>>> {
  const known = await readLedger(input);
  const { claims, unmatched } = withStandings(run, known, input.pin.commit_sha);
  const ran = run.rules.flatMap((rules) => rules.ran ?? []);
  const rest = judgeRest(unmatched, {
    commit_sha: input.pin.commit_sha,
    seen: new Set(run.rules.flatMap((rules) => rules.seen ?? [])),
    lineGone: await withoutLine(
      unmatched.filter(({ related }) => related),
      input.repository,
    ),
    rules: new Map(ran.map((rule) => [rule.rule, rule])),
    isRead: readBy(run),
  });
  return { claims, ledger: { since: sinceOf(known, claims), ...rest } };
}

interface FoundClaim extends FoundFinding {
  readonly claim: JudgedClaim;
}

function withStandings(
  { claims, facts, rules }: Pick<RunFindings, 'claims' | 'facts' | 'rules'>,
  { located }: KnownBefore,
  commit_sha: string,
): { claims: JudgedClaim[]; unmatched: KnownBefore['located'] } {
  const ran = new Map(rules.flatMap((one) => (one.ran ?? []).map((rule) => [rule.rule, rule])));
  const found = claims
    .filter(({ kind }) => kind === 'finding')
    .map((claim): FoundClaim => {
      const rule = claim.source === 'rule' ? ran.get(String(claim.item.rule)) : undefined;
      return { claim, identities: claim.identities ?? [identityOf(claim, facts)], rule: rule ?? null };
    });
  const matched = matchFindings(found, located);
  const standings = standingsOf(found, matched, located, commit_sha);
  const byClaim = new Map([...standings].map(([{ claim }, standing]) => [claim, standing]));
  const taken = new Set(matched.values());
  return {
    claims: claims.map((claim) => {
      const standing = byClaim.get(claim);
      return standing === undefined ? claim : { ...claim, standing };
    }),
    unmatched: located.filter((one) => !taken.has(one)),
  };
}

const SHORT_NAME = 7;

/** A run on another branch that shares nothing with the earlier ones is like a first one. */
function sinceOf({ since, follows }: KnownBefore, claims: readonly JudgedClaim[]): string | null {
  const shares = follows || claims.some(({ standing }) => standing?.state === 'persisting');
  return shares ? (since?.slice(0, SHORT_NAME) ?? null) : null;
}

/** In a run that compares, rules read only what the change touches. */
function readBy({ scope, whole }: RunFindings): (path: string | null) => boolean {
  if (scope === null) return () => false;
  const changed = new Set(scope.changed.map(({ path }) => path));
  const read = scope.files.filter(
    ({ path, omitted }) => omitted === null && (scope.base === null || changed.has(path)),
  );
  const paths = new Set(read.map(({ path }) => path));
  return (path) => (path === null ? whole : paths.has(path));
}
