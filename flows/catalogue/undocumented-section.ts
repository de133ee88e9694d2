/** Public names that nobody explains, as one number and the most used of them. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { list, section, text } from '../report/sections.ts';
import { totalOf } from '../rules/rule.ts';
import { count } from '../wording.ts';

const MOST_NAMES = 8;

export function undocumentedSection(pack: EvidencePack, page: Page): ReportSection[] {
  const facts = factsOf(pack, 'undocumented-export');
  const [first] = facts;
  if (first === undefined) return [];
  const total = totalOf(pack, 'undocumented-export') ?? facts.length;
  const named = facts.slice(0, MOST_NAMES).map(({ subject, path, line, value }) => {
    const uses = Number(value) === 0 ? '' : `, named in ${count(Number(value), 'other file')}`;
    return `${codeSpan(subject ?? '')} (${page.at({ path, line })}${uses})`;
  });
  return section(
    'Undocumented exports',
    text(
      `${total} of ${first.data.of} public names have no comment and are in no document; the most used first.`,
    ),
    list(named),
  );
}
