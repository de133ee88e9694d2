/**
 * Takes single malformed items out of an agent's answer, and what an agent may not set, so that one bad item does not cost
 * the others.
 */
import { z } from 'zod';
import { AGENT_CONTRACTS, type AgentContract, holdsFindings } from '../contracts/contracts.ts';
import { Evidence, Finding, type LensOutput } from '../contracts/finding.ts';
import { Correction, Ruling } from '../contracts/judgement.ts';
import { isObject } from '../loose-json.ts';
import { clipToContract } from './clip-to-contract.ts';

export interface Expected {
  readonly contract: AgentContract;
  readonly persona: string;
  readonly maxFindings: number;
  /** whether a finding may call itself a rule's: only what the rules found, or what the offline back end answers */
  readonly isRule: (finding: Finding) => boolean;
}

/** An agent's finding states no impact, names no rule and no subject, and is not marked as near the focus. */
function asAgentsOwn(given: Finding): Finding {
  const { impact: _stated, rule: _named, subject: _known, nearFocus: _marked, ...finding } = given;
  return { ...finding, source: 'agent' };
}

export interface Sifted {
  readonly value: unknown;
  readonly malformed: number;
  readonly overLimit: number;
  /** set if nothing of it can be used */
  readonly fault: string | null;
}

/** Takes single bad items out before the whole is checked. */
export function sift(given: unknown, expected: Expected): Sifted {
  if (!isObject(given)) return { value: given, malformed: 0, overLimit: 0, fault: null };
  const { contract, persona } = expected;
  const own = siftLists(given, AGENT_CONTRACTS[contract].shape);
  const { value } = own;
  if (holdsFindings(contract)) {
    const sifted = Array.isArray(value.findings)
      ? siftFindings(value, value.findings, expected)
      : { value: { lens: persona, ...value }, malformed: 0, overLimit: 0, fault: null };
    return { ...sifted, malformed: sifted.malformed + own.malformed };
  }
  if ('verdicts' in AGENT_CONTRACTS[contract].shape && Array.isArray(value.verdicts)) {
    const sifted = siftRulings(value, value.verdicts);
    return { ...sifted, malformed: sifted.malformed + own.malformed };
  }
  return { ...own, overLimit: 0 };
}

/** Lists that are sifted by what they mean, not by their schema alone. */
const SIFTED_APART = new Set(['findings', 'verdicts']);

/** Every other list of objects without those that its schema refuses. */
function siftLists(
  given: Record<string, unknown>,
  shape: Readonly<Record<string, unknown>>,
): { value: Record<string, unknown>; malformed: number; fault: string | null } {
  const value = { ...given };
  let malformed = 0;
  let kept = 0;
  let fault: string | null = null;
  for (const [name, schema] of Object.entries(shape)) {
    const items = given[name];
    const element = elementOf(schema);
    if (element === null || !Array.isArray(items) || SIFTED_APART.has(name)) continue;
    const sifted = siftItems(element, items.map(withGoodEvidence), name);
    value[name] = sifted.good;
    malformed += items.length - sifted.good.length;
    kept += sifted.good.length;
    fault ??= sifted.fault;
  }
  return { value, malformed, fault: kept === 0 ? fault : null };
}

/** The schema of a list's elements where they are objects. */
function elementOf(schema: unknown): z.ZodType | null {
  const list = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return list instanceof z.ZodArray && list.element instanceof z.ZodObject ? list.element : null;
}

function withGoodEvidence(item: unknown): unknown {
  if (!isObject(item)) return item;
  const evidence = goodEvidence(item.evidence);
  return evidence.length > 0 ? { ...item, evidence } : item;
}

function siftFindings(value: Record<string, unknown>, items: readonly unknown[], expected: Expected): Sifted {
  const { good, fault } = siftItems(Finding, items.map(repaired), 'findings');
  const kept = good.toSorted(bySeverity).slice(0, expected.maxFindings);
  const findings = kept.map(
    (finding): Finding =>
      finding.source === 'rule' && expected.isRule(finding) ? finding : asAgentsOwn(finding),
  );
  const output: LensOutput = {
    ...value,
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
  const defaults = { origin: null, assumptions: [], effort: 'unknown' };
  return withGoodEvidence({ ...defaults, ...item });
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

export function faultOf(error: z.ZodError, where = ''): string {
  const said = error.issues.slice(0, MOST_FAULTS).map(({ path, message }) => {
    const place = [where, ...path].filter((part) => part !== '').join('.');
    return `${place === '' ? 'the whole' : place}: ${message}`;
  });
  const rest = error.issues.length - said.length;
  return `${said.join('; ')}${rest > 0 ? ` (and ${rest} more)` : ''}`;
}
