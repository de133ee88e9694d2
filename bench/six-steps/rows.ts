/** The rows of a run, for the contestants that have no runner to write them. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { STEPS } from './contestant.ts';

export async function insertRun(client: pg.PoolClient, run_id: string): Promise<void> {
  await client.query(
    `INSERT INTO flow_runs (id, project_id, project, flow_name, band, backend, input, refs, requested_by)
     VALUES ($1, 'toy', '{}', 'toy', 'small', 'toy', '{"question": "q?"}', '{}', 'bench')`,
    [run_id],
  );
  const agents = STEPS.filter((name) => name !== 'scope' && name !== 'render');
  await client.query(
    'INSERT INTO chats (id, run_id, step_id) SELECT unnest($2::uuid[]), $1, unnest($3::text[])',
    [run_id, agents.map(() => randomUUID()), agents],
  );
  await client.query(
    `INSERT INTO flow_steps (run_id, step_id, position, kind, label, needs, spec)
     SELECT $1, step_id, position, CASE WHEN step_id IN ('scope', 'render') THEN 'code' ELSE 'agent' END, step_id, '{}', '{}'
       FROM unnest($2::text[]) WITH ORDINALITY AS step (step_id, position)`,
    [run_id, STEPS],
  );
}
