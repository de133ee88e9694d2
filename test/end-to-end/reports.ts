/** What every report keeps to, whatever was read: its grammar, and citations that hold at the pinned commit. */
import { expect } from 'vitest';
import { markdownOf } from '../../flows/report/report-markdown.ts';
import { RunDetail } from '../../runner/core/documents.ts';
import { ReportDocument } from '../../runner/core/report-document.ts';
import { OutcomeFinding } from '../../runner/core/run-outcome.ts';
import type { Database } from '../../runner/database/open.ts';
import { readBack } from './citations.ts';
import type { Ended } from './processes.ts';

/** What `run --json` prints and, but for the verdict, what `run.json` holds. */
export type Document = RunDetail & { readonly verdict: string | null };

/** The one document of a command that ended well. */
export function documentOf({ code, out, err }: Ended, expected = 0): Document {
  expect(code, err).toBe(expected);
  const { verdict, ...detail } = JSON.parse(out) as Document;
  return { ...RunDetail.parse(detail), verdict };
}

export interface Expected {
  /** the first line after the title and the project's name, then the quiet line */
  readonly heading: RegExp;
  readonly title: string;
  /** where the commits are */
  readonly repository: string;
  /** the least number of citations that must be there */
  readonly citations: number;
}

export function expectReport({ run, report }: RunDetail, expected: Expected): string {
  const text = report ?? '';
  const [first = '', empty, second = '', , quiet = ''] = text.split('\n');
  expect(first.startsWith(`# ${expected.title} · `), first).toBe(true);
  expect([...first.split(' · ').slice(2), quiet].join(' · ')).toMatch(expected.heading);
  expect(empty).toBe('');
  expect(second).toMatch(/^\*\*Verdict:\*\* \S.{0,220}$/);
  expect(text).toContain('\n## Coverage & limits\n\n- ');
  expect(text).not.toMatch(/\bK\d+\]/);
  expect(text.endsWith('\n')).toBe(true);
  // What differs from run to run is on the card and in run.json.
  expect(text).not.toContain(run.id.slice(0, 8));
  expect(text).not.toMatch(/\d\d:\d\d:\d\d|\d ms\b/);
  expect(controlsIn(text)).toEqual([]);
  if (run.commit_sha !== null) {
    const { count, wrong } = readBack(text, expected.repository, {
      head: run.commit_sha,
      base: run.base_sha,
    });
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(expected.citations);
  }
  return text;
}

/** Fails unless a run's stored document has its shape, and its Markdown and outcome are made of it alone. */
export async function expectDocument(
  { run, report }: RunDetail,
  { pool }: Database,
): Promise<ReportDocument> {
  const { rows } = await pool.query<{ document: unknown }>('SELECT document FROM flow_runs WHERE id = $1', [
    run.id,
  ]);
  const [row] = rows;
  const document = ReportDocument.parse(row?.document);
  expect(document).toEqual(row?.document);
  expect(markdownOf(document)).toBe(report);
  const findings = [...document.findings, ...document.measured].map((finding) =>
    OutcomeFinding.parse(finding),
  );
  const { verdict, headlines, funnel } = document;
  expect(run.outcome).toMatchObject({ verdict, headlines, funnel, findings });
  return document;
}

/** Characters that would act on a terminal, or hide or turn text; zero-width breaks are Baton's own. */
export function controlsIn(text: string): string[] {
  return (text.match(/[\p{Cc}\p{Cf}]/gu) ?? []).filter((char) => !['\n', '\t', '\u200b'].includes(char));
}
