/** Reads what the page of a comparison shows: the runs to choose from, and what the two chosen ones have. */
import type { ListedRun, RunDetail, RunDocument, RunPage } from '../../../../runner/core/documents.ts';
import type { Comparison } from '../../../../runner/core/ports/ledger.ts';
import { ApiError, get } from '../api.ts';
import { catalogue, type FlowTitles } from '../runs/catalogue.ts';

export interface Comparing {
  readonly comparison: Comparison;
  /** what the earlier run calls its findings, by fingerprint */
  readonly ids: ReadonlyMap<string, string>;
}

export interface Compared {
  /** ended runs that can be compared, newest first */
  readonly all: readonly RunDocument[];
  /** the chosen runs; null: none */
  readonly a: RunDocument | null;
  readonly b: string | null;
  /** the other ones of the flow and the project of `a` */
  readonly same: readonly RunDocument[];
  readonly titles: FlowTitles;
  /** null until two runs are chosen; an error says why they can't be compared */
  readonly result: Comparing | ApiError | null;
}

const MOST_RUNS = '100';

export async function readCompared(
  a: string | null,
  b: string | null,
  signal: AbortSignal,
): Promise<Compared> {
  const [all, { titles }, chosen] = await Promise.all([
    comparable({}, signal),
    catalogue(),
    a === null ? null : orError(runOf(a, signal)),
  ]);
  if (chosen === null || chosen instanceof ApiError) {
    return { all, titles, a: null, b, same: [], result: chosen };
  }
  const { project_id, flow_name, id } = chosen;
  const [same, result] = await Promise.all([
    comparable({ project_id, flow_name }, signal),
    b === null ? null : orError(compare(id, b, signal)),
  ]);
  const others = same.filter((run) => run.id !== id);
  return { all, titles, a: chosen, b, same: others, result };
}

/** Runs without an outcome say nothing that could be compared. */
async function comparable(
  filter: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ListedRun[]> {
  const query = new URLSearchParams({ ...filter, limit: MOST_RUNS });
  const { runs } = await get<RunPage>(`/api/runs?${query}`, signal);
  return runs.filter(({ outcome, status }) => outcome !== null && status !== 'running');
}

async function runOf(id: string, signal: AbortSignal): Promise<RunDocument> {
  return (await get<RunDetail>(`/api/runs/${encodeURIComponent(id)}?brief=true`, signal)).run;
}

async function compare(a: string, b: string, signal: AbortSignal): Promise<Comparing> {
  const comparison = await get<Comparison>(`/api/compare?${new URLSearchParams({ a, b })}`, signal);
  const { outcome } = await runOf(comparison.from.run_id, signal);
  const ids = new Map(outcome?.findings.map(({ fingerprint, id }) => [fingerprint, id]));
  return { comparison, ids };
}

/** What is wrong with a choice is said beside it. */
async function orError<T>(answer: Promise<T>): Promise<T | ApiError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.code !== 'unreachable' && error.code !== 'unauthorized')
      return error;
    throw error;
  }
}
