/**
 * Finds the statements of an output that need proof, in any contract: objects with `evidence: […]` or a `source` that
 * is evidence. It does not check the evidence.
 */
import type { ClaimKind } from '../contracts/checked.ts';

export interface Statement {
  readonly kind: ClaimKind;
  readonly title: string;
  readonly claim: string;
  readonly evidence: readonly unknown[];
  readonly assumption: boolean;
  readonly item: Readonly<Record<string, unknown>>;
}

const KINDS: Readonly<Record<string, ClaimKind>> = {
  findings: 'finding',
  modules: 'module',
  relations: 'relation',
  entryPoints: 'entry-point',
  externalSystems: 'external-system',
  stops: 'stop',
  glossary: 'term',
  runIt: 'command',
  pitfalls: 'pitfall',
  hypotheses: 'hypothesis',
  against: 'objection',
  requirements: 'requirement',
  options: 'option',
  basis: 'basis',
  risks: 'risk',
  howToRun: 'command',
  commands: 'command',
  scenarios: 'scenario',
  services: 'service',
  settings: 'setting',
  health: 'health-check',
  alerts: 'alert',
  changes: 'api-change',
  assets: 'asset',
  boundaries: 'boundary',
  threats: 'threat',
  items: 'dependency',
};

const TITLES = [
  ...[
    'title',
    'name',
    'term',
    'command',
    'statement',
    'story',
    'symptom',
    'area',
    'item',
    'element',
    'response',
  ],
  ...['id', 'text'],
];
const CLAIMS = [
  ...[
    'claim',
    'responsibility',
    'why',
    'meaning',
    'mechanism',
    'scenario',
    'summary',
    'purpose',
    'how',
    'cause',
  ],
  ...['statement', 'response', 'text'],
];

export function statementsIn(output: unknown): Statement[] {
  return [...walk(output, 'statement', 0)];
}

const DEEPEST = 8;

function* walk(value: unknown, key: string, depth: number): Generator<Statement> {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  if (Array.isArray(value)) {
    for (const element of value) yield* walk(element, key, depth + 1);
    return;
  }
  const item = value as Record<string, unknown>;
  const evidence = evidenceOf(item);
  if (evidence !== null) yield statementOf(item, KINDS[key] ?? key, evidence);
  for (const [name, inner] of Object.entries(item)) {
    if (name !== 'evidence' && name !== 'source') yield* walk(inner, name, depth + 1);
  }
}

function evidenceOf(item: Record<string, unknown>): readonly unknown[] | null {
  if (Array.isArray(item.evidence)) return item.evidence;
  const { source } = item;
  return typeof source === 'object' && source !== null && 'type' in source ? [source] : null;
}

function statementOf(
  item: Record<string, unknown>,
  kind: ClaimKind,
  evidence: readonly unknown[],
): Statement {
  const title = kind === 'relation' ? `${word(item.from)} → ${word(item.to)}` : firstText(item, TITLES);
  return {
    kind,
    title: title === '' ? kind : title,
    claim: kind === 'relation' ? word(item.kind) : firstText(item, CLAIMS),
    evidence,
    assumption: item.assumption === true || isWish(item),
    item,
  };
}

/** What a person asks for and the repository has not: the request is what it rests on. */
function isWish({ from, status }: Record<string, unknown>): boolean {
  return from === 'input' && status === 'missing';
}

function firstText(item: Record<string, unknown>, names: readonly string[]): string {
  return names.map((name) => word(item[name])).find((text) => text !== '') ?? '';
}

function word(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
