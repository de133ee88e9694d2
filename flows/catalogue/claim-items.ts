/** Verified statements as items of a list, each with its id and what shows it. */
import type { ReportBlock, ReportItem } from '../../runner/core/report-document.ts';
import type { JudgedClaim } from '../contracts/checked.ts';
import type { Page } from '../report/page.ts';
import { list } from '../report/sections.ts';

export function items(claims: readonly JudgedClaim[], page: Page): ReportBlock {
  return list(claims.map((claim) => itemOf(claim, page)));
}

export function itemOf(claim: JudgedClaim, page: Page): ReportItem {
  const more = claim.claim === '' || claim.claim === claim.title ? '' : ` — ${page.said(claim.claim)}`;
  return {
    text: `**${page.said(claim.title)}**${more}${assumed(claim)} [${claim.id}]`,
    below: cited(claim, page),
  };
}

/** The same with the lines that show it, and without what was only measured. */
export function briefItems(claims: readonly JudgedClaim[], page: Page): ReportBlock {
  return list(
    claims.map((claim) => {
      const evidence = claim.evidence.filter(({ start }) => start !== null);
      return itemOf({ ...claim, evidence }, page);
    }),
  );
}

export function assumed({ assumption, ruling }: JudgedClaim): string {
  return `${assumption ? ' (assumption)' : ''}${ruling === 'contested' ? ' (contested)' : ''}`;
}

/** What a rule measured is in its sentence; the lines show it. */
export function cited({ evidence, source }: JudgedClaim, page: Page): string[] {
  const lines = evidence.filter(({ type }) => type === 'code');
  const shown = source === 'rule' && lines.length > 0 ? lines : evidence;
  return page.citations(shown).map(({ text }) => text);
}
