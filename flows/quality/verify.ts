/**
 * The citation gate: every statement of the agents and of the rules, with its citations checked. What has no citation
 * that holds does not reach the report; it is counted.
 */
import {
  type CheckedEvidence,
  type Claim,
  isGood,
  type StepCount,
  type UnverifiedClaim,
  type VerifyOutput,
} from '../contracts/checked.ts';
import type { ScopeFile } from '../contracts/evidence-pack.ts';
import type { ChangedLines } from './changed-lines.ts';
import { type CitationContext, checkCitation } from './citation.ts';
import { type Grade, grade } from './grade.ts';
import { commandIsInSource, pathsOf } from './items.ts';
import { compare } from './severity.ts';
import { type Statement, statementsIn } from './statements.ts';
import { phantomSymbol } from './symbols.ts';

/** What one step left behind. */
export interface StepOutput {
  readonly step_id: string;
  /** without the `lens:` of the step; `rules` for what code found */
  readonly lens: string;
  readonly persona: string | null;
  readonly origin: 'agent' | 'rule';
  readonly document: unknown;
}

export interface VerifyContext extends CitationContext {
  /** null where nothing is compared */
  readonly changed: ChangedLines | null;
  /** what kind of file a path is; decides the cap for tests and documentation */
  readonly areaOf: (path: string) => ScopeFile['area'] | null;
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

/** Two steps that say the very same thing said it once: without a model a lens hands on what the rules found. */
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
  // A search that finds what was said to be missing disproves the statement itself, whatever else it cites.
  if (checked.some(({ state }) => state === 'search-wrong')) return fail('search-wrong');
  const searched = good.flatMap(({ type, ref }) => (type === 'search' && ref !== null ? [ref] : []));
  if ((await phantomSymbol(statement.claim, context.index, searched)) !== null) return fail('phantom-symbol');
  const paths = pathsOf(statement);
  const there = await Promise.all(paths.map((path) => context.index.has(path)));
  if (paths.length > 0 && !there.includes(true)) return fail('no-such-file');
  if (kind === 'command' && !commandIsInSource(statement, checked, context.facts))
    return fail('not-in-source');
  return claimOf(statement, output, checked, context);
}

function claimOf(
  statement: Statement,
  output: StepOutput,
  checked: readonly CheckedEvidence[],
  context: VerifyContext,
): Claim {
  const good = checked.filter(({ state }) => isGood(state));
  const { item } = statement;
  const isFinding = statement.kind === 'finding';
  const graded = isFinding ? grade(item, checked, context.areaOf) : NOT_GRADED;
  const failure = typeof item.failure === 'string' ? item.failure.trim() : '';
  return {
    id: '',
    kind: statement.kind,
    step_id: output.step_id,
    lenses: [output.lens],
    personas: output.origin === 'agent' && output.persona !== null ? [output.persona] : [],
    origin: output.origin,
    title: statement.title,
    claim: statement.claim,
    failure,
    ...graded,
    preExisting:
      isFinding && context.changed !== null ? item.preExisting === true || !good.some(context.changed) : null,
    assumption: statement.assumption,
    evidence: good,
    dropped: checked.length - good.length,
    item,
  };
}

const NOT_GRADED: Grade = { severity: null, confidence: null, ceiling: null, adjusted: [] };

async function filesRead(outputs: readonly StepOutput[], { index }: VerifyContext): Promise<string[]> {
  const said = new Set(outputs.flatMap(({ document }) => textsIn(document, 'filesRead')));
  const there = await Promise.all([...said].map(async (path) => ((await index.has(path)) ? [path] : [])));
  return there.flat().sort(compare);
}

function notCheckedBy({ step_id, origin, document }: StepOutput): { step_id: string; text: string }[] {
  return origin === 'rule' ? [] : textsIn(document, 'notChecked').map((text) => ({ step_id, text }));
}

function textsIn(document: unknown, field: string): string[] {
  if (Array.isArray(document)) return document.flatMap((element) => textsIn(element, field));
  if (typeof document !== 'object' || document === null) return [];
  const value: unknown = Reflect.get(document, field);
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
