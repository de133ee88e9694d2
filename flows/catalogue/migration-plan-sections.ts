/** The report of a migration plan: where the old thing is used, then phases, cutover and the way back. */

import type { Given } from '../../runner/core/flow-input.ts';
import type { ReportItem, ReportSection } from '../../runner/core/report-document.ts';
import { draftOf } from '../contracts/draft.ts';
import { type EvidencePack, factsOf, type Scope } from '../contracts/evidence-pack.ts';
import type { MigrationPlan } from '../contracts/plans.ts';
import { sourcePaths } from '../contracts/scope.ts';
import type { FlowSections, VerdictView } from '../report/document.ts';
import { basisSection, openSection, problemsSection } from '../report/draft.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { list, section, text } from '../report/sections.ts';
import { count, oneLine } from '../wording.ts';
import { checklistSection, radiusSection, shownRadius } from './blast-radius-section.ts';
import { approachSection, planLine, rolloutSection, scenarioSection, taskSection } from './plan-sections.ts';

export const migrationPlanSections: FlowSections = {
  verdict,
  after(model, page) {
    const { draft, verdict: judged, pack, scope, given, failure } = model;
    if (pack === null || scope === null || failure !== null) return [];
    const inventory = inventorySection(pack, given, page);
    const plan = draftOf(draft, 'MigrationPlan');
    if (plan === null || !plan.written) {
      const files = usingFiles(pack, scope);
      const reached = shownRadius(files, pack, scope);
      return [
        ...inventory,
        ...radiusSection(reached, files.length),
        ...checklistSection(reached, pack, scope, page),
      ];
    }
    const { document } = plan;
    return [
      ...approachSection(document, judged, page),
      ...phaseSection(document, page),
      ...taskSection(document.tasks, page),
      ...cutoverSection(document, page),
      ...scenarioSection(judged, page),
      ...rolloutSection(document, page),
      ...inventory,
      ...openSection(document, page),
      ...problemsSection(plan, page),
      ...basisSection(plan, page),
    ];
  },
};

const MOST_FILES = 15;

/** Where it is used, file by file: imports and configuration first. */
function inventorySection(pack: EvidencePack, given: Given, page: Page): ReportSection[] {
  const facts = factsOf(pack, 'usage');
  const name = codeSpan(oneLine(given.from ?? 'it', 60));
  if (facts.length === 0)
    return section('Inventory', text(`No line of the repository has the name ${name}.`));
  const roles = [...Map.groupBy(facts, ({ data }) => data.role)].map(
    ([role, some]) => `${some.length} ${role}`,
  );
  const shown = facts.slice(0, MOST_FILES).map(({ path, line, end, quote, value, data }) => {
    const at = page.place({ path, start: line, end, side: 'head' });
    return `${at} — ${codeSpan(quote ?? '')} (${data.role}, ${count(Number(value), 'line')})`;
  });
  const rest = totalFiles(pack) - shown.length;
  return section(
    'Inventory',
    text(`${usageLine(pack)} (${roles.join(', ')}).`),
    list(shown),
    text(rest > 0 ? `And ${count(rest, 'other file')}.` : ''),
  );
}

const totalFiles = ({ totals }: EvidencePack): number => totals?.['usage:files'] ?? 0;

function usageLine({ totals }: EvidencePack): string {
  return `${count(totals?.['usage:lines'] ?? 0, 'line')} in ${count(totals?.['usage:files'] ?? 0, 'file')}`;
}

/** The source files that use it, those with the most lines first. */
function usingFiles(pack: EvidencePack, scope: Scope): string[] {
  const source = sourcePaths(scope.files);
  return factsOf(pack, 'usage').flatMap(({ path }) => (path !== null && source.has(path) ? [path] : []));
}

function phaseSection({ phases }: MigrationPlan, page: Page): ReportSection[] {
  const said = (label: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`${label}: ${lines.map((line) => page.said(line)).join('; ')}`];
  const items = phases.map(
    ({ name, entry, exit, reversible, dataSteps, tasks }): ReportItem => ({
      text: `**${page.said(name)}** — ${reversible ? 'can be undone' : 'can’t be undone'}${tasks.length === 0 ? '' : `, ${tasks.join(', ')}`}`,
      below: [...said('Begins when', entry), ...said('Data', dataSteps), ...said('Ends when', exit)],
    }),
  );
  return section('Phases', list(items, true));
}

function cutoverSection({ compatWindow, cutover, backout }: MigrationPlan, page: Page): ReportSection[] {
  const said = (label: string, value: string): string[] =>
    value.trim() === '' ? [] : [`${label}: ${page.said(value)}`];
  return section(
    'Cutover and back-out',
    list([...said('Side by side', compatWindow), ...said('Cutover', cutover), ...said('Back-out', backout)]),
  );
}

function verdict({ draft, pack, given }: VerdictView): string | null {
  const plan = draftOf(draft, 'MigrationPlan');
  if (plan?.written === true) {
    const line = planLine(plan.document.tasks);
    return line === null
      ? 'No plan: its author named no task.'
      : `${count(plan.document.phases.length, 'phase')}, ${line}`;
  }
  if (pack === null) return null;
  const name = oneLine(given.from ?? '', 60);
  const used =
    totalFiles(pack) === 0
      ? `no line of the repository names ${name}`
      : `${name} is used in ${usageLine(pack).replace(' in ', ' of ')}`;
  return `No plan: no model is configured; ${used}.`;
}
