/** What a run is given beside its focus: stored with secrets masked, seen by its steps, and kept by a retry. */
import { expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import type { CodeHandler } from '../../../runner/core/ports/catalogue.ts';
import { toyFlow, toyRequest, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const on = harness();
const FLOW = {
  ...toyFlow([toyStep('only', [], { always: true })]),
  inputs: [
    { name: 'symptom', needed: true, focus: true, or: 'log' },
    { name: 'log', needed: false },
  ],
} as const;
const SECRET = 'hunter2';
const TRACE = `Error: login with ${SECRET} failed\n    at login (auth.js:1:2)`;

/** What the steps of a run saw of it, attempt by attempt. */
function watching() {
  const seen: object[] = [];
  const state = { broken: false };
  const code: CodeHandler = async ({ run: { question, focused, given } }) => {
    seen.push({ question, focused, given });
    if (state.broken) throw new BatonError('step', 'contract', 'broken');
    return { output: 'done', summary: 'done' };
  };
  return { seen, state, toy: { flow: FLOW, code, options: { mask: masked } } };
}

const masked = async (text: string) => text.replaceAll(SECRET, '***');

it('is taken out of the focus, stored with its secrets masked, and seen by the steps', async () => {
  const { seen, toy } = watching();
  const runner = await on.working(toy);
  const { run } = await ended(runner, await on.start(runner, { question: `It hangs\n${TRACE}` }));
  const given = { symptom: 'It hangs', log: 'Error: login with *** failed\n    at login (auth.js:1:2)' };
  expect(seen).toEqual([{ question: 'q?', focused: false, given }]);
  expect(run.input).toEqual({ question: 'q?', focused: false, paths: [], given });
  expect(JSON.stringify(await on.query('SELECT input FROM flow_runs'))).not.toContain(SECRET);
});

it('is kept by a retry', async () => {
  const { seen, state, toy } = watching();
  const runner = await on.working(toy);
  state.broken = true;
  const run_id = await on.start(runner, { given: { symptom: 'It hangs' }, question: 'the API only' });
  await ended(runner, run_id);
  state.broken = false;
  await runner.service.retry(run_id, 'test');
  await ended(runner, run_id);
  expect(seen.at(-1)).toEqual({ question: 'the API only', focused: true, given: { symptom: 'It hangs' } });
  expect(seen.length).toBeGreaterThan(1);
});

it('is nothing in a run that an earlier version stored', async () => {
  const { seen, toy } = watching();
  const starter = await on.runner(toy);
  const run_id = await on.start(starter, { question: 'It hangs' });
  const before = { question: 'It hangs', focused: true, paths: [] };
  await on.query('UPDATE flow_runs SET input = $2 WHERE id = $1', [run_id, before]);
  const runner = await on.working(toy);
  const { run } = await ended(runner, run_id);
  expect(seen).toEqual([{ question: 'It hangs', focused: true, given: {} }]);
  expect(run.input).toEqual(before);
});

it.each([
  [{}, 'missing_input', 'input.symptom'],
  [{ given: { ticket: 'x' } }, 'no_such_input', 'input.ticket'],
  [{ question: 'x'.repeat(4001) }, 'long_focus', 'input.question'],
])('is refused before anything is stored: %j', async (more, code, path) => {
  const { toy } = watching();
  const runner = await on.runner(toy);
  await expect(runner.service.start(toyRequest(more))).rejects.toMatchObject({ kind: 'refused', code, path });
  expect(await on.query('SELECT id FROM flow_runs')).toEqual([]);
});
