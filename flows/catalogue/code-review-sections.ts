/** The section of a code review beside its findings: the changed files in a good order to read them, with their tests. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { factsOf } from '../contracts/evidence-pack.ts';
import { compare } from '../ordering.ts';
import type { FlowSections } from '../report/document.ts';
import { codeSpan } from '../report/markdown.ts';
import type { ReportModel } from '../report/report-model.ts';
import { section, table, text } from '../report/sections.ts';
import { dependencySection } from './dependency-section.ts';

const MOST_FILES = 10;

export const codeReviewSections: FlowSections = {
  after: (model) => [...changedFiles(model), ...dependencySection(model.pack)],
};

/** The riskiest first. */
export function changedFiles({ pack }: ReportModel): ReportSection[] {
  const diff = pack === null ? [] : factsOf(pack, 'diff');
  const unreached = new Set((pack === null ? [] : factsOf(pack, 'test-reach')).map(({ path }) => path));
  const rows = [...diff]
    .sort((a, b) => b.data.risk - a.data.risk || compare(a.path ?? '', b.path ?? ''))
    .slice(0, MOST_FILES)
    .map(({ path, subject, data }) => [
      codeSpan(path ?? ''),
      subject ?? '',
      `+${data.added} −${data.deleted}`,
      data.role,
      unreached.has(path) ? 'no test reaches it' : '',
    ]);
  const rest = diff.length - rows.length;
  return section(
    'Changed files, riskiest first',
    table(['File', 'Change', 'Lines', 'Role', 'Tests'], rows),
    text(rest > 0 ? `And ${rest} more.` : ''),
  );
}
