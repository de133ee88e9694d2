/** Implements the ledger port: what people ask and say of findings across runs, in any process. */
import { compareFindings, type ReportedFindings } from '../core/comparison.ts';
import { BatonError } from '../core/errors.ts';
import { Dismissal, type LedgerFinding } from '../core/ledger.ts';
import type { Comparison, FindingKey, FindingQuery, Ledger } from '../core/ports/ledger.ts';
import type { Facts } from '../core/step-spec.ts';
import { textFault } from '../core/text-faults.ts';
import { shortId } from '../core/wording.ts';
import { type ComparableRun, comparedRuns, fixedBetweenRuns } from '../store/compared-runs.ts';
import { unknownRun } from '../store/document-rows.ts';
import {
  dismissFindings,
  isLaterThanToday,
  type ListPlace,
  listFindings,
  lockFindings,
  namedFindings,
  restoreFindings,
  voteOnFindings,
} from '../store/finding-rows.ts';
import { answerOf, refuseUnstorable } from '../store/outage.ts';
import { audit } from '../store/run-rows.ts';
import { type Database, snapshot, type Transaction, transaction } from '../store/transaction.ts';

export interface LedgerOptions {
  readonly pool: Database;
  /** masks secrets in what users write, since it is stored and shown to others */
  readonly mask: (text: string) => Promise<string>;
  /** the database's URL, for error messages */
  readonly url: string;
}

/** A read that takes longer is treated as an outage. */
const READ_MS = 5000;
/** Characters of a note. */
const MOST_NOTE = 1000;

export function createLedger({ pool, mask, url }: LedgerOptions): Ledger {
  const change = (key: FindingKey, body: (tx: Transaction, detail: Facts) => Promise<void>) =>
    answerOf(url, changed(pool, key, body).catch(refuseUnstorable));
  return {
    findings: (query) => answerOf(url, page(pool, query).catch(refuseUnstorable), READ_MS),
    async dismiss(key, { reason, until, note }, by) {
      assertDate(reason, until);
      const why = { reason, until, note: noteOf(await mask(note)), by };
      return await change(key, async (tx, detail) => {
        if (until !== null && !(await isLaterThanToday(tx, until)))
          throw badDate(`${until} is not later than today (in UTC), so nothing would be dismissed`);
        dismissFindings(tx, key, why);
        audit(tx, by, 'dismiss', null, { ...detail, reason, until: until ?? '', note: why.note });
      });
    },
    restore: (key, by) =>
      change(key, async (tx, detail) => {
        restoreFindings(tx, key);
        audit(tx, by, 'restore', null, detail);
      }),
    vote: (key, vote, by) =>
      change(key, async (tx, detail) => {
        voteOnFindings(tx, key, vote, by);
        audit(tx, by, 'vote', null, { ...detail, vote: vote ?? 'none' });
      }),
    compare: (a, b) => answerOf(url, compared(pool, a, b), READ_MS),
  };
}

/**
 * Changes the rows that the key names, in one transaction with the entry in the audit log, and returns them. `detail`: the
 * rows, for that entry.
 */
function changed(
  pool: Database,
  key: FindingKey,
  body: (tx: Transaction, detail: Facts) => Promise<void>,
): Promise<LedgerFinding[]> {
  return transaction(pool, async (tx) => {
    const project_id = onlyProject(key, await lockFindings(tx, key));
    await body(tx, { ...key, project_id });
    return await namedFindings(tx, key);
  });
}

function onlyProject({ fingerprint, project_id, flow_name }: FindingKey, found: readonly string[]): string {
  const [project, ...others] = found;
  if (project === undefined) {
    const where = [
      ...(project_id === undefined ? [] : [` in ${project_id}`]),
      ...(flow_name === undefined ? [] : [` of ${flow_name}`]),
    ].join('');
    const message = `There is no finding ${JSON.stringify(fingerprint)}${where}. \`baton findings\` lists them; a run adds its findings once it has completed.`;
    throw new BatonError('not_found', 'unknown_finding', message, { path: 'fingerprint' });
  }
  if (others.length === 0) return project;
  const message = `${found.length} projects have the finding ${fingerprint}: ${found.join(', ')}. Name one of them.`;
  throw new BatonError('conflict', 'ambiguous_finding', message, { path: 'project_id' });
}

/** Throws `bad_date` unless `later`, and only that, has a day of the calendar. */
function assertDate(reason: Dismissal['reason'], until: string | null): void {
  if (reason !== 'later' && until !== null)
    throw badDate(`Only “later” has a day from which the finding is shown again, not “${reason}”`);
  if (reason === 'later' && until === null)
    throw badDate('“later” needs the day from which the finding is shown again, such as 2026-12-31');
  if (!Dismissal.shape.until.safeParse(until).success)
    throw badDate(`${JSON.stringify(until)} is not a day: write it as 2026-12-31`);
}

function badDate(message: string): BatonError {
  return new BatonError('refused', 'bad_date', `${message}.`, { path: 'until' });
}

function noteOf(note: string): string {
  const fault = note.trim() === '' ? null : textFault(note, MOST_NOTE);
  if (fault === null) return note.trim();
  throw new BatonError('refused', 'bad_note', `The note ${fault}.`, { path: 'note' });
}

async function page(pool: Database, query: FindingQuery): ReturnType<Ledger['findings']> {
  const after = query.cursor === undefined ? null : placeOf(query.cursor);
  const rows = await listFindings(pool, query, after);
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    findings: shown.map(({ place: _, ...finding }) => finding),
    next_cursor: last === undefined ? null : Buffer.from(JSON.stringify(last.place)).toString('base64url'),
  };
}

/** Returns the place that a cursor stands for. Throws `bad_cursor`. */
function placeOf(cursor: string): ListPlace {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (isPlace(place)) return place;
  } catch {
    // It is refused below.
  }
  throw new BatonError('refused', 'bad_cursor', 'That cursor is not one that this list gave.', {
    path: 'cursor',
  });
}

function isPlace(value: unknown): value is ListPlace {
  const types = ['string', 'number', 'string', 'string', 'string'];
  return (
    Array.isArray(value) &&
    value.length === types.length &&
    types.every((type, at) => typeof value[at] === type)
  );
}

async function compared(pool: Database, a: string, b: string): Promise<Comparison> {
  return await snapshot(pool, async (tx) => {
    const runs = await comparedRuns(tx, [a, b]);
    const missing = [a, b].find((id) => !runs.some(({ run_id }) => run_id === id));
    if (missing !== undefined) throw unknownRun(missing);
    const [from, to = from] = runs;
    if (from === undefined || to === undefined) throw unknownRun(a);
    if (from.flow_name !== to.flow_name || from.project_id !== to.project_id) {
      const name = ({ flow_name, project_id }: typeof from) => `${flow_name} on ${project_id}`;
      throw notComparable(
        `The runs are not of one flow on one project: ${name(from)}, and ${name(to)}. Compare two runs of the same.`,
      );
    }
    const fixed = await fixedBetweenRuns(tx, from.run_id, to.run_id);
    return compareFindings(withOutcome(from), withOutcome(to), new Set([...fixed, ...to.fixed]));
  });
}

function withOutcome({ shown, ...run }: ComparableRun): ReportedFindings {
  if (shown !== null) return { ...run, shown };
  const why = run.status === 'running' ? 'it is still running' : 'it ended without an outcome';
  throw notComparable(`Run ${shortId(run.run_id)} has no findings to compare: ${why}.`);
}

function notComparable(message: string): BatonError {
  return new BatonError('conflict', 'not_comparable', message);
}
