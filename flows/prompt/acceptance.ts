/**
 * Accepts an agent's answer: finds its JSON, checks it against the contract, cuts it to its limits, and removes
 * what an agent may not set. Single malformed items are left out and counted.
 */
import type { z } from 'zod';
import { BatonError } from '../../runner/core/errors.ts';
import { AGENT_CONTRACTS, type AgentContract, type AgentOutput } from '../contracts/contracts.ts';
import { Evidence, Finding, type LensOutput } from '../contracts/finding.ts';
import { Correction, Ruling } from '../contracts/judgement.ts';
import { isObject } from '../loose-json.ts';
import { cutText } from '../wording.ts';
import { extractJson } from './answer.ts';

export interface Expected {
  readonly contract: AgentContract;
  readonly persona: string;
  readonly maxFindings: number;
  /** whether a finding may call itself a rule's: only what the rules found, or what the offline back end answers */
  readonly isRule: (finding: Finding) => boolean;
}

/** An output with the name of the contract that it meets. */
export type Accepted = { [C in AgentContract]: Of<C> }[AgentContract];

interface Of<C extends AgentContract> {
  readonly contract: C;
  readonly output: AgentOutput<C>;
  /** items that did not meet the contract */
  readonly malformed: number;
  /** findings over the limit */
  readonly overLimit: number;
}

/** Throws a `BatonError` of kind `step`, code `contract`, which says what is wrong and where. */
export function acceptAnswer(answer: string, expected: Expected): Accepted {
  const { values, problem } = extractJson(answer);
  let firstFault: string | null = null;
  for (const value of values) {
    const outcome = check(value, expected);
    if (outcome.ok) return outcome.accepted;
    firstFault ??= outcome.fault;
  }
  throw contractError(expected.contract, problem ?? firstFault ?? 'the answer holds no JSON object');
}

type Outcome =
  | { readonly ok: true; readonly accepted: Accepted }
  | { readonly ok: false; readonly fault: string };

function check(value: unknown, expected: Expected): Outcome {
  const sifted = sift(value, expected);
  if (sifted.fault !== null) return { ok: false, fault: sifted.fault };
  const schema: z.ZodType<AgentOutput<AgentContract>> = AGENT_CONTRACTS[expected.contract];
  const parsed = clipToContract(schema, sifted.value);
  if (!parsed.success) return { ok: false, fault: faultOf(parsed.error) };
  const { malformed, overLimit } = sifted;
  // The schema was chosen by the contract's name, which the types can't see.
  const accepted = { contract: expected.contract, output: parsed.data, malformed, overLimit } as Accepted;
  return { ok: true, accepted };
}

/** An agent's finding states no impact, names no rule and no subject, and is not marked as near the focus. */
function asAgentsOwn(given: Finding): Finding {
  const { impact: _stated, rule: _named, subject: _known, nearFocus: _marked, ...finding } = given;
  return { ...finding, source: 'agent' };
}

interface Sifted {
  readonly value: unknown;
  readonly malformed: number;
  readonly overLimit: number;
  /** set if nothing of it can be used */
  readonly fault: string | null;
}

/** Takes single bad items out before the whole is checked. */
function sift(value: unknown, expected: Expected): Sifted {
  if (isObject(value) && expected.contract === 'LensOutput') {
    if (Array.isArray(value.findings)) return siftFindings(value, value.findings, expected);
    return { value: { lens: expected.persona, ...value }, malformed: 0, overLimit: 0, fault: null };
  }
  if (isObject(value) && expected.contract === 'SkepticOutput' && Array.isArray(value.verdicts)) {
    return siftRulings(value, value.verdicts);
  }
  return { value, malformed: 0, overLimit: 0, fault: null };
}

function siftFindings(value: Record<string, unknown>, items: readonly unknown[], expected: Expected): Sifted {
  const { good, fault } = siftItems(Finding, items.map(repaired), 'findings');
  const kept = good.toSorted(bySeverity).slice(0, expected.maxFindings);
  const findings = kept.map(
    (finding): Finding =>
      finding.source === 'rule' && expected.isRule(finding) ? finding : asAgentsOwn(finding),
  );
  const output: LensOutput = {
    lens: expected.persona,
    filesRead: [...new Set(strings(value.filesRead))].slice(0, MOST_FILES_READ),
    findings,
    notChecked: strings(value.notChecked).slice(0, 10),
  };
  const malformed = items.length - good.length;
  return {
    value: output,
    malformed,
    overLimit: good.length - kept.length,
    fault: good.length === 0 ? fault : null,
  };
}

/** A refutation without counter-evidence, and a narrowing without a corrected claim, become `uncertain`. */
function siftRulings(value: Record<string, unknown>, items: readonly unknown[]): Sifted {
  const softened = items.map((item) => {
    if (!isObject(item)) return item;
    const counter = goodEvidence(item.counter);
    const corrected = clipToContract(Correction, item.corrected).data ?? null;
    const bare = { ...item, counter, corrected: null };
    if (item.ruling === 'refuted') return counter.length > 0 ? bare : { ...bare, ruling: 'uncertain' };
    if (item.ruling !== 'narrowed') return bare;
    return corrected === null ? { ...bare, ruling: 'uncertain' } : { ...bare, corrected };
  });
  const { good, fault } = siftItems(Ruling, softened, 'verdicts');
  const malformed = items.length - good.length;
  return {
    value: { ...value, verdicts: good },
    malformed,
    overLimit: 0,
    fault: good.length === 0 ? fault : null,
  };
}

function siftItems<T>(
  schema: z.ZodType<T>,
  items: readonly unknown[],
  where: string,
): { good: T[]; fault: string | null } {
  const good: T[] = [];
  let fault: string | null = null;
  for (const [index, item] of items.entries()) {
    const parsed = clipToContract(schema, item);
    if (parsed.success) good.push(parsed.data);
    else fault ??= faultOf(parsed.error, `${where}.${index}`);
  }
  return { good, fault };
}

/** More files read than this are of no use to the coverage section. */
const MOST_FILES_READ = 2000;

/** A finding with defaults for optional fields, and without malformed citations unless all are. */
function repaired(item: unknown): unknown {
  if (!isObject(item)) return item;
  const evidence = goodEvidence(item.evidence);
  const defaults = { origin: null, assumptions: [], effort: 'unknown' };
  return { ...defaults, ...item, ...(evidence.length > 0 ? { evidence } : {}) };
}

function goodEvidence(value: unknown): Evidence[] {
  return Array.isArray(value) ? siftItems(Evidence, value, '').good : [];
}

const bySeverity = (a: Finding, b: Finding): number =>
  a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0;

function strings(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item) => typeof item === 'string').map((text) => text.slice(0, 400))
    : [];
}

/** Further faults are seldom about something else. */
const MOST_FAULTS = 3;

function faultOf(error: z.ZodError, where = ''): string {
  const said = error.issues.slice(0, MOST_FAULTS).map(({ path, message }) => {
    const place = [where, ...path].filter((part) => part !== '').join('.');
    return `${place === '' ? 'the whole' : place}: ${message}`;
  });
  const rest = error.issues.length - said.length;
  return `${said.join('; ')}${rest > 0 ? ` (and ${rest} more)` : ''}`;
}

function contractError(contract: AgentContract, why: string): BatonError {
  return new BatonError('step', 'contract', `The agent's answer does not meet ${contract}: ${why}.`);
}

/** Issues come in passes, since one fault may hide another; a value needs very few. */
const MOST_PASSES = 4;

/** Like `safeParse`, after cutting what is over a maximum. The value passed in is not changed. */
export function clipToContract<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  let parsed = schema.safeParse(value);
  let clipped: unknown = null;
  for (let pass = 0; pass < MOST_PASSES && !parsed.success; pass++) {
    const tooBig = parsed.error.issues.filter((issue) => issue.code === 'too_big');
    if (tooBig.length < parsed.error.issues.length) break;
    clipped ??= structuredClone(value);
    for (const issue of tooBig) clipAt(clipped, issue.path, Number(issue.maximum));
    parsed = schema.safeParse(clipped);
  }
  return parsed;
}

/** Cuts the text or list at `path` in place; a number that is too big stays a fault. */
function clipAt(root: unknown, path: readonly PropertyKey[], most: number): void {
  const key = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>(childOf, root);
  if (key === undefined || !(isObject(parent) || Array.isArray(parent))) return;
  const value = childOf(parent, key);
  // A quote is compared with the file, so nothing is added to it.
  if (typeof value === 'string')
    Reflect.set(parent, key, key === 'quote' ? value.slice(0, most) : shortened(value, most));
  else if (Array.isArray(value)) Reflect.set(parent, key, value.slice(0, most));
}

function childOf(parent: unknown, key: PropertyKey): unknown {
  return isObject(parent) || Array.isArray(parent) ? Reflect.get(parent, key) : undefined;
}

/** The contract counts code units, of which some characters have two. */
function shortened(text: string, most: number): string {
  for (let length = most; ; length -= 1) {
    const cut = cutText(text, length);
    if (cut.length <= most) return cut;
  }
}
