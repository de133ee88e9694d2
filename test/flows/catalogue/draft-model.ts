/** What the sections of a flow that comes to one document are given, for tests. */
import type { JudgedClaim } from '../../../flows/contracts/checked.ts';
import type { CheckedDraft } from '../../../flows/contracts/draft.ts';
import type { Fact, Scope, Totals } from '../../../flows/contracts/evidence-pack.ts';
import type { FileMeasure } from '../../../flows/contracts/measures.ts';
import type { FlowSections, VerdictView } from '../../../flows/report/document.ts';
import { Page } from '../../../flows/report/page.ts';
import type { ReportModel } from '../../../flows/report/report-model.ts';
import { judged } from '../checks/builders.ts';
import { packOf, scopeOf } from '../rules/fact-builder.ts';

export interface DraftParts {
  readonly draft: Pick<CheckedDraft, 'contract' | 'document'> & Partial<CheckedDraft>;
  readonly facts?: readonly Fact[];
  readonly totals?: Totals;
  readonly measures?: readonly FileMeasure[];
  readonly scope?: Partial<Scope>;
  readonly ticket?: string;
  readonly failure?: ReportModel['failure'];
}

/** Without a model unless the draft was written. */
export function draftModel(parts: DraftParts): ReportModel {
  const { facts = [], totals = {}, measures = [], ticket, failure = null } = parts;
  const pack = { ...packOf(...facts), totals, measures };
  const scope = scopeOf(pack, parts.scope);
  const draft = { revised: false, written: false, claims: [], unverified: 0, problems: [], ...parts.draft };
  const model = {
    ...{ pack, scope, draft, failure, verdict: { claims: [] }, exceptions: [] },
    ...{ focused: false, question: 'What is asked?', given: ticket === undefined ? {} : { ticket } },
    ...{ compares: scope.base !== null, backend: draft.written ? 'direct' : 'offline' },
  };
  return model as unknown as ReportModel;
}

export function statement(
  kind: string,
  item: Readonly<Record<string, unknown>>,
  parts: Partial<JudgedClaim> = {},
) {
  return judged({
    id: 'C1',
    kind,
    title: String(item.area ?? item.response),
    claim: String(item.why ?? ''),
    item,
    evidence: [],
    ...parts,
  });
}

const page = new Page({
  places: { cited: [], paths: [] },
  facts: [],
  codeHost: null,
  shas: { head: 'a', base: null },
});

/** The text of each section by its title, cells and items in lines. */
export function textsOf(sections: FlowSections, model: ReportModel): Record<string, string> {
  return Object.fromEntries(
    sections.after(model, page).map(({ title, blocks }) => [
      title,
      blocks
        .flatMap((block) => {
          if (block.type === 'text') return [block.text];
          if (block.type === 'table') return block.rows.map((row) => row.join(' | '));
          return block.type === 'list' ? block.items.flatMap(({ text, below }) => [text, ...below]) : [];
        })
        .join('\n'),
    ]),
  );
}

export const verdictOf = (sections: FlowSections, model: ReportModel): string | null =>
  sections.verdict?.(model as unknown as VerdictView) ?? null;
