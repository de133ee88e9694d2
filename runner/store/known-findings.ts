/**
 * What runs write to the ledger and read of it. A run that completes writes what its report says, in the transaction that
 * ends it; a step reads what was known before. `finding-rows.ts` has what people ask and say.
 */
import type { KnownFinding, KnownFindings } from '../core/ledger.ts';
import { activeDismissal } from './finding-rows.ts';
import type { Statement, Transaction } from './transaction.ts';

/** First key of the lock that a run holds while it writes to its ledger: `BTNl`. */
const LOCK_CLASS = 0x42544e6c;

// Two runs that end at once would otherwise lock each other's rows. The statement after it sees what the other one wrote.
const lockLedger: Statement = {
  name: 'lock_ledger',
  text: `SELECT pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(project_id || ' ' || flow_name))
           FROM flow_runs WHERE id = $1 AND document IS NOT NULL`,
};

/**
 * `found`: shown, with all that is stored of it · `unshown`: found again, but dismissed or over a limit. One entry per
 * fingerprint, since two findings of a report may share a line. What an earlier ending of the same run found and this one
 * does not is deleted, unless a person has said something of it.
 */
const recordFindings: Statement = {
  name: 'record_findings',
  text: `WITH run AS (
           SELECT id, project_id, flow_name, commit_sha, created_at, completed_at AS now, document,
                  document #>> '{pull_request,url}' AS pull_request
             FROM flow_runs WHERE id = $1 AND document IS NOT NULL),
         told AS (
           SELECT DISTINCT ON (entry.finding ->> 'fingerprint') entry.finding ->> 'fingerprint' AS fingerprint, list.said, entry.finding
             FROM run,
                  LATERAL (VALUES (1, 'found', document -> 'findings'), (2, 'found', document -> 'measured'),
                                  (3, 'unshown', document -> 'dismissed'), (4, 'unshown', document #> '{ledger,unshown}'),
                                  (5, 'fixed', document #> '{ledger,fixed}'),
                                  (6, 'not_reviewed', document #> '{ledger,not_reviewed}')) AS list (rank, said, findings),
                  LATERAL jsonb_array_elements(list.findings) WITH ORDINALITY AS entry (finding, place)
            ORDER BY entry.finding ->> 'fingerprint', list.rank, entry.place),
         found AS (
           INSERT INTO findings AS known (project_id, flow_name, fingerprint, title, severity, kind, path, line, impact, quote, source, rule,
                                          state, new_at, new_seen, found_at, pull_request, as_of, first_run, last_run, first_seen, last_seen)
           SELECT run.project_id, run.flow_name, told.fingerprint, finding ->> 'title', finding ->> 'severity', finding ->> 'kind',
                  finding ->> 'path', (finding ->> 'line')::integer, (finding ->> 'impact')::double precision, finding ->> 'quote',
                  finding ->> 'source', finding ->> 'rule', finding ->> 'state', run.commit_sha, run.now, run.commit_sha,
                  run.pull_request, run.created_at, run.id, run.id, run.now, run.now
             FROM run, told WHERE told.said = 'found'
           ON CONFLICT (project_id, flow_name, fingerprint) DO UPDATE
              SET (title, severity, kind, path, line, impact, quote, source, rule, state, found_at, pull_request, as_of, last_run, last_seen)
                    = (excluded.title, excluded.severity, excluded.kind, excluded.path, excluded.line, excluded.impact, excluded.quote,
                       excluded.source, excluded.rule, excluded.state, excluded.found_at, excluded.pull_request, excluded.as_of,
                       excluded.last_run, excluded.last_seen),
                  (fixed_at, fixed_seen) = (NULL, NULL),
                  new_at = CASE excluded.state WHEN 'new' THEN excluded.new_at ELSE known.new_at END,
                  new_seen = CASE WHEN excluded.state = 'new' AND known.new_at <> excluded.new_at THEN excluded.new_seen ELSE known.new_seen END
            WHERE known.as_of <= excluded.as_of),
         judged AS (
           UPDATE findings known
              SET as_of = run.created_at,
                  state = CASE WHEN told.said <> 'unshown' THEN told.said
                               WHEN known.new_at = run.commit_sha THEN 'new' ELSE 'persisting' END,
                  fixed_at = CASE told.said WHEN 'fixed' THEN run.commit_sha END,
                  fixed_seen = CASE WHEN told.said = 'fixed' AND known.fixed_at = run.commit_sha THEN known.fixed_seen
                                    WHEN told.said = 'fixed' THEN run.now END,
                  last_run = CASE told.said WHEN 'unshown' THEN run.id ELSE known.last_run END,
                  last_seen = CASE told.said WHEN 'unshown' THEN run.now ELSE known.last_seen END
             FROM run, told
            WHERE told.said <> 'found' AND known.project_id = run.project_id AND known.flow_name = run.flow_name
              AND known.fingerprint = told.fingerprint AND known.as_of <= run.created_at
              -- Who has not looked does not know better.
              AND NOT (told.said = 'not_reviewed' AND known.state = 'fixed' AND known.fixed_at <> run.commit_sha))
         DELETE FROM findings known USING run
          WHERE known.first_run = run.id AND known.last_run = run.id AND known.as_of = run.created_at
            AND known.dismissed IS NULL AND known.votes = '{}'
            AND NOT EXISTS (SELECT FROM told WHERE told.fingerprint = known.fingerprint)`,
};

/**
 * Writes what the report of a run that has just completed says of findings. It may be written twice, and late: what a run
 * that started later has said of a finding stays.
 */
export function recordReport(tx: Transaction, run_id: string): void {
  tx.send(lockLedger, [run_id]);
  tx.send(recordFindings, [run_id]);
}

/** SQL: the run, and when the first completed one at its commit began, itself included. `$2` is the commit. */
const FIRST_RUN = `run AS (SELECT id, project_id, flow_name, created_at FROM flow_runs WHERE id = $1),
  first AS (
    SELECT run.project_id, run.flow_name, run.created_at,
           least(run.created_at, (SELECT min(other.created_at) FROM flow_runs other
                                   WHERE other.project_id = run.project_id AND other.flow_name = run.flow_name
                                     AND other.status = 'completed' AND other.commit_sha = $2)) AS began_at
      FROM run)`;

const earlierRun: Statement = {
  name: 'earlier_run',
  text: `WITH ${FIRST_RUN}
         SELECT other.commit_sha, other.pin ->> 'label' AS label FROM first, flow_runs other
          WHERE other.project_id = first.project_id AND other.flow_name = first.flow_name AND other.status = 'completed'
            AND other.commit_sha <> $2 AND other.completed_at < first.began_at AND other.document IS NOT NULL
          ORDER BY other.created_at DESC LIMIT 1`,
};

const knownRows: Statement = {
  name: 'known_findings',
  text: `WITH ${FIRST_RUN}, known AS (
           SELECT finding.*, ${activeDismissal('finding.dismissed', 'first.created_at')} AS dismissal,
                  -- at another commit: it was open when this commit was read first
                  finding.state = 'fixed' AND finding.fixed_at <> $2 AS reopened,
                  finding.new_seen < first.began_at AND finding.new_at <> $2
                    AND (finding.state <> 'fixed' OR finding.fixed_at = $2 OR finding.fixed_seen > first.began_at) AS matters
             FROM first JOIN findings finding USING (project_id, flow_name))
         SELECT fingerprint, title, severity, kind, path, line, quote, source, rule,
                CASE WHEN reopened THEN 'persisting' ELSE state END AS state, new_at, found_at,
                CASE WHEN NOT reopened THEN fixed_at END AS fixed_at, pull_request, dismissal AS dismissed
           FROM known WHERE matters OR dismissal IS NOT NULL ORDER BY fingerprint`,
};

/** Reads what a step of the run is told of earlier runs: see `StepInput.ledger`. */
export async function knownFindings(
  tx: Transaction,
  run_id: string,
  commit_sha: string,
): Promise<KnownFindings> {
  const [earlier, known] = await Promise.all([
    tx.query<{ commit_sha: string; label: string }>(earlierRun, [run_id, commit_sha]),
    tx.query<KnownFinding & Record<string, unknown>>(knownRows, [run_id, commit_sha]),
  ]);
  return { since: earlier.rows[0] ?? null, findings: known.rows };
}
