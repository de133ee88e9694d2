import { describe, expect, it } from 'vitest';
import { LensOutput } from '../../../flows/contracts/finding.ts';
import { rulesHandler } from '../../../flows/rules/handler.ts';
import type { StepInput, StepView } from '../../../runner/core/ports/catalogue.ts';
import type { StepSpec } from '../../../runner/core/step-spec.ts';
import { fact, packOf, scopeOf } from './fact-builder.ts';
import { hot } from './source-facts.ts';

function step(step_id: string, parts: Partial<StepSpec> = {}): StepView {
  const spec: StepSpec = {
    step_id,
    label: step_id,
    kind: 'agent',
    persona: null,
    handler: null,
    needs: [],
    contract: 'LensOutput',
    onFail: 'continue',
    budget: { maxFindings: 5, maxMinutes: 10, maxTurns: 10 },
    ...parts,
  };
  return { spec, status: 'completed', error: null, skip_cause: null, facts: {}, summary: null };
}

const code = (id: string, contract: string) => step(id, { kind: 'code', handler: id, contract });
const BEFORE = [code('scope', 'Scope'), code('evidence', 'EvidencePack')];
const pack = packOf(
  hot('src/a.ts', 5, 40),
  fact('test-reach', { subject: 'all', value: 1, data: { fan_in: 0, of: 9, folders: [] } }),
  fact('test-reach', { path: 'src/b.ts', value: 900, data: { fan_in: 9 } }),
);

function inputOf(steps: readonly StepView[], outputs: Record<string, unknown>): StepInput {
  const read = async (id: string) => (id in outputs ? JSON.stringify(outputs[id]) : null);
  const ledger = async () => ({ since: null, findings: [] });
  const run = { paths: [] };
  return { run, steps, step: code('rules', 'RuleFindings').spec, read, ledger } as unknown as StepInput;
}

const whole = { scope: scopeOf(pack), evidence: pack };

describe('the rules step', () => {
  it('has one output for each persona that returns findings, in the order of the steps', async () => {
    const steps = [
      ...BEFORE,
      step('lens:test', { persona: 'test-engineer' }),
      step('lens:maintainability', { persona: 'maintainability-reviewer' }),
      step('lens:tour', { persona: 'tour-guide', contract: 'Tour' }),
    ];
    const { output } = await rulesHandler(inputOf(steps, whole));
    const outputs = LensOutput.array().parse(JSON.parse(output));
    expect(outputs.map(({ lens, findings }) => [lens, findings.map((finding) => finding.kind)])).toEqual([
      ['test-engineer', ['test-gap']],
      ['maintainability-reviewer', ['debt']],
    ]);
  });

  it('gives a persona the findings of those whose rules its step speaks for', async () => {
    const mine = step('lens:mine', { persona: 'mine', params: { rules: 'ops-engineer test-engineer' } });
    const { output } = await rulesHandler(inputOf([...BEFORE, mine], whole));
    const outputs = LensOutput.array().parse(JSON.parse(output));
    expect(outputs.map(({ lens, findings }) => [lens, findings.map((finding) => finding.kind)])).toEqual([
      ['mine', ['test-gap']],
    ]);
  });

  it('counts a persona with two steps once, and leaves the hunt for gaps out', async () => {
    const steps = [
      ...BEFORE,
      step('lens:a', { persona: 'test-engineer' }),
      step('lens:b', { persona: 'test-engineer' }),
      step('gap', { persona: 'skeptic', params: { mode: 'gap' } }),
    ];
    const { output } = await rulesHandler(inputOf(steps, whole));
    expect(JSON.parse(output)).toHaveLength(1);
  });

  it('applies the rules of the personas that the flow names, whoever looks', async () => {
    const steps = [...BEFORE, step('lens:test', { persona: 'test-engineer' })];
    const input = inputOf(steps, whole);
    const params = { readers: 'maintainability-reviewer' };
    const { output } = await rulesHandler({ ...input, step: { ...input.step, params } });
    expect(JSON.parse(output).map(({ lens }: { lens: string }) => lens)).toEqual([
      'maintainability-reviewer',
    ]);
  });

  it('says how many findings there are, and by how many rules', async () => {
    const steps = [...BEFORE, step('lens:m', { persona: 'maintainability-reviewer' })];
    const { summary, facts } = await rulesHandler(inputOf(steps, whole));
    expect(summary).toBe('2 findings by 2 rules');
    expect(facts).toEqual({ rule_findings: 2 });
  });

  it('says so when there is nothing to find', async () => {
    const empty = packOf();
    const steps = [...BEFORE, step('lens:m', { persona: 'maintainability-reviewer' })];
    const { summary } = await rulesHandler(inputOf(steps, { scope: scopeOf(empty), evidence: empty }));
    expect(summary).toMatch(/^no findings by \d+ rules$/);
  });

  it('fails as a step when the evidence is missing', async () => {
    const run = rulesHandler(inputOf(BEFORE, { scope: scopeOf(pack) }));
    await expect(run).rejects.toMatchObject({ kind: 'step', code: 'upstream' });
  });

  it('finds the same in what an earlier version stored, which called the role of a file its area', async () => {
    const secret = fact('secrets', {
      path: 'src/a.ts',
      line: 3,
      quote: 'key',
      data: { rule: 'aws', role: 'src' },
    });
    const today = { scope: scopeOf(packOf(secret)), evidence: packOf(secret) };
    const former = JSON.parse(JSON.stringify(today).replaceAll('"role":', '"area":')) as typeof today;
    const steps = [...BEFORE, step('lens:security', { persona: 'security-reviewer' })];
    const { output } = await rulesHandler(inputOf(steps, former));
    expect(output).toContain('"rule":"secret"');
    expect(output).toBe((await rulesHandler(inputOf(steps, today))).output);
  });
});
