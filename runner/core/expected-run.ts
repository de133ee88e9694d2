/** What a run is expected to take, asked before it exists: the figures of runs like it, and what it will run on. */
import { z } from 'zod';
import type { Band } from './step-spec.ts';

/** Null where nothing is known: no figure is made up. */
export const ExpectedRun = z.object({
  backend: z.string(),
  /** why that back end is chosen */
  backend_reason: z.string(),
  model: z.string().nullable(),
  /** if not, it uses no tokens and costs nothing */
  asks_model: z.boolean(),
  /** how many completed runs like it there are: of the project, or of all projects if it has none */
  runs: z.int(),
  duration_ms: z.int().nullable(),
  input_tokens: z.int().nullable(),
  output_tokens: z.int().nullable(),
  /** US dollars */
  cost: z.number().nullable(),
  /** which budget the run is likely to use up; null: none */
  warning: z.string().nullable(),
});
export type ExpectedRun = z.infer<typeof ExpectedRun>;

/** What makes runs alike; back end and model are chosen as for a run if they are null. */
export interface WantedRun {
  readonly project_id: string;
  readonly flow_name: string;
  readonly band: Band;
  readonly fast: boolean;
  readonly backend: string | null;
  readonly model: string | null;
}
