/** A run of one flow over a small pretended repository, seen from one of its agent steps. */
import { join } from 'node:path';
import { FLOWS } from '../../../flows/catalogue/catalogue.ts';
import type {
  Claim,
  JudgedClaim,
  MergeOutput,
  VerdictOutput,
  VerifyOutput,
} from '../../../flows/contracts/checked.ts';
import type { EvidencePack, Scope, Triage } from '../../../flows/contracts/evidence-pack.ts';
import type { Finding, LensOutput } from '../../../flows/contracts/finding.ts';
import { settleShards } from '../../../flows/spine/shards.ts';
import { loadPersonas } from '../../../personas/load.ts';
import { buildDag } from '../../../runner/core/dag.ts';
import type { StepInput } from '../../../runner/core/ports/catalogue.ts';
import type { FileDiff, Pin, Repository } from '../../../runner/core/ports/repository.ts';
import type { RunInfo } from '../../../runner/core/run.ts';
import type { Band } from '../../../runner/core/step-spec.ts';

export const { personas, shared } = await loadPersonas(join(import.meta.dirname, '../../../personas'));

const HEAD = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
const BASE = '0f1e2d3c4b5a69788796a5b4c3d2e1f009182736';

export const pin: Pin = {
  commit_sha: HEAD,
  base_sha: BASE,
  label: 'main..feat/export (a1b2c3d)',
  history: 'full',
  notes: ['compared with the merge base of main'],
};

export const finding: Finding = {
  title: 'Export lists other tenants’ orders',
  kind: 'security',
  severity: 'P0',
  confidence: 75,
  claim: '`find` loads by id alone',
  failure: 'anyone signed in reads every order',
  evidence: [
    {
      type: 'code',
      path: 'src/export.ts',
      start: 2,
      end: 2,
      quote: 'const rows = find(params.id);',
      side: 'head',
    },
  ],
  recommendation: 'pass the tenant on',
  effort: 'S',
  origin: 'introduced',
  breaksBuild: false,
  assumptions: [],
  source: 'agent',
};

export function claim(id: string, path: string, parts: Partial<Claim> = {}): Claim {
  const where = { type: 'code', state: 'verified', path, start: 2, end: 3, side: 'head' } as const;
  return {
    id,
    kind: 'finding',
    step_id: 'lens:security',
    lenses: ['security'],
    personas: ['security-reviewer'],
    source: 'agent',
    title: finding.title,
    claim: finding.claim,
    failure: finding.failure,
    severity: 'P0',
    impact: null,
    confidence: 75,
    ceiling: 'P1',
    origin: 'introduced',
    assumption: false,
    evidence: [{ ...where, quote: 'const rows = find(params.id);', text: null, ref: null }],
    dropped: 0,
    adjusted: [],
    item: { ...finding, reasoning: 'I, the security reviewer, followed the id' },
    ...parts,
  };
}

const judged = (parts: Partial<JudgedClaim>): JudgedClaim => ({
  ...claim('F1', 'src/export.ts'),
  ruling: 'upheld',
  because: 'no scope in the caller',
  counter: [],
  outcome: 'shown',
  before: null,
  settled: null,
  ...parts,
});

const file = { bytes: 400, lines: 12, role: 'src', language: 'TypeScript', omitted: null } as const;
const scope: Scope = {
  sha: HEAD,
  base: BASE,
  files: ['src/export.ts', 'src/orders.ts', 'src/router.ts'].map((path) => ({ ...file, path })),
  hunks: [{ path: 'src/export.ts', start: 2, end: 3 }],
  changed: [{ path: 'src/export.ts', status: 'modified', added: 2, deleted: 1 }],
  loc: 36,
  truncated: false,
};
const pack: EvidencePack = {
  facts: [
    {
      id: 'K1',
      kind: 'diff',
      subject: 'modified',
      text: 'modified, +2 −1',
      value: 3,
      path: 'src/export.ts',
      line: null,
      end: null,
      quote: null,
      data: { added: 2, deleted: 1, role: 'src', risk: 7 },
    },
    {
      id: 'K2',
      kind: 'routes',
      subject: 'GET /orders/:id/export',
      text: 'serves GET /orders/:id/export',
      value: 'export',
      path: 'src/export.ts',
      line: 2,
      end: 2,
      quote: "router.get('/orders/:id/export', exportOrder);",
      data: { method: 'GET', route: '/orders/:id/export', handler: 'exportOrder', guards: [], health: false },
    },
    {
      id: 'K3',
      kind: 'routes',
      subject: 'GET /health',
      text: 'serves GET /health',
      value: 'health',
      path: 'src/router.ts',
      line: 9,
      end: 9,
      quote: "router.get('/health', health);",
      data: { method: 'GET', route: '/health', handler: 'health', guards: [], health: true },
    },
  ],
  unavailable: [],
  tools: [],
};
const rules: LensOutput[] = [
  {
    lens: 'security-reviewer',
    filesRead: [],
    findings: [{ ...finding, title: 'By rule', source: 'rule' }],
    notChecked: [],
  },
];
const triage: Triage = {
  ranked: ['src/export.ts', 'src/orders.ts', 'src/router.ts'].map((path, index) => ({
    path,
    risk: 9 - index,
    shard: 0,
  })),
};
const verify: VerifyOutput = {
  claims: [],
  unverified: [],
  steps: [],
  filesRead: ['src/orders.ts'],
  notChecked: [],
};
const merge: MergeOutput = {
  claims: [claim('F1', 'src/export.ts'), claim('F2', 'src/orders.ts', { severity: 'P2' })],
  possibleDuplicates: [{ ids: ['F1', 'F2'], why: 'both name `find`' }],
  merged: 0,
};
const verdict: VerdictOutput = {
  category: 'Review',
  gate: { confidence: 75, p0: 50, most: 10, measured: null },
  claims: [
    judged({}),
    judged({ id: 'F2', title: 'Refuted one', outcome: 'refuted', ruling: 'refuted' }),
    judged({ id: 'F3', title: 'Second', severity: 'P2' }),
  ],
  challenged: true,
};

export const outputs = { scope, evidence: pack, rules, triage, verify, merge, verdict };

const diff: FileDiff = {
  path: 'src/export.ts',
  from: null,
  status: 'modified',
  binary: false,
  added: 2,
  deleted: 1,
  hunks: [{ base_start: 2, base_lines: 1, head_start: 2, head_lines: 2 }],
};

/** The repository of one changed file; `texts` are its two sides. */
function repositoryOf(texts: { head: string; base: string }): Repository {
  const never = async (): Promise<never> => Promise.reject(new Error('a prompt does not ask for this'));
  return {
    pin,
    remote: null,
    date: '2026-01-02T03:04:05Z',
    list: never,
    grep: async () => [],
    log: never,
    blame: never,
    renames: never,
    ancestors: never,
    close: async () => {},
    diff: async () => [diff],
    read: async (path, side = 'head') => ({
      path,
      text: texts[side],
      bytes: texts[side].length,
      omitted: null,
    }),
  };
}

interface Setting {
  readonly flow?: string;
  readonly band?: Band;
  readonly run?: Partial<RunInfo>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly texts?: { readonly head: string; readonly base: string };
}

/** The input of one step of a run, with `outputs` as the outputs of the steps before it. */
export function inputOf(step_id: string, setting: Setting = {}): StepInput {
  const flow = FLOWS.find(({ name }) => name === (setting.flow ?? 'code-review'));
  const band = setting.band ?? 'medium';
  const specs = flow === undefined ? [] : settleShards(buildDag(flow.steps, band, false));
  const step = specs.find((spec) => spec.step_id === step_id);
  if (flow === undefined || step === undefined) throw new Error(`no such step: ${step_id}`);
  const left: Readonly<Record<string, unknown>> = { ...outputs, ...setting.outputs };
  return {
    run: {
      id: '00000000-0000-4000-8000-000000000000',
      project_id: 'shop',
      project: { id: 'shop', path: null, url: 'https://example.org/shop.git', ref: null, host: null },
      flow_name: flow.name,
      band,
      fast: false,
      question: flow.question,
      focused: false,
      paths: [],
      given: {},
      description: null,
      model: 'some-model',
      backend: 'direct',
      ...setting.run,
    },
    pin,
    step,
    steps: specs.map((spec) => ({
      spec,
      status: 'completed',
      error: null,
      skip_cause: null,
      facts: {},
      summary: null,
    })),
    read: async (id) => (left[id] === undefined || left[id] === null ? null : JSON.stringify(left[id])),
    repository: repositoryOf(
      setting.texts ?? {
        head: 'export function exportOrder(params) {\n  const rows = find(params.id);\n  return csv(rows);\n}\n',
        base: 'export function exportOrder(params) {\n  return csv(find(params.id, params.tenant));\n}\n',
      },
    ),
    signal: new AbortController().signal,
    ledger: async () => ({ since: null, findings: [] }),
    activity: () => {},
  };
}
