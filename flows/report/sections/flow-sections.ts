/** Which flow has which sections between findings and next steps. A flow without an entry has none. */
import type { Said } from '../finding-block.ts';
import type { ReportModel } from '../report-model.ts';
import { codeReviewSections } from './code-review.ts';
import { codebaseTourSections } from './codebase-tour.ts';
import { techDebtSections } from './tech-debt.ts';

export type FlowSections = (model: ReportModel, said: Said) => string;

const SECTIONS: Readonly<Record<string, FlowSections>> = {
  'code-review': codeReviewSections,
  'codebase-tour': codebaseTourSections,
  'tech-debt': techDebtSections,
};

export function flowSections(model: ReportModel, said: Said): string {
  return SECTIONS[model.flow_name]?.(model, said) ?? '';
}
