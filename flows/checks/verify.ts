/**
 * The citation gate: checks the citations of every statement of agents and rules. A statement without a citation
 * that holds does not reach the report and is counted.
 */

import type { FileDiff } from '../../runner/core/ports/repository.ts';
import {
  type CheckedEvidence,
  type Claim,
  type ClaimKind,
  isGood,
  type StepCount,
  type UnverifiedClaim,
  type VerifyOutput,
} from '../contracts/checked.ts';
import type { ScopeFile } from '../contracts/evidence-pack.ts';
import type { Origin } from '../contracts/finding.ts';
import { compare } from '../ordering.ts';
import { type CitationContext, checkCitation } from './citation.ts';
import { commandIsInSource } from './commands.ts';
import { type Grade, grade } from './severity.ts';
import { type Statement, statementsIn } from './statements.ts';
import { phantomSymbol } from './symbols.ts';

/** The output of one step. */
export interface StepOutput {
  readonly step_id: string;
  /** as the report names the lens; `rules` for findings by code */
  readonly lens: string;
  readonly persona: string | null;
  readonly source: 'agent' | 'rule';
  readonly document: unknown;
}

export interface VerifyContext extends CitationContext {
  /** null where nothing is compared */
  readonly changed: ChangedLines | null;
  /** what kind of file a path is; decides the cap for tests and documentation */
  readonly roleOf: (path: string) => ScopeFile['role'] | null;
}

export async function verifyOutputs(
  outputs: readonly StepOutput[],
  context: VerifyContext,
): Promise<VerifyOutput> {
  const claims = new Map<string, Claim>();
  const unverified = new Map<string, UnverifiedClaim>();
  const steps: StepCount[] = [];
  for (const output of outputs) {
    const statements = statementsIn(output.document);
    let failed = 0;
    for (const statement of statements) {
      const key = keyOf(statement);
      const known = claims.get(key);
      if (known !== undefined) {
        claims.set(key, credited(known, output));
        continue;
      }
      const checked = unverified.get(key) ?? (await checkStatement(statement, output, context));
      if ('why' in checked) {
        failed += 1;
        unverified.set(key, checked);
      } else {
        claims.set(key, { ...checked, id: `C${claims.size + 1}` });
      }
    }
    steps.push({ step_id: output.step_id, raw: statements.length, unverified: failed });
  }
  return {
    claims: [...claims.values()],
    unverified: [...unverified.values()],
    steps,
    filesRead: await filesRead(outputs, context),
    notChecked: outputs.flatMap(notCheckedBy),
  };
}

/** Identical statements count once: without a model, a lens repeats what the rules found for it. */
function keyOf({ kind, title, claim, evidence, item }: Statement): string {
  return JSON.stringify([kind, title, claim, item.failure ?? null, evidence.map(sortedEntries)]);
}

function sortedEntries(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, inner]) => key !== 'side' || inner !== 'head');
  return entries.sort(([a], [b]) => compare(a, b));
}

function credited(claim: Claim, output: StepOutput): Claim {
  const rulesAlone = claim.lenses.every((lens) => lens === 'rules');
  const lenses = rulesAlone ? [output.lens] : [...new Set([...claim.lenses, output.lens])];
  return output.lens === 'rules' ? claim : { ...claim, lenses };
}

async function checkStatement(
  statement: Statement,
  output: StepOutput,
  context: VerifyContext,
): Promise<Claim | UnverifiedClaim> {
  const { kind, title, assumption } = statement;
  const checked = await Promise.all(statement.evidence.map((given) => checkCitation(given, context)));
  const good = checked.filter(({ state }) => isGood(state));
  const fail = (why: UnverifiedClaim['why']): UnverifiedClaim => ({
    step_id: output.step_id,
    kind,
    title,
    why,
  });

  if (good.length === 0 && !(assumption && checked.length === 0))
    return fail(checked[0]?.state ?? 'no-evidence');
  // A search that contradicts its expectation disproves the statement, even if other citations hold.
  if (checked.some(({ state }) => state === 'search-wrong')) return fail('search-wrong');
  const searched = good.flatMap(({ type, ref }) => (type === 'search' && ref !== null ? [ref] : []));
  // A rule names what the facts do, such as `callback of useEffect`, which stands nowhere in these words.
  const describes = output.source === 'agent' && !PROPOSALS.has(kind);
  if (describes && (await phantomSymbol(statement.claim, context.index, searched)) !== null)
    return fail('phantom-symbol');
  const paths = pathsOf(statement);
  const there = await Promise.all(paths.map((path) => context.index.has(path)));
  if (paths.length > 0 && !there.includes(true)) return fail('no-such-file');
  if (kind === 'command' && !commandIsInSource(statement, checked, context.facts))
    return fail('not-in-source');
  return claimOf(statement, output, checked, context);
}

/** What may name things that are not there yet. */
const PROPOSALS: ReadonlySet<ClaimKind> = new Set(['option', 'requirement', 'scenario']);

function claimOf(
  statement: Statement,
  output: StepOutput,
  checked: readonly CheckedEvidence[],
  context: VerifyContext,
): Claim {
  const good = checked.filter(({ state }) => isGood(state));
  const { item } = statement;
  const isFinding = statement.kind === 'finding';
  const graded = isFinding ? grade(item, checked, context.roleOf) : NOT_GRADED;
  const failure = typeof item.failure === 'string' ? item.failure.trim() : '';
  return {
    id: '',
    kind: statement.kind,
    step_id: output.step_id,
    lenses: [output.lens],
    personas: output.source === 'agent' && output.persona !== null ? [output.persona] : [],
    source: output.source,
    title: statement.title,
    claim: statement.claim,
    failure,
    ...graded,
    impact: output.source === 'rule' && typeof item.impact === 'number' ? item.impact : null,
    ...(output.source === 'rule' && item.nearFocus === true ? { nearFocus: true as const } : {}),
    origin:
      isFinding && context.changed !== null ? originOf(output.source, item, good, context.changed) : null,
    assumption: statement.assumption,
    evidence: good,
    dropped: checked.length - good.length,
    item,
  };
}

/** Only its author can tell what an unfinished fix forgot; rules compare both sides, wherever a declaration begins. */
function originOf(
  source: StepOutput['source'],
  { origin }: Statement['item'],
  evidence: readonly CheckedEvidence[],
  changed: ChangedLines,
): Origin {
  if (origin === 'pre-existing' || origin === 'incomplete-fix') return origin;
  return source === 'rule' || evidence.some(changed) ? 'introduced' : 'pre-existing';
}

const NOT_GRADED: Grade = { severity: null, confidence: null, ceiling: null, adjusted: [] };

async function filesRead(outputs: readonly StepOutput[], { index }: VerifyContext): Promise<string[]> {
  const said = new Set(outputs.flatMap(({ document }) => textsIn(document, 'filesRead')));
  const there = await Promise.all([...said].map(async (path) => ((await index.has(path)) ? [path] : [])));
  return there.flat().sort(compare);
}

function notCheckedBy({ step_id, source, document }: StepOutput): { step_id: string; text: string }[] {
  return source === 'rule' ? [] : textsIn(document, 'notChecked').map((text) => ({ step_id, text }));
}

function textsIn(document: unknown, field: string): string[] {
  if (Array.isArray(document)) return document.flatMap((element) => textsIn(element, field));
  if (typeof document !== 'object' || document === null) return [];
  const value: unknown = Reflect.get(document, field);
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** The paths that a map or a tour names beside its citations; a glob counts as the folder before it. */
function pathsOf({ kind, item }: Statement): string[] {
  if (kind === 'finding') return [];
  const { path, paths } = item;
  const named = [...(Array.isArray(paths) ? paths : []), path].filter((name) => typeof name === 'string');
  return named.map(treePath).filter((name) => name !== '');
}

function treePath(path: string): string {
  const folder = path
    .replace(/^\.?\//, '')
    .replace(/\/?[^/]*\*.*$/, '')
    .replace(/\/$/, '');
  return folder === '' && path !== '' ? '.' : folder;
}

/** A citation this near to a changed line counts as in it. */
const MARGIN = 3;
export type ChangedLines = (evidence: CheckedEvidence) => boolean;

export function changedLines(diff: readonly FileDiff[]): ChangedLines {
  const byPath = {
    head: new Map(diff.map((file) => [file.path, file])),
    base: new Map(diff.map((file) => [file.from ?? file.path, file])),
  };
  return ({ path, side, start, end }) => {
    const file = path === null ? undefined : byPath[side].get(path);
    if (file === undefined) return false;
    if (start === null || end === null) return true;
    return file.hunks.some((hunk) => {
      const [first, lines] =
        side === 'head' ? [hunk.head_start, hunk.head_lines] : [hunk.base_start, hunk.base_lines];
      const last = first + Math.max(lines, 1) - 1;
      return start <= last + MARGIN && end >= first - MARGIN;
    });
  };
}
