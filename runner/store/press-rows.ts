/** Rows of `button_presses`: the last click on each button that counted, so that a double click is one in all processes. */
import type { ButtonPress } from '../core/ports/platform.ts';
import type { Database, Statement } from './transaction.ts';

// Of two clicks at the same time the second waits for the row of the first.
const takePressRow: Statement = {
  name: 'take_press',
  text: `WITH old AS (DELETE FROM button_presses WHERE created_at < clock_timestamp() - interval '1 day' AND button <> $1)
         INSERT INTO button_presses AS before (button, press, pressed_at) VALUES ($1, $2, $3)
         ON CONFLICT (button) DO UPDATE
           SET press = excluded.press, pressed_at = excluded.pressed_at, created_at = clock_timestamp()
         WHERE before.press = excluded.press
            OR abs(extract(epoch FROM excluded.pressed_at - before.pressed_at)) * 1000 >= $4::integer
         RETURNING press`,
};

export async function takePress(pool: Database, press: ButtonPress, withinMs: number): Promise<boolean> {
  const values = [press.button, press.id, new Date(press.at).toISOString(), withinMs];
  const { rows } = await pool.query({ ...takePressRow, values });
  return rows.length > 0;
}

const releasePressRow: Statement = {
  name: 'release_press',
  text: 'DELETE FROM button_presses WHERE button = $1 AND press = $2',
};

export async function releasePress(pool: Database, { button, id }: ButtonPress): Promise<void> {
  await pool.query({ ...releasePressRow, values: [button, id] });
}
