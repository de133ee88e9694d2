/** What the report says to the person's focus: the answer, or where no model can give one, where the repository speaks of it. */
import type { ReportBlock, ReportDocument } from '../../runner/core/report-document.ts';
import { type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { cutText } from '../wording.ts';
import { findingsNearFocus } from './compose.ts';
import { codeSpan, prose } from './markdown.ts';
import type { Page } from './page.ts';
import { answerText, isWithoutModel, type ReportModel } from './report-model.ts';
import { list, text } from './sections.ts';
import { symptomLine } from './symptom-line.ts';

const MOST_QUOTED = 200;

/** `listed`: the flow's own sections list where the repository speaks of it. */
export function focusOf(model: ReportModel, page: Page, listed = false): ReportDocument['focus'] {
  if (!model.focused || model.failure !== null) return null;
  const answer = answerText(model);
  const by_model = !isWithoutModel(model);
  return {
    question: cutText(model.question, MOST_QUOTED),
    by_model,
    answer: answer === null ? null : page.plain(answer),
    blocks: by_model
      ? [text(page.said(answer ?? 'none that rests on what was checked.'))]
      : listed
        ? [text('No model answered.')]
        : mentions(model, page, answer),
  };
}

const MOST_MENTIONS = 10;

function mentions(model: ReportModel, page: Page, answer: string | null): ReportBlock[] {
  if (model.pack !== null && symptomLine(model.pack) !== null)
    return [text('No model answered; what the trace shows is below.')];
  const found = model.pack === null ? [] : factsOf(model.pack, 'mention').slice(0, MOST_MENTIONS);
  if (found.length === 0) return [text(page.said(answer ?? 'No model answered.'))];
  const near = page.said(findingsNearFocus(model));
  return [
    text('No model answered; the repository speaks of it in:'),
    list(found.map((fact) => mentionLine(fact, page))),
    ...(near === '' ? [] : [text(near)]),
  ];
}

/** Where it is said, and what the line says. */
export function mentionLine(fact: FactOf<'mention'>, page: Page): string {
  const { path, line, end, quote, data, text: words } = fact;
  if (path === null || line === null || quote === null)
    return `commit ${codeSpan(String(fact.value))}: ${prose(words)}`;
  return `${page.place({ path, start: line, end, side: 'head' })} — ${codeSpan(quote)} (${data.what})`;
}
