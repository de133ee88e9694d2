/** Reads the ledger for a step: what is known of earlier runs, and where it is at this commit. */
import type { KnownFinding } from '../../runner/core/ledger.ts';
import type { StepInput } from '../../runner/core/ports/catalogue.ts';
import { type CanonicalText, canonicalLine, canonicalText, occurrences } from '../canonical-text.ts';
import { MASK } from '../contracts/finding.ts';
import { type LocatedFinding, locate } from './location.ts';

export interface KnownBefore {
  /** the commit that was read last before this one; null if there is none */
  readonly since: string | null;
  /** whether that commit, or one at which a finding is known, leads to this one */
  readonly follows: boolean;
  readonly located: readonly LocatedFinding[];
}

const FIRST_RUN: KnownBefore = { since: null, follows: false, located: [] };

export async function readLedger(
  input: Pick<StepInput, 'ledger' | 'pin' | 'repository'>,
): Promise<KnownBefore> {
  const { since, findings } = await input.ledger();
  if (since === null && findings.length === 0) return FIRST_RUN;
  const { pin, repository } = input;
  const request = pin.pull_request?.url ?? null;
  const commits = [
    ...findings.map(({ found_at }) => found_at),
    ...(since === null ? [] : [since.commit_sha]),
  ];
  const ancestors = await repository.ancestors([...new Set(commits)]);
  const isSameRequest = ({ pull_request }: KnownFinding): boolean =>
    pull_request !== null && pull_request === request;
  const located = await locate(findings, repository, {
    onTheWay: (known) => ancestors.has(known.found_at) || isSameRequest(known),
    comparable: (known) => pin.base_sha === null || isSameRequest(known),
  });
  const last = since?.commit_sha ?? null;
  const follows = (last !== null && ancestors.has(last)) || located.some(({ related }) => related);
  return { since: last, follows, located };
}

/** The fingerprints of those whose cited line is nowhere in their file any more, however it is broken and indented. */
export async function withoutLine(
  located: readonly LocatedFinding[],
  repository: StepInput['repository'],
): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  const byPath = Map.groupBy(located, ({ path }) => path);
  for (const [path, findings] of byPath) {
    const quoted = findings.filter(({ known }) => known.quote !== null);
    if (path === null || quoted.length === 0) continue;
    const file = await repository.read(path);
    if (file === null || file.omitted !== null) continue;
    const text = canonicalText(file.text.split(/\r\n|\n|\r/));
    for (const { known } of quoted) {
      if (known.quote !== null && !isIn(text, known.quote)) gone.add(known.fingerprint);
    }
  }
  return gone;
}

/** A stored quote may be cut at its end, and a secret in it is masked: then each part that is left counts. */
function isIn(text: CanonicalText, quote: string): boolean {
  const parts = quote.replace(/…$/, '').split(MASK).map(canonicalLine);
  if (parts.length === 1 && !quote.endsWith('…')) return occurrences(text, parts[0] ?? '', 1).length > 0;
  return parts.every((part) => text.text.includes(part));
}
