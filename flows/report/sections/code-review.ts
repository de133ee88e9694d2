/** Sections of a code review: may it merge, what must and what should be fixed, untested changes, what was there before. */
import type { JudgedClaim } from '../../contracts/checked.ts';
import { factsOf } from '../../contracts/evidence-pack.ts';
import { countBySeverity, many, shownFindings } from '../../quality/compose.ts';
import { compare } from '../../quality/severity.ts';
import { citationLine } from '../citations.ts';
import type { Said } from '../finding-block.ts';
import { blocks, bullets, codeSpan, folded, prose, table } from '../markdown.ts';
import type { ReportModel } from '../report-model.ts';

const MOST_FILES = 10;

export function codeReviewSections(model: ReportModel, said: Said): string {
  const shown = shownFindings(model.verdict).filter(({ kind }) => kind === 'finding');
  const must = shown.filter(({ severity }) => severity === 'P0' || severity === 'P1');
  const should = shown.filter((finding) => !must.includes(finding));
  return blocks(
    mergeVerdict(model, must, should),
    listed('Must fix', must, said),
    listed('Should fix', should, said),
    testGaps(model, shown, said),
    preExisting(model, said),
  );
}

function mergeVerdict(
  model: ReportModel,
  must: readonly JudgedClaim[],
  should: readonly JudgedClaim[],
): string {
  if (model.verified === null) return '';
  if (model.emptyComparison !== null) return blocks('## Merge verdict', prose(model.emptyComparison));
  const blocking =
    must.length > 0 ? `${countBySeverity(must)} to fix before a merge` : 'Nothing found blocks a merge';
  const rest = should.length > 0 ? `; ${many(should.length, 'finding')} that need not hold it up` : '';
  return blocks('## Merge verdict', `${blocking}${rest}.`, riskTable(model));
}

/** The changed files, riskiest first, so that a person reads the rest of the diff in a good order. */
function riskTable({ pack }: ReportModel): string {
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
      `[${id}]`,
    ]);
  if (rows.length === 0) return '';
  return table(['Changed file', 'Change', 'Lines', 'Area', 'Risk', 'Fact'], rows);
}

function listed(name: string, claims: readonly JudgedClaim[], said: Said): string {
  return claims.length === 0 ? '' : blocks(`## ${name}`, bullets(claims.map((claim) => byId(claim, said))));
}

function byId({ id, severity, title }: JudgedClaim, said: Said): string {
  return `[${id}] ${severity} · ${said(title)}`;
}

function testGaps({ pack, scope }: ReportModel, shown: readonly JudgedClaim[], said: Said): string {
  const gaps = shown.filter(({ item }) => item.kind === 'test-gap').map((claim) => byId(claim, said));
  const changed = new Set(scope?.changed.map(({ path }) => path));
  const unreached = (pack === null ? [] : factsOf(pack, 'test-reach'))
    .filter(({ path }) => path !== null && changed.has(path))
    .slice(0, MOST_FILES)
    .map(({ id, path }) => `[${id}] no test file reaches ${codeSpan(path ?? '')}`);
  const lines = [...gaps, ...unreached];
  return lines.length === 0 ? '' : blocks('## Test gaps', bullets(lines));
}

function preExisting({ verdict }: ReportModel, said: Said): string {
  const old = verdict.claims.filter(({ outcome }) => outcome === 'pre-existing');
  if (old.length === 0) return '';
  const lines = old.map((claim) => {
    const place = claim.evidence[0];
    return `${claim.id} · ${claim.severity} · ${said(claim.title)}${place === undefined ? '' : ` — ${citationLine(place)}`}`;
  });
  return blocks(
    '## Pre-existing',
    folded(`${many(old.length, 'finding')} not of this change`, bullets(lines)),
  );
}
