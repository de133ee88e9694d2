/** The report of a run whose budget was used up on the way, and of one in which a persona had another back end. */
import { expect, test } from 'vitest';
import { pack, type RunParts, scope, smallSteps, step } from '../checks/builders.ts';
import { memoryRepository } from '../memory-repository.ts';
import { closedRun } from './review-run.ts';

const TEXTS = { 'src/a.ts': 'export const a = 1;\n' };
const LENSES = ['lens:security', 'lens:correctness'].map((id) => step(id, { persona: id.slice(5) }));
const ANSWER = { lens: 'security', filesRead: ['src/a.ts'], findings: [], notChecked: [] };
const REASON = 'budget of the run used up (10 of 10 tokens)';

async function closed(answered: readonly string[], more: Partial<RunParts> = {}) {
  const steps = smallSteps(LENSES, 'Review');
  const agents = steps.filter(({ kind }) => kind === 'agent').map(({ step_id }) => step_id);
  return closedRun({
    steps,
    repository: memoryRepository(TEXTS),
    outputs: {
      ...{ scope: scope(Object.keys(TEXTS)), evidence: pack([]), rules: [] },
      ...Object.fromEntries(answered.map((id) => [id, id.startsWith('lens:') ? ANSWER : { verdicts: [] }])),
    },
    skipped: Object.fromEntries(agents.map((id) => [id, REASON])),
    ...more,
  });
}

test.each([
  ['before any lens', [], /^Incomplete — nothing was looked at by an agent: the budget was used up\.$/],
  ['after the first lens', ['lens:security'], /^Incomplete: the budget was used up before 1 of 2 lenses\. /],
  [
    'after all lenses',
    ['lens:security', 'lens:correctness'],
    /^Incomplete: the budget was used up on the way\. /,
  ],
])('a report that was stopped %s never sounds complete', async (_, answered, verdict) => {
  const { report, outcome } = await closed(answered);
  expect(outcome.verdict).toMatch(verdict);
  expect(report).toMatch(/This report is unfinished: a budget was used up before \d agents? had begun/);
  expect(report).toContain(`Step \`skeptic-1\` skipped: ${REASON}`);
});

test('a report counts a lens that was not started for a refusal as failed', async () => {
  const skip_cause = 'backend_refused';
  expect((await closed([], { skip_cause })).outcome.verdict).toMatch(
    /: all 2 lenses failed: budget of the run used up \(10 of 10 tokens\)\.$/,
  );
  expect((await closed(['lens:security'], { skip_cause })).outcome.verdict).toMatch(
    /^Incomplete: 1 of 2 lenses failed\. /,
  );
});

test('a report names the personas that had another back end', async () => {
  const own = { backend: 'codex', model: 'gpt-x' };
  const steps = smallSteps(LENSES, 'Review').map((one) =>
    one.step_id === 'skeptic-1' ? { ...one, agent: own } : one,
  );
  const { report } = await closed(['lens:security', 'lens:correctness', 'skeptic-1'], { steps });
  expect(report).toMatch(/Back end: `direct`; \w+ on codex \(gpt-x\)/);
});
