/** The dependencies that a change moves, as a table: runtimes and majors first. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import { section, table, text } from '../report/sections.ts';
import { totalOf } from '../rules/rule.ts';
import { count } from '../wording.ts';

const MOST_ROWS = 15;

export function dependencySection(pack: EvidencePack | null): ReportSection[] {
  const facts = pack === null ? [] : factsOf(pack, 'dependency-diff');
  if (pack === null || facts.length === 0) return [];
  const rows = facts
    .slice(0, MOST_ROWS)
    .map(({ subject, value, path, data }) => [
      codeSpan(subject ?? ''),
      prose(String(value)),
      [data.runtime ? 'runtime' : data.major ? 'major' : '', data.dev ? 'development' : '']
        .filter((word) => word !== '')
        .join(', '),
      codeSpan(path ?? ''),
    ]);
  const rest = (totalOf(pack, 'dependency-diff') ?? facts.length) - rows.length;
  return section(
    'Dependencies',
    table(['Package', 'Version', 'Kind', 'File'], rows),
    text(rest > 0 ? `And ${count(rest, 'other change')}.` : ''),
  );
}
