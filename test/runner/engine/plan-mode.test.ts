import { describe, expect, it } from 'vitest';
import type { AgentTask } from '../../../runner/core/ports/agent.ts';
import type { RunRequest } from '../../../runner/core/run-request.ts';
import { toyRequest } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const on = harness();

async function insertTask(column: string, value: string): Promise<unknown> {
  const runner = await on.runner({});
  const run_id = await on.start(runner);
  return on.query(
    `INSERT INTO tasks (id, run_id, step_id, attempt, backend${column})
     VALUES (gen_random_uuid(), $1, 'a', 99, 'toy'${value}) RETURNING mode_id`,
    [run_id],
  );
}

describe('the mode of a task', () => {
  it('is plan when nothing is said', async () => {
    expect(await insertTask('', '')).toEqual([{ mode_id: 'plan' }]);
  });

  it.each(["'edit'", "'PLAN'", "' plan'", "''"])('cannot be %s', async (mode) => {
    await expect(insertTask(', mode_id', `, ${mode}`)).rejects.toMatchObject({
      code: '23514',
      constraint: 'tasks_plan_mode',
    });
  });

  it('cannot be NULL', async () => {
    await expect(insertTask(', mode_id', ', NULL')).rejects.toMatchObject({
      code: '23502',
      column: 'mode_id',
    });
  });

  it.each(["'edit'", 'NULL'])('cannot be changed to %s afterwards', async (mode) => {
    await insertTask('', '');
    await expect(on.query(`UPDATE tasks SET mode_id = ${mode}`)).rejects.toMatchObject({
      code: /^2350|^23514/,
    });
  });

  it('is plan for every back end and every row, whatever a request brings along', async () => {
    const modes = new Set<AgentTask['mode']>();
    const runner = await on.working({
      agent: async ({ mode }) => {
        modes.add(mode);
        return 'yes';
      },
    });
    const forged = {
      ...toyRequest(),
      mode: 'edit',
      mode_id: 'edit',
      permission_mode: 'bypass',
    } as RunRequest;
    const { run_id } = await runner.service.start(forged);
    await ended(runner, run_id);
    expect([...modes]).toEqual(['plan']);
    expect(await on.query('SELECT DISTINCT mode_id FROM tasks WHERE run_id = $1', [run_id])).toEqual([
      { mode_id: 'plan' },
    ]);
  });
});
