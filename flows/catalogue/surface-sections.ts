/** The public surface as it is, for an API review without a base: routes, and published names by file. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { section, table, text } from '../report/sections.ts';
import { totalOf } from '../rules/rule.ts';
import { clip, count } from '../wording.ts';
import { undocumentedSection } from './undocumented-section.ts';

const MOST_ROUTES = 25;
const MOST_FILES = 15;
const MOST_NAMES = 8;

export function surfaceSections({ pack, failure }: ReportModel, page: Page): ReportSection[] {
  if (pack === null || failure !== null) return [];
  return [...routeSection(pack, page), ...nameSection(pack), ...undocumentedSection(pack, page)];
}

function routeSection(pack: EvidencePack, page: Page): ReportSection[] {
  const facts = factsOf(pack, 'routes');
  const rows = facts
    .slice(0, MOST_ROUTES)
    .map(({ path, line, data }) => [
      codeSpan(`${data.method} ${data.route}`),
      data.handler === null ? '' : codeSpan(data.handler),
      data.guards.map((guard) => codeSpan(clip(guard, 40))).join(', '),
      page.at({ path, line }),
    ]);
  return section(
    'Routes',
    table(['Route', 'Handler', 'Guards', 'Location'], rows),
    text(restOf(totalOf(pack, 'routes') ?? facts.length, rows.length, 'route')),
  );
}

function nameSection(pack: EvidencePack): ReportSection[] {
  const facts = factsOf(pack, 'public-api');
  const rows = facts.slice(0, MOST_FILES).map(({ path, value, data }) => {
    const names = data.symbols.slice(0, MOST_NAMES).map((name) => codeSpan(clip(name, 60)));
    return [
      codeSpan(path ?? ''),
      String(value),
      `${names.join(', ')}${Number(value) > names.length ? ', …' : ''}`,
    ];
  });
  return section(
    'Public names',
    table(['File', 'Names', 'Among them'], rows),
    text(restOf(totalOf(pack, 'public-api') ?? facts.length, rows.length, 'file')),
  );
}

function restOf(total: number, shown: number, what: string): string {
  return total > shown ? `And ${count(total - shown, `other ${what}`)}.` : '';
}
