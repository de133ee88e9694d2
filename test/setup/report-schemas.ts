/** The published schemas that exported reports must be valid by. */
import SARIF_SCHEMA from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { expect } from 'vitest';
import { ReportDocument } from '../../runner/core/report-document.ts';
import { reportSchema } from '../../runner/core/report-schema.ts';

let sarif: ReturnType<Ajv['compile']> | undefined;
let report: ReturnType<Ajv2020['compile']> | undefined;

/** By the official schema, which is of draft 4; what it uses of that means the same in draft 7, but for two keys. */
export function expectSarif(log: unknown): Log {
  sarif ??= officialSchema();
  sarif(log);
  expect(sarif.errors ?? []).toEqual([]);
  return log as Log;
}

function officialSchema() {
  const { $schema: _, id: __, ...schema } = SARIF_SCHEMA;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

/** By Baton's own schema, and without a field that it does not name. */
export function expectReportDocument(document: unknown): ReportDocument {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  report ??= ajv.compile(reportSchema());
  report(document);
  expect(report.errors ?? []).toEqual([]);
  expect(ReportDocument.parse(document)).toEqual(document);
  return document as ReportDocument;
}
