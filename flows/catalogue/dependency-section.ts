/** The dependencies that a change moves, as a table: runtimes and majors first. */
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';
import { blocks, codeCell, prose, table } from '../report/markdown.ts';
import { totalOf } from '../rules/rule.ts';
import { count } from '../wording.ts';

const MOST_ROWS = 15;

export function dependencySection(pack: EvidencePack | null): string {
  const facts = pack === null ? [] : factsOf(pack, 'dependency-diff');
  if (pack === null || facts.length === 0) return '';
  const rows = facts
    .slice(0, MOST_ROWS)
    .map(({ subject, value, path, data }) => [
      codeCell(subject ?? ''),
      prose(String(value)),
      [data.runtime ? 'runtime' : data.major ? 'major' : '', data.dev ? 'development' : '']
        .filter((word) => word !== '')
        .join(', '),
      codeCell(path ?? ''),
    ]);
  const rest = (totalOf(pack, 'dependency-diff') ?? facts.length) - rows.length;
  return blocks(
    '## Dependencies',
    table(['Package', 'Version', 'Kind', 'File'], rows),
    rest > 0 ? `And ${count(rest, 'other change')}.` : '',
  );
}
