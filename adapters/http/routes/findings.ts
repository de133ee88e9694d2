/** `/api/findings` and `/api/compare`: the ledger of findings across runs. */
import { z } from 'zod';
import { BatonError } from '../../../runner/core/errors.ts';
import {
  DISMISSAL_REASONS,
  EarlierFinding,
  FINDING_STATES,
  LedgerFinding,
} from '../../../runner/core/ledger.ts';
import type { FindingKey, Ledger } from '../../../runner/core/ports/ledger.ts';
import { OutcomeFinding } from '../../../runner/core/run-outcome.ts';
import { textFault } from '../../../runner/core/text-faults.ts';
import { ErrorDocument } from '../errors.ts';
import { given, listLimit, optionalText, plainText } from '../queries.ts';
import type { ZodServer } from '../zod-routes.ts';
import { knownForm } from './runs.ts';

const ListQuery = z.strictObject({
  project_id: optionalText,
  flow_name: optionalText,
  state: z.enum([...FINDING_STATES, 'open', 'dismissed']).optional(),
  run_id: z.uuid().optional(),
  limit: listLimit,
  cursor: optionalText,
});

const FindingPage = z.object({ findings: z.array(LedgerFinding), next_cursor: z.string().nullable() });
const Changed = z.object({ findings: z.array(LedgerFinding) });
const FindingPath = z.object({ fingerprint: z.string() });

/** Which rows: without a project the only one that has the finding, without a flow all flows that have it. */
const rows = { project_id: plainText.optional(), flow_name: plainText.optional() };
const DismissBody = z.strictObject({
  reason: z.enum(DISMISSAL_REASONS),
  until: z.iso.date().nullish(),
  note: z.string().optional(),
  ...rows,
});
const RestoreBody = z.strictObject(rows).nullish();
const VoteBody = z.strictObject({ vote: z.enum(['up', 'down']).nullable(), ...rows });

const ComparedRun = z.object({
  run_id: z.uuid(),
  project_id: z.string(),
  flow_name: z.string(),
  commit_sha: z.string().nullable(),
  created_at: z.iso.datetime({ offset: true }),
});
const Comparison = z.object({
  from: ComparedRun,
  to: ComparedRun,
  new: z.array(OutcomeFinding),
  persisting: z.array(OutcomeFinding),
  fixed: z.array(EarlierFinding),
  not_reviewed: z.array(EarlierFinding),
});

const ACTOR = 'api';

export function addFindingRoutes(server: ZodServer, ledger: Ledger): void {
  addReads(server, ledger);
  addChanges(server, ledger);
}

function addReads(server: ZodServer, ledger: Ledger): void {
  server.get(
    '/api/findings',
    {
      schema: {
        summary: 'List the findings of all runs, the worst first',
        querystring: ListQuery,
        response: { 200: FindingPage, 400: ErrorDocument },
      },
    },
    async ({ query: { limit, ...query } }) => {
      const { findings, next_cursor } = await ledger.findings({ limit, ...given(query) });
      return { findings: [...findings], next_cursor };
    },
  );

  server.get(
    '/api/compare',
    {
      schema: {
        summary: 'Compare two runs of a flow on a project, whichever is named first',
        querystring: z.strictObject({ a: plainText, b: plainText }),
        response: { 200: Comparison, 400: ErrorDocument, 404: ErrorDocument, 409: ErrorDocument },
      },
    },
    async ({ query: { a, b } }) => {
      const compared = await ledger.compare(knownForm(a), knownForm(b));
      const { from, to } = compared;
      const [fixed, not_reviewed] = [[...compared.fixed], [...compared.not_reviewed]];
      return { from, to, new: [...compared.new], persisting: [...compared.persisting], fixed, not_reviewed };
    },
  );
}

function addChanges(server: ZodServer, ledger: Ledger): void {
  const schema = <Body extends z.ZodType>(summary: string, body: Body) => ({
    summary,
    params: FindingPath,
    body,
    response: { 200: Changed, 400: ErrorDocument, 404: ErrorDocument, 409: ErrorDocument },
  });

  server.post(
    '/api/findings/:fingerprint/dismiss',
    { schema: schema('Stop showing a finding until its lines change', DismissBody) },
    async ({ params, body: { reason, until = null, note = '', ...named } }) => ({
      findings: [...(await ledger.dismiss(keyOf(params, named), { reason, until, note }, ACTOR))],
    }),
  );

  server.post(
    '/api/findings/:fingerprint/restore',
    { schema: schema('Show a dismissed finding again', RestoreBody) },
    async ({ params, body }) => ({
      findings: [...(await ledger.restore(keyOf(params, body ?? {}), ACTOR))],
    }),
  );

  server.post(
    '/api/findings/:fingerprint/vote',
    { schema: schema('Say whether a finding is useful, or take that back', VoteBody) },
    async ({ params, body: { vote, ...named } }) => ({
      findings: [...(await ledger.vote(keyOf(params, named), vote, ACTOR))],
    }),
  );
}

/** A malformed fingerprint is reported like an unknown one. */
function keyOf(
  { fingerprint }: z.output<typeof FindingPath>,
  named: { readonly project_id?: string | undefined; readonly flow_name?: string | undefined },
): FindingKey {
  if (textFault(fingerprint) === null) return { fingerprint, ...given(named) };
  throw new BatonError('not_found', 'unknown_finding', `There is no finding ${JSON.stringify(fingerprint)}.`);
}
