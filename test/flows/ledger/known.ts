/** Findings of earlier runs, and runs that are compared with them. */
import type { Claim, JudgedClaim } from '../../../flows/contracts/checked.ts';
import type { RuleRun, RulesOutput, VerdictLedger } from '../../../flows/contracts/ledger.ts';
import { compareWithLedger } from '../../../flows/ledger/comparison.ts';
import {
  fingerprintOf,
  identityOf,
  kindOf,
  knownQuote,
  leadingCitation,
} from '../../../flows/ledger/identity.ts';
import type { Dismissal, KnownFinding } from '../../../runner/core/ledger.ts';
import type { Pin } from '../../../runner/core/ports/repository.ts';
import { cited, judged, scope } from '../checks/builders.ts';
import { type MemoryOptions, memoryRepository, type Texts } from '../memory-repository.ts';

export const NOW = 'a'.repeat(40);
export const BEFORE = 'b'.repeat(40);
export const ELSEWHERE = 'c'.repeat(40);
export const REQUEST = 'https://github.com/acme/shop/pull/7';

export const DISMISSAL: Dismissal = {
  reason: 'not real',
  until: null,
  note: '',
  by: 'ana',
  at: '2026-11-01T10:00:00Z',
};

/** A finding of this run at a line of a file. */
export function found(path: string, quote: string, start = 2, parts: Partial<JudgedClaim> = {}): JudgedClaim {
  return judged({ title: `At ${quote}`, evidence: [cited({ path, quote, start, end: start })], ...parts });
}

/** A finding as an earlier run stored it, by default at a commit before this one. */
export function known(claim: Claim, parts: Partial<KnownFinding> = {}): KnownFinding {
  const place = leadingCitation(claim);
  return {
    fingerprint: fingerprintOf(identityOf(claim, new Map())),
    title: claim.title,
    severity: claim.severity ?? 'P3',
    kind: kindOf(claim),
    path: place?.path ?? null,
    line: place?.start ?? null,
    quote: knownQuote(claim),
    source: claim.source,
    rule: claim.source === 'rule' ? String(claim.item.rule) : null,
    state: 'new',
    new_at: BEFORE,
    found_at: BEFORE,
    fixed_at: null,
    pull_request: null,
    dismissed: null,
    ...parts,
  };
}

interface Run {
  readonly texts?: Texts;
  readonly known: readonly KnownFinding[];
  readonly claims?: readonly JudgedClaim[];
  /** what rules ran, and which known findings they saw again */
  readonly ran?: readonly RuleRun[];
  readonly seen?: readonly string[];
  /** the files that rules read; default: all */
  readonly read?: readonly string[];
  readonly git?: Pick<MemoryOptions, 'ancestors' | 'renames' | 'missing' | 'base'>;
  /** the commit that is read; default: `NOW` */
  readonly sha?: string;
  /** of the last run before */
  readonly since?: string | null;
  readonly pull_request?: Pin['pull_request'];
}

export async function compared(run: Run): Promise<{ claims: readonly JudgedClaim[]; ledger: VerdictLedger }> {
  const { texts = {}, claims = [], since = BEFORE, ran = [], seen = [], sha = NOW, pull_request } = run;
  const repository = memoryRepository(texts, { sha, ancestors: [BEFORE], ...run.git });
  const rules: RulesOutput = { lens: 'architect', filesRead: [], findings: [], notChecked: [], ran, seen };
  return compareWithLedger(
    { claims, facts: new Map(), rules: [rules], scope: scope(run.read ?? Object.keys(texts)), whole: true },
    {
      ledger: async () => ({
        since: since === null ? null : { commit_sha: since, label: since.slice(0, 7) },
        findings: run.known,
      }),
      pin: { ...repository.pin, ...(pull_request === undefined ? {} : { pull_request }) },
      repository,
    },
  );
}

/** What is said of known findings that are not shown, by their titles. */
export async function saidOf(run: Run): Promise<Record<string, string[]>> {
  const { ledger } = await compared(run);
  const { fixed, not_reviewed, beyond, dismissed } = ledger;
  const lists = Object.entries({ fixed, not_reviewed, beyond, dismissed });
  return Object.fromEntries(
    lists.flatMap(([as, list]) => (list.length === 0 ? [] : [[as, list.map(({ title }) => title)]])),
  );
}
