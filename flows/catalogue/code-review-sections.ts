/** The sections of a code review: whether it may merge, what must and should be fixed, untested changes, older problems. */
import { countBySeverity } from '../checks/severity.ts';
import type { JudgedClaim } from '../contracts/checked.ts';
import { shownFindings } from '../contracts/checked.ts';
import { factsOf } from '../contracts/evidence-pack.ts';
import { compare } from '../ordering.ts';
import { blocks, bullets, codeSpan, folded, prose, table } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { many } from '../wording.ts';
import { dependencySection } from './dependency-section.ts';

const MOST_FILES = 10;

export function codeReviewSections(model: ReportModel, page: Page): string {
  const shown = shownFindings(model.verdict);
  const must = shown.filter(({ severity }) => severity === 'P0' || severity === 'P1');
  const should = shown.filter((finding) => !must.includes(finding));
  return blocks(
    mergeVerdict(model, must, should, page),
    listed('Must fix', must, page),
    listed('Should fix', should, page),
    testGaps(model, shown, page),
    dependencySection(model.pack, page),
    preExisting(model, page),
  );
}

function mergeVerdict(
  model: ReportModel,
  must: readonly JudgedClaim[],
  should: readonly JudgedClaim[],
  page: Page,
): string {
  if (model.verified === null) return '';
  if (model.emptyComparison !== null) return blocks('## Merge verdict', prose(model.emptyComparison));
  const blocking =
    must.length > 0 ? `${countBySeverity(must)} to fix before a merge` : 'Nothing found blocks a merge';
  const rest = should.length > 0 ? `; ${many(should.length, 'finding')} that need not hold it up` : '';
  return blocks('## Merge verdict', `${blocking}${rest}.`, riskTable(model, page));
}

/** The changed files, riskiest first: a good order in which to read the rest of the diff. */
function riskTable({ pack }: ReportModel, page: Page): string {
  const diff = pack === null ? [] : factsOf(pack, 'diff');
  const rows = [...diff]
    .sort((a, b) => b.data.risk - a.data.risk || compare(a.path ?? '', b.path ?? ''))
    .slice(0, MOST_FILES)
    .map(({ id, path, subject, data }) => [
      codeSpan(path ?? ''),
      subject ?? '',
      `+${data.added} −${data.deleted}`,
      data.area,
      String(data.risk),
      page.refs(id),
    ]);
  if (rows.length === 0) return '';
  return table(['Changed file', 'Change', 'Lines', 'Area', 'Risk', 'Fact'], rows);
}

function listed(name: string, claims: readonly JudgedClaim[], page: Page): string {
  return claims.length === 0 ? '' : blocks(`## ${name}`, bullets(claims.map((claim) => byId(claim, page))));
}

function byId({ id, severity, title }: JudgedClaim, page: Page): string {
  return `[${id}] ${severity} · ${page.said(title)}`;
}

function testGaps({ pack, scope }: ReportModel, shown: readonly JudgedClaim[], page: Page): string {
  const gaps = shown.filter(({ item }) => item.kind === 'test-gap').map((claim) => byId(claim, page));
  const changed = new Set(scope?.changed.map(({ path }) => path));
  const unreached = (pack === null ? [] : factsOf(pack, 'test-reach'))
    .filter(({ path }) => path !== null && changed.has(path))
    .slice(0, MOST_FILES)
    .map(({ id, path }) => `${page.refs(id)} no test file reaches ${codeSpan(path ?? '')}`);
  const lines = [...gaps, ...unreached];
  return lines.length === 0 ? '' : blocks('## Test gaps', bullets(lines));
}

function preExisting({ verdict }: ReportModel, page: Page): string {
  const old = verdict.claims.filter(({ outcome }) => outcome === 'pre-existing');
  if (old.length === 0) return '';
  const lines = old.map((claim) => {
    const place = claim.evidence[0];
    return `${claim.id} · ${claim.severity} · ${page.said(claim.title)}${place === undefined ? '' : ` — ${page.citation(place)}`}`;
  });
  return blocks(
    '## Pre-existing',
    folded(`${many(old.length, 'finding')} not of this change`, bullets(lines)),
  );
}
