/** What became of each lens' findings, for the thread of a run. */
import { describe, expect, test } from 'vitest';
import { fatesOf } from '../../../flows/checks/fates.ts';
import type { JudgedClaim, UnverifiedClaim } from '../../../flows/contracts/checked.ts';
import type { StepInput, StepView } from '../../../runner/core/ports/catalogue.ts';
import type { StepStatus } from '../../../runner/core/run.ts';
import { memoryRepository } from '../memory-repository.ts';
import { cited, judged, step } from './builders.ts';

const view = (step_id: string, status: StepStatus = 'completed', contract = 'LensOutput'): StepView => ({
  spec: { ...step(step_id), contract, primary: 'lens' },
  status,
  error: null,
  skip_cause: null,
  facts: {},
  summary: null,
});

function fates(
  claims: readonly JudgedClaim[],
  {
    unverified = [],
    remote = null,
  }: { unverified?: readonly UnverifiedClaim[]; remote?: string | null } = {},
) {
  const repository = { ...memoryRepository({ 'src/export.ts': 'x\n' }), remote };
  const steps = [
    view('lens:security'),
    view('lens:api'),
    view('lens:tests', 'failed'),
    view('lens:map', 'completed', 'SystemMap'),
  ];
  return fatesOf({ claims }, unverified, { steps, repository, pin: repository.pin } as Pick<
    StepInput,
    'steps' | 'pin' | 'repository'
  >);
}

describe('what became of a lens’ findings', () => {
  test('counts each finding once, in each lens that made it, and only findings of lenses that completed', () => {
    const claims = [
      judged({ lenses: ['security', 'api'] }),
      judged({ ruling: 'narrowed' }),
      judged({ ruling: 'unchallenged' }),
      judged({ outcome: 'refuted', ruling: 'refuted' }),
      judged({ outcome: 'below-gate', ruling: 'uncertain' }),
      judged({ outcome: 'pre-existing' }),
      judged({ outcome: 'overflow' }),
      judged({ outcome: 'merged' }),
      judged({ lenses: ['rules'] }),
      judged({ kind: 'module' }),
    ];
    const lost = { step_id: 'lens:api', kind: 'finding', title: 'x', why: 'no-evidence' } as const;
    const found = fates(claims, { unverified: [lost, { ...lost, kind: 'threat' }] });
    expect(Object.keys(found)).toEqual(['lens:security', 'lens:api']);
    expect(found['lens:security']?.counts).toEqual({
      upheld: 1,
      narrowed: 1,
      shown: 1,
      refuted: 1,
      below_gate: 1,
      pre_existing: 1,
      overflow: 1,
      merged: 1,
    });
    expect(found['lens:api']?.counts).toEqual({ upheld: 1, unverified: 1 });
  });

  test('names the gravest three that are shown, at their checked places, linked to the code host', () => {
    const at = (line: number) => ({ evidence: [cited({ start: line, end: line })] });
    const claims = [
      judged({ title: 'Low', severity: 'P3', ...at(1) }),
      judged({ title: 'Refuted', severity: 'P0', outcome: 'refuted' }),
      judged({ title: 'High [F2]', severity: 'P1', ...at(2) }),
      judged({ title: 'Medium', severity: 'P2', evidence: [] }),
      judged({ title: 'Critical', severity: 'P0', ...at(4) }),
    ];
    const url = (line: number) =>
      `https://github.com/acme/shop/blob/${memoryRepository({}).pin.commit_sha}/src/export.ts#L${line}`;
    const { top } = fates(claims, { remote: 'git@github.com:acme/shop.git' })['lens:security'] ?? {};
    expect(top).toEqual([
      { severity: 'P0', title: 'Critical', path: 'src/export.ts', line: 4, url: url(4) },
      { severity: 'P1', title: 'High', path: 'src/export.ts', line: 2, url: url(2) },
      { severity: 'P2', title: 'Medium', path: null, line: null, url: null },
    ]);
    expect(fates(claims)['lens:security']?.top[0]?.url).toBeNull();
  });
});
