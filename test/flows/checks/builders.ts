/** Claims, findings and runs with everything but what a test is about already filled in. */

import type { CheckedEvidence, Claim, JudgedClaim } from '../../../flows/contracts/checked.ts';
import type { EvidencePack, Fact, Scope } from '../../../flows/contracts/evidence-pack.ts';
import type { Finding } from '../../../flows/contracts/finding.ts';
import type { KnownFindings } from '../../../runner/core/ledger.ts';
import type { CodeHandler, StepInput, StepView } from '../../../runner/core/ports/catalogue.ts';
import type { Repository } from '../../../runner/core/ports/repository.ts';
import type { RunInfo, SkipCause } from '../../../runner/core/run.ts';
import type { Category, StepSpec } from '../../../runner/core/step-spec.ts';

export function finding(parts: Partial<Finding> = {}): Finding {
  return {
    title: 'Export lists other tenants’ orders',
    kind: 'security',
    severity: 'P1',
    confidence: 75,
    claim: 'The query takes no tenant.',
    failure: 'Any signed-in user reads the orders of all tenants.',
    evidence: [],
    recommendation: 'Pass the tenant to the query.',
    effort: 'S',
    origin: null,
    breaksBuild: false,
    assumptions: [],
    source: 'agent',
    ...parts,
  };
}

export function cited(parts: Partial<CheckedEvidence> = {}): CheckedEvidence {
  return {
    type: 'code',
    state: 'verified',
    path: 'src/export.ts',
    start: 2,
    end: 2,
    side: 'head',
    quote: 'const rows = await find(params.id);',
    text: null,
    ref: null,
    ...parts,
  };
}

export function claim(parts: Partial<Claim> = {}): Claim {
  return {
    id: 'C1',
    kind: 'finding',
    step_id: 'lens:security',
    lenses: ['security'],
    personas: ['security-reviewer'],
    source: 'agent',
    title: 'Export lists other tenants’ orders',
    claim: 'The query takes no tenant.',
    failure: 'Any signed-in user reads the orders of all tenants.',
    severity: 'P1',
    impact: null,
    confidence: 75,
    ceiling: 'P1',
    origin: null,
    assumption: false,
    evidence: [cited()],
    dropped: 0,
    adjusted: [],
    item: { recommendation: 'Pass the tenant to the query.', effort: 'S', kind: 'security' },
    ...parts,
  };
}

export function judged(parts: Partial<JudgedClaim> = {}): JudgedClaim {
  return {
    ...claim({ id: 'F1' }),
    ruling: 'upheld',
    because: 'no scope in the caller',
    counter: [],
    outcome: 'shown',
    before: null,
    settled: null,
    ...parts,
  };
}

export function fact(parts: Partial<Fact> = {}): Fact {
  return {
    id: 'K1',
    kind: 'generated',
    subject: 'by its header',
    text: 'changed 31 times',
    value: 31,
    path: 'src/export.ts',
    line: null,
    end: null,
    quote: null,
    data: { why: 'header' },
    ...parts,
  } as Fact;
}

export function pack(facts: readonly Fact[] = []): EvidencePack {
  return {
    facts,
    unavailable: [{ kind: 'vulnerabilities', reason: 'no database' }],
    tools: [{ name: 'git', version: '2.39' }],
  };
}

export function scope(paths: readonly string[], parts: Partial<Scope> = {}): Scope {
  return {
    sha: 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0',
    base: null,
    files: paths.map((path) => ({
      path,
      bytes: 100,
      lines: 10,
      role: roleOf(path),
      language: null,
      omitted: null,
    })),
    hunks: [],
    changed: [],
    loc: paths.length * 10,
    truncated: false,
    ...parts,
  };
}

function roleOf(path: string): 'src' | 'test' | 'docs' {
  if (path.endsWith('.md')) return 'docs';
  return path.startsWith('test/') ? 'test' : 'src';
}

export function step(step_id: string, parts: Partial<StepSpec> = {}): StepSpec {
  const agent = parts.persona !== undefined;
  return {
    step_id,
    label: step_id,
    kind: agent ? 'agent' : 'code',
    persona: null,
    handler: agent ? null : step_id,
    needs: [],
    contract: 'LensOutput',
    onFail: agent ? 'continue' : 'fail-run',
    budget: { maxFindings: 10, maxMinutes: 10, maxTurns: 10 },
    ...parts,
  };
}

/** The steps of a small run of one flow, wired as flows wire them. */
export function smallSteps(lenses: readonly StepSpec[], category: Category = 'Review'): StepSpec[] {
  const names = lenses.map(({ step_id }) => step_id);
  return [
    step('scope'),
    step('evidence', { needs: ['scope'] }),
    step('rules', { needs: ['evidence'] }),
    ...lenses.map((lens) => ({ ...lens, primary: 'lens' as const, needs: ['rules'] })),
    step('verify', { needs: names }),
    step('merge', { needs: ['verify'] }),
    step('skeptic-1', {
      persona: 'skeptic',
      contract: 'SkepticOutput',
      needs: ['merge'],
      shard: { index: 0, of: 1 },
    }),
    step('verify-verdicts', { needs: ['skeptic-1'] }),
    step('verdict', { needs: ['verify-verdicts'], params: { category } }),
    step('synth', { persona: 'synthesist', contract: 'Synthesis', needs: ['verdict'] }),
    step('check', { handler: 'check-report', needs: ['synth'] }),
    step('render', { needs: ['check'], always: true }),
  ];
}

export interface RunParts {
  readonly run?: Partial<RunInfo>;
  readonly steps: readonly StepSpec[];
  readonly repository: Repository;
  /** what is known of earlier runs; default: nothing */
  readonly ledger?: KnownFindings;
  /** outputs that are there from the start; a string is taken as it is */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** steps that failed, with the reason */
  readonly failed?: Readonly<Record<string, string>>;
  /** why steps were skipped, where it is not that an earlier one failed */
  readonly skipped?: Readonly<Record<string, string>>;
  /** why those are; default: a budget was used up */
  readonly skip_cause?: SkipCause;
}

/** Runs the code steps that have a handler, in order, and returns all outputs. */
export async function runThrough(
  parts: RunParts,
  handlers: Readonly<Record<string, CodeHandler>>,
): Promise<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const [step_id, output] of Object.entries(parts.outputs)) {
    outputs[step_id] = typeof output === 'string' ? output : JSON.stringify(output);
  }
  let broken = false;
  for (const spec of parts.steps) {
    if (parts.failed?.[spec.step_id] !== undefined) {
      broken ||= spec.onFail === 'fail-run';
      continue;
    }
    const handler = spec.handler === null ? undefined : handlers[spec.handler];
    if (handler === undefined || outputs[spec.step_id] !== undefined || (broken && spec.always !== true))
      continue;
    outputs[spec.step_id] = (await handler(inputOf(parts, spec, outputs))).output;
  }
  return outputs;
}

function inputOf(parts: RunParts, spec: StepSpec, outputs: Readonly<Record<string, string>>): StepInput {
  const views = parts.steps.map((other): StepView => {
    const error = parts.failed?.[other.step_id] ?? null;
    const done = outputs[other.step_id] !== undefined;
    const status = error !== null ? 'failed' : done ? 'completed' : 'skipped';
    const stopped = parts.skipped?.[other.step_id];
    const reason = status === 'skipped' ? (stopped ?? 'an earlier step failed') : error;
    const skip_cause =
      status !== 'skipped' ? null : stopped === undefined ? 'failure' : (parts.skip_cause ?? 'budget');
    return { spec: other, status, error: reason, skip_cause, facts: {}, summary: null };
  });
  return {
    run: {
      id: '00000000-0000-4000-8000-000000000000',
      project_id: '/srv/acme/shop',
      project: { id: '/srv/acme/shop', path: '/srv/acme/shop', url: null, ref: null, host: 'here' },
      flow_name: 'code-review',
      band: 'small',
      fast: false,
      question: 'May this change be merged?',
      focused: false,
      paths: [],
      given: {},
      description: null,
      model: 'm-1',
      backend: 'direct',
      ...parts.run,
    },
    pin: parts.repository.pin,
    step: spec,
    steps: views,
    read: async (step_id) => outputs[step_id] ?? null,
    repository: parts.repository,
    signal: new AbortController().signal,
    ledger: async () => parts.ledger ?? { since: null, findings: [] },
    activity: () => {},
  };
}
