import { describe, expect, test } from 'vitest';
import type { RunDocument } from '../../../runner/core/documents.ts';
import { REPORT_FORMATS } from '../../../runner/core/ports/report-formats.ts';
import type { ReportDocument } from '../../../runner/core/report-document.ts';
import { reportSchema } from '../../../runner/core/report-schema.ts';
import { runDocument } from '../../bot/memory-service.ts';
import { reportDocument, reportFinding } from '../../setup/report-document.ts';
import { runOutcome } from '../../setup/run-outcome.ts';
import { loopback } from './loopback-server.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';
const REPORT = `# Review <b>of</b> \`x\`

**Verdict:** Fine.

<script>alert(1)</script> <img src=x onerror=alert(1)>
[bad](javascript:alert(1)) [good](https://example.org)

| a | b |
|---|---|
| 1 | 2 |
`;
const DOCUMENT = reportDocument({ findings: [reportFinding()] });

/** A server with an ended run; without a document, that of an earlier version. */
async function served(document?: ReportDocument, run: Partial<RunDocument> = {}) {
  const server = await loopback();
  const ended = { run: runDocument({ id: ID, status: 'completed', ...run }), steps: [], report: REPORT };
  server.service.put(ended, document);
  return {
    ...server,
    report: async (format: string, headers = {}) =>
      await server.get(`/api/runs/${ID}/report.${format}`, headers),
  };
}

describe('the report of a run', () => {
  test('is Markdown, byte for byte', async () => {
    const { report } = await served(DOCUMENT);
    const response = await report('md');
    expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe(REPORT);
  });

  test('is a page made of its document, under a policy that lets nothing load or run', async () => {
    const { report } = await served(reportDocument({ project: '<script>alert(1)</script>' }));
    const response = await report('html');
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; .*frame-ancestors 'none'$/,
    );
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page).toContain('Nothing blocks a merge');
    expect(page).not.toContain('<script');
  });

  test('of an earlier version is a page made of its Markdown, in which nothing can act', async () => {
    const { report } = await served(undefined, { project_id: '<b>shop' });
    const page = await (await report('html')).text();
    expect(page).toMatch(/<title>code-review · &(lt|#60);b&(gt|#62);shop<\/title>/);
    expect(page).toContain('<table>');
    expect(page).toContain('<a href="https://example.org" rel="noopener noreferrer nofollow">good</a>');
    expect(page).not.toMatch(/<script|<img|href="javascript|<title>[^<]*<b>/);
  });

  test('is data: the run, its steps, its text, its verdict and its document', async () => {
    const outcome = runOutcome({ verdict: 'Two to fix.' });
    const { report, service } = await served(DOCUMENT, { outcome });
    const response = await report('json');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual({
      ...(await service.run(ID)),
      verdict: 'Two to fix.',
      document: DOCUMENT,
    });
  });

  test('has neither verdict nor document where none was stored, whatever its text says', async () => {
    const { report } = await served();
    expect(await (await report('json')).json()).toMatchObject({
      verdict: null,
      document: null,
      run: { outcome: null },
    });
  });

  test('is a file of SARIF, named by the run', async () => {
    const { report } = await served(DOCUMENT);
    const response = await report('sarif');
    expect(response.headers.get('content-type')).toBe('application/sarif+json');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="code-review-1a2b3c4d.sarif"',
    );
    expect(await response.json()).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { semanticVersion: '0.1.0' } },
          results: [{ partialFingerprints: { 'baton/v1': '0123456789abcdef' } }],
        },
      ],
    });
  });

  test('is not made into SARIF where an earlier version kept no findings', async () => {
    const { report } = await served();
    const response = await report('sarif');
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: { code: 'no_such_format' } });
    expect(response.headers.get('content-disposition')).toBeNull();
  });

  test.each(REPORT_FORMATS)('as .%s is sent again only after it has changed', async (format) => {
    const { report, service } = await served(DOCUMENT);
    const tag = (await report(format)).headers.get('etag') ?? '';
    for (const known of [tag, `"other", W/${tag}`, '*']) {
      const response = await report(format, { 'if-none-match': known });
      expect([response.status, await response.text()]).toEqual([304, '']);
    }
    const changed = { ...(await service.run(ID)), report: 'Another.' };
    service.put(changed, reportDocument({ verdict: 'Another.', findings: [] }));
    expect((await report(format, { 'if-none-match': tag })).status).toBe(200);
  });

  test.each(REPORT_FORMATS)('as .%s is 404 while there is none', async (format) => {
    const { report, service } = await served();
    service.put({ run: runDocument({ id: ID }), steps: [], report: null });
    const response = await report(format);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: { code: 'no_report', message: 'This run has no report: it is running.' },
    });
  });

  test('is 404 in a format that there is none of', async () => {
    const { report } = await served(DOCUMENT);
    const response = await report('pdf');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'no_such_route' } });
  });
});

test('the schema of a report as data is served', async () => {
  const { get } = await served(DOCUMENT);
  const response = await get('/api/report.schema.json');
  expect(response.headers.get('content-type')).toMatch(/^application\/schema\+json/);
  expect(await response.json()).toEqual(reportSchema());
});
