/** In the place of an answer to the focus, where no model can give one: where the repository speaks of it. */
import type { CheckedEvidence } from '../contracts/checked.ts';
import { type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { findingsNearFocus } from './compose.ts';
import { blocks, bullets, codeSpan, prose } from './markdown.ts';
import type { Page } from './page.ts';
import { answerText, type ReportModel } from './report-model.ts';

const MOST = 10;

export function mentions(model: ReportModel, page: Page, asked: string): string {
  const found = model.pack === null ? [] : factsOf(model.pack, 'mention').slice(0, MOST);
  const focus = `**Your focus “${prose(asked)}”:**`;
  if (found.length === 0) return `${focus} ${page.said(answerText(model) ?? 'No model answered.')}`;
  return blocks(
    `${focus} No model answered; the repository speaks of it in:`,
    bullets(found.map((fact) => mentionLine(fact, page))),
    page.said(findingsNearFocus(model)),
  );
}

function mentionLine(fact: FactOf<'mention'>, page: Page): string {
  const { path, line, end, quote, data, text } = fact;
  if (path === null || line === null || quote === null)
    return `commit ${codeSpan(String(fact.value))}: ${prose(text)}`;
  const at: Pick<CheckedEvidence, 'path' | 'start' | 'end' | 'side'> = {
    path,
    start: line,
    end,
    side: 'head',
  };
  return `${page.place(at)} — ${codeSpan(quote)} (${data.what})`;
}
