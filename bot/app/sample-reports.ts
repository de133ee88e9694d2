/** The sample reports of Baton's own flows, as pages. They are the ones that `docs/flows/` shows, which tests make anew. */
import { readFile } from 'node:fs/promises';
import { marked } from 'marked';
import { htmlOfMarkdown } from '../../flows/report/html/markdown-page.ts';
import { MEDIA_TYPES } from '../../runner/core/ports/report-formats.ts';
import type { SampleReport } from '../../runner/core/ports/sample-reports.ts';
import type { Flow } from '../../runner/core/step-spec.ts';

const FOLDER = new URL('../../docs/flows/', import.meta.url);

export function createSampleReports(flows: readonly Flow[]): SampleReport {
  return async (name) => {
    // A name that is no flow's could lead to another file.
    const flow = flows.find((each) => each.name === name && each.own !== true);
    if (flow === undefined) return null;
    const report = sampleIn(await textOf(new URL(`${name}.md`, FOLDER)));
    if (report === null) return null;
    const { body, policy } = htmlOfMarkdown(report, `${flow.title}: a sample`);
    return { body, policy, type: `${MEDIA_TYPES.html}; charset=utf-8` };
  };
}

/** The first of the reports that the page shows is the one by agents. */
function sampleIn(page: string): string | null {
  const report = marked.lexer(page).find((token) => token.type === 'code' && token.lang === 'markdown');
  return report?.type === 'code' ? String(report.text) : null;
}

/** An installation may have left the documentation out. */
async function textOf(file: URL): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
