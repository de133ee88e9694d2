/**
 * A report in Markdown, from its document alone: the verdict, the findings as a table and in full, the flow's sections,
 * then coverage and what was left out. Identical documents give identical bytes.
 */
import type {
  ReportBlock,
  ReportDocument,
  ReportFinding,
  ReportSection,
} from '../../runner/core/report-document.ts';
import { SEVERITY_WORDS } from '../../runner/core/run-outcome.ts';
import { citationBlock, locationOf } from './citations.ts';
import { dismissedText, sinceText } from './earlier-markdown.ts';
import { blocks, bullets, fenced, folded, listItems, prose, table } from './markdown.ts';
import { mermaid } from './mermaid.ts';
import { aboutFinding, focusLabel, MEASURED_NOTE } from './report-words.ts';

export function markdownOf(document: ReportDocument): string {
  const { flow, project, label, verdict, summary, before, after, coverage, rest } = document;
  const hasStates = document.ledger !== null;
  const overview = tableOf(document.findings, hasStates);
  const since = sinceText(document);
  const isBelow = before.length > 0 || since !== '';
  const findings = document.findings.map(findingText);
  return `${blocks(
    `# ${[flow.title, project, label].map(prose).join(' · ')}`,
    `**Verdict:** ${prose(verdict)}`,
    summary.join(' · '),
    focusText(document),
    since,
    before.map(sectionText),
    // Below other tables and sections the overview needs the heading above it.
    isBelow ? '' : overview,
    findings.length === 0 ? '' : '## Findings',
    isBelow ? overview : '',
    findings,
    measuredText(document),
    after.map(sectionText),
    '## Coverage & limits',
    bullets(coverage),
    rest.map(sectionText),
    dismissedText(document),
  )}\n`;
}

function focusText({ focus }: ReportDocument): string {
  if (focus === null) return '';
  const label = `${focusLabel(focus)} “${prose(focus.question)}”:`;
  const [first, ...rest] = focus.blocks.map(blockText);
  return blocks(`**${label}** ${first ?? ''}`, rest);
}

function measuredText({ measured, ledger }: ReportDocument): string {
  if (measured.length === 0) return '';
  return blocks('## Measured', MEASURED_NOTE, tableOf(measured, ledger !== null));
}

/** `hasStates`: whether there are earlier runs to compare with. */
function tableOf(findings: readonly ReportFinding[], hasStates: boolean): string {
  if (findings.length === 0) return '';
  const rows = findings.map(({ id, severity, state, title, path, line, url, effort }) => [
    id,
    `${severity} ${SEVERITY_WORDS[severity]}`,
    ...(hasStates ? [state] : []),
    prose(title),
    locationOf({ path, start: line }, url),
    effort === 'unknown' ? '–' : effort,
  ]);
  return table(['', 'Severity', ...(hasStates ? ['State'] : []), 'Finding', 'Location', 'Effort'], rows);
}

function findingText(finding: ReportFinding): string {
  const { id, severity, title, claim, failure, fix, assumes, notes } = finding;
  const labelled = (label: string, text: string): string =>
    text === '' ? '' : `**${label}:** ${prose(text)}`;
  return blocks(
    `### ${id} · ${severity} · ${prose(title)}`,
    aboutLine(finding),
    claim === title ? '' : prose(claim),
    labelled('Failure', failure),
    labelled('Fix', fix),
    labelled('Assumes', assumes),
    citationsText(finding),
    notes.length === 0 ? '' : folded('Review notes', bullets(notes)),
  );
}

/** `bug · confidence 100 % · effort S · found by api, tests · challenged: upheld`. */
function aboutLine(finding: ReportFinding): string {
  const { what, proof } = aboutFinding(finding);
  return [...what, ...proof].map(prose).join(' · ');
}

function citationsText({ citations }: ReportFinding): string {
  const [first] = citations;
  const leading = first === undefined ? '' : citationBlock(first);
  const listed = leading === '' ? citations : citations.slice(1);
  return blocks(leading, bullets(listed.map(({ text }) => text)));
}

function sectionText({ title, folded: isFolded, blocks: parts }: ReportSection): string {
  const body = blocks(parts.map(blockText));
  return isFolded ? folded(title, body) : blocks(`## ${title}`, body);
}

function blockText(block: ReportBlock): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'list':
      return listItems(block.items, block.ordered);
    case 'table':
      return table(block.head, block.rows);
    case 'code':
      return fenced(block.lines, `.${block.language}`);
    case 'diagram':
      return mermaid(block);
  }
}
