/**
 * Applies every rule, and gives each finding to the one persona of the run whose concern it is. Findings are ranked
 * before any limit applies, by severity, those near the run's focus first, then by impact: a rule keeps its worst few,
 * and a persona the worst of all its rules.
 */
import { Finding, type LensOutput } from '../contracts/finding.ts';
import { compare } from '../ordering.ts';
import { clip } from '../wording.ts';
import { severityOfImpact } from './impact.ts';
import type { FindingDraft, Rule, RuleView } from './rule.ts';

/** A persona of the run that returns findings, and how many it may return. */
export interface Reader {
  readonly persona: string;
  readonly maxFindings: number;
  /** further personas whose rules it speaks for, where those are not in the run */
  readonly rules?: readonly string[];
}

export interface RuleFindings {
  /** one per reader, in their order; their findings are the worst first */
  readonly outputs: readonly LensOutput[];
  /** all that the rules of each reader found, before any limit */
  readonly candidates: readonly (readonly Candidate[])[];
  /** the rules that ran for each reader */
  readonly ran: readonly (readonly Rule[])[];
  /** how many rules found something that is in `outputs` */
  readonly rules: number;
}

/** A finding before the limits. */
export interface Candidate {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly draft: FindingDraft;
}

/** The contract's own limit on one output's findings. */
const MOST_FINDINGS = 10;
const MOST_PER_RULE = 3;

/** What is never told: the candidates that people dismissed. They use up no limit. */
type Omission = (candidates: readonly Candidate[]) => ReadonlySet<Candidate>;

/** `changes`: whether the run compares two commits, so that what the rules find is new. */
export function applyRules(
  rules: readonly Rule[],
  view: RuleView,
  readers: readonly Reader[],
  changes: boolean,
  omitted: Omission = () => new Set(),
): RuleFindings {
  const focused = new Set(view.all('mention').map(({ path }) => path));
  const speakers = speakersOf(readers);
  const readerOf = (rule: Rule): string | undefined =>
    rule.lenses.map((lens) => speakers.get(lens)).find((speaker) => speaker !== undefined);
  const active = rules.filter((rule) => rule.on === 'both' || (rule.on === 'change') === changes);
  const ran = readers.map(({ persona }) => active.filter((rule) => readerOf(rule) === persona));
  const candidates = ran.map((theirs) =>
    theirs.flatMap((rule) =>
      rule.apply(view).map((draft): Candidate => {
        return { rule, finding: marked(findingOf(rule.id, draft, changes), focused), draft };
      }),
    ),
  );
  const dismissed = omitted(candidates.flat());
  const chosen = readers.map(({ maxFindings }, at) => {
    const open = (candidates[at] ?? []).filter((candidate) => !dismissed.has(candidate));
    const byRule = [...Map.groupBy(open, ({ rule }) => rule)];
    return choose(
      byRule.flatMap(([rule, theirs]) => theirs.sort(byImpact).slice(0, rule.most ?? MOST_PER_RULE)),
      maxFindings,
    );
  });
  return {
    outputs: readers.map((reader, index) => outputOf(reader.persona, chosen[index] ?? [])),
    candidates,
    ran,
    rules: new Set(chosen.flat().map(({ rule }) => rule)).size,
  };
}

/** By the persona whose rules they are: itself, else the first reader that speaks for it. */
function speakersOf(readers: readonly Reader[]): ReadonlyMap<string, string> {
  const forOthers = readers.flatMap(({ persona, rules = [] }) =>
    rules.map((other) => [other, persona] as const),
  );
  return new Map([...forOthers.toReversed(), ...readers.map(({ persona }) => [persona, persona] as const)]);
}

/** Marks a finding that is where the repository speaks of the run's focus. */
function marked(finding: Finding, focused: ReadonlySet<string | null>): Finding {
  const isNear = finding.evidence.some((item) => item.type === 'code' && focused.has(item.path));
  return isNear ? { ...finding, nearFocus: true } : finding;
}

function findingOf(rule: string, draft: FindingDraft, changes: boolean): Finding {
  const failure = draft.failure ?? '';
  return Finding.parse({
    ...draft,
    title: plain(draft.title, 100),
    claim: plain(draft.claim, 400),
    failure,
    severity: severityOfImpact(draft.impact, failure !== ''),
    recommendation: clip(draft.recommendation, 400),
    origin: changes ? 'introduced' : null,
    assumptions: [...(draft.assumptions ?? [])],
    ...(draft.figures === undefined ? {} : { figures: [...draft.figures] }),
    source: 'rule',
    rule,
  });
}

/** One line of at most `most` characters. Back-ticks mark names in code; unpaired ones, of the repository or of a cut, go. */
function plain(text: string, most: number): string {
  const line = clip(text.replace(/\s+/g, ' '), most);
  return (line.match(/`/g) ?? []).length % 2 === 0 ? line : line.replaceAll('`', "'");
}

function choose(found: readonly Candidate[], most: number): Candidate[] {
  return [...found].sort(byImpact).slice(0, Math.max(0, Math.min(most, MOST_FINDINGS)));
}

/** The order of the report: severity, nearness to the focus, impact, confidence, path; equal ones stay in the order of the rules. */
function byImpact(a: Candidate, b: Candidate): number {
  const [one, other] = [a.finding, b.finding];
  return (
    compare(one.severity, other.severity) ||
    Number(other.nearFocus ?? false) - Number(one.nearFocus ?? false) ||
    (other.impact ?? 0) - (one.impact ?? 0) ||
    other.confidence - one.confidence ||
    compare(pathOf(one), pathOf(other))
  );
}

function pathOf({ evidence }: Finding): string {
  return evidence.find((item) => item.type === 'code')?.path ?? '';
}

function outputOf(persona: string, found: readonly Candidate[]): LensOutput {
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
