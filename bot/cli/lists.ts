/** What the commands share that list rows page by page: their options, and whose rows they list. */
import { BatonError } from '../../runner/core/errors.ts';
import { type Projects, resolveProject } from '../config/projects.ts';
import type { Arguments, Option } from './command.ts';

const PAGE = 20;

export const PAGE_OPTIONS: Readonly<Record<string, Option>> = {
  limit: { value: 'N', description: `how many, from 1 to 100 (default: ${PAGE})` },
  cursor: { value: 'CURSOR', description: 'go on where the last page ended' },
};

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

export function pageQuery(given: Arguments): PageQuery {
  const limit = limitOf(given.value('limit'));
  const cursor = given.value('cursor');
  return { limit, ...(cursor === null ? {} : { cursor }) };
}

function limitOf(given: string | null): number {
  if (given === null) return PAGE;
  const limit = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (limit >= 1 && limit <= 100) return limit;
  const message = `--limit is a number from 1 to 100, not ${JSON.stringify(given)}.`;
  throw new BatonError('refused', 'bad_arguments', message, { path: '--limit' });
}

/**
 * Asks for the rows of a project by the id as it was typed, then as a project. One that is no longer configured, or no
 * longer on disk, still has its rows, under its old id.
 */
export async function rowsOfProject<Rows>(
  project: string,
  config: Projects,
  ask: (project_id: string) => Promise<Rows>,
  isEmpty: (rows: Rows) => boolean,
): Promise<Rows> {
  const rows = await ask(project);
  return isEmpty(rows) ? await ask(resolveProject(project, config).id) : rows;
}
