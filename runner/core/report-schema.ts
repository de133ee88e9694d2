/**
 * The published JSON schema of a report as data: `docs/report.schema.json`, and `GET /api/report.schema.json`. A report
 * of a later Baton may have more fields; what is there keeps its meaning as long as `version` stays.
 */
import { z } from 'zod';
import { Dismissal, EarlierFinding } from './ledger.ts';
import {
  ReportBlock,
  ReportCitation,
  ReportDocument,
  ReportFinding,
  ReportPlace,
  ReportSection,
} from './report-document.ts';

/** What several parts of a report are made of, by the names that the schema gives them. */
const PARTS = {
  Dismissal,
  EarlierFinding,
  ReportBlock,
  ReportCitation,
  ReportFinding,
  ReportPlace,
  ReportSection,
};

/** Names the schema wherever it is stored. */
const ID = 'urn:baton:schema:report:1';

export function reportSchema(): Readonly<Record<string, unknown>> {
  const named = z.registry<{ id: string }>();
  for (const [id, part] of Object.entries(PARTS)) named.add(part, { id });
  const { $schema, ...schema } = z.toJSONSchema(ReportDocument, {
    metadata: named,
    override: ({ jsonSchema }) => loosen(jsonSchema),
  });
  return { $schema, $id: ID, title: 'Baton report', ...schema };
}

/** Leaves out what forbids further fields, and what says again that an integer is one, or a date. */
function loosen(part: z.core.JSONSchema.BaseSchema): void {
  delete part.additionalProperties;
  if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
  if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
  if (part.format !== undefined) delete part.pattern;
}
