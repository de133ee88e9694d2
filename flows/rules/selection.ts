/**
 * Applies every rule, and gives each finding to the one persona of the run whose concern it is;
 * a persona gets a few findings of each kind instead of many of one rule.
 */
import { Finding, type LensOutput, type Severity } from '../contracts/finding.ts';
import { clip } from '../wording.ts';
import type { FindingDraft, Rule, RuleView } from './rule.ts';

/** A persona of the run that returns findings, and how many it may return. */
export interface Reader {
  readonly persona: string;
  readonly maxFindings: number;
}

export interface RuleFindings {
  /** one per reader, in their order; their findings are the worst first */
  readonly outputs: readonly LensOutput[];
  /** how many rules found something that is in `outputs` */
  readonly rules: number;
}

interface Found {
  readonly rule: number;
  readonly rank: number;
  readonly finding: Finding;
}

/** The contract's own limit on one output's findings. */
const MOST_FINDINGS = 10;
const MOST_PER_RULE = 3;
const SEVERITIES: readonly Severity[] = ['P0', 'P1', 'P2', 'P3'];

/** `changes`: whether the run compares two commits, so that what the rules find is new. */
export function applyRules(
  rules: readonly Rule[],
  view: RuleView,
  readers: readonly Reader[],
  changes: boolean,
): RuleFindings {
  const byPersona = new Map<string, Found[]>(readers.map((reader) => [reader.persona, []]));
  for (const [order, rule] of rules.entries()) {
    const reader = rule.lenses.find((lens) => byPersona.has(lens));
    if (reader === undefined || (rule.on !== 'both' && (rule.on === 'change') !== changes)) continue;
    const drafts = rule.apply(view).slice(0, rule.most ?? MOST_PER_RULE);
    const found = drafts.map((draft, rank) => ({
      rule: order,
      rank: Math.floor(rank / (rule.weight ?? 1)),
      finding: findingOf(draft, changes),
    }));
    byPersona.get(reader)?.push(...found);
  }
  const chosen = readers.map((reader) => choose(byPersona.get(reader.persona) ?? [], reader.maxFindings));
  return {
    outputs: readers.map((reader, index) => outputOf(reader.persona, chosen[index] ?? [])),
    rules: new Set(chosen.flat().map((found) => found.rule)).size,
  };
}

function findingOf(draft: FindingDraft, changes: boolean): Finding {
  const failure = draft.failure ?? '';
  return Finding.parse({
    ...draft,
    title: clip(plain(draft.title), 100),
    claim: clip(plain(draft.claim), 400),
    failure,
    // A finding that names no failure is at most P2.
    severity: draft.severity === 'P1' && failure === '' ? 'P2' : draft.severity,
    recommendation: clip(draft.recommendation, 400),
    origin: changes ? 'introduced' : null,
    assumptions: [...(draft.assumptions ?? [])],
    ...(draft.figures === undefined ? {} : { figures: [...draft.figures] }),
    source: 'rule',
  });
}

/** Back-ticks mark names in code; text from the repository may contain unpaired ones. */
function plain(text: string): string {
  return text.replaceAll('`', "'").replace(/\s+/g, ' ');
}

/** One finding of each rule before a second of any, as many as fit; then in the order of the report. */
function choose(found: readonly Found[], most: number): Found[] {
  const bySeverity = (a: Found, b: Found): number =>
    SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) ||
    b.finding.confidence - a.finding.confidence;
  const byRule = (a: Found, b: Found): number => a.rule - b.rule || a.rank - b.rank;
  return [...found]
    .sort((a, b) => a.rank - b.rank || bySeverity(a, b) || byRule(a, b))
    .slice(0, Math.max(0, Math.min(most, MOST_FINDINGS)))
    .sort((a, b) => bySeverity(a, b) || byRule(a, b));
}

function outputOf(persona: string, found: readonly Found[]): LensOutput {
  const findings = found.map(({ finding }) => finding);
  return { lens: persona, filesRead: citedFiles(findings), findings, notChecked: [] };
}

/** The files whose lines are cited, in path order. */
export function citedFiles(findings: readonly Finding[]): string[] {
  const paths = findings.flatMap(({ evidence }) =>
    evidence.flatMap((item) => (item.type === 'code' && item.side === 'head' ? [item.path] : [])),
  );
  return [...new Set(paths)].sort();
}
