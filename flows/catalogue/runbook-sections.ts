/** A runbook: what its author wrote and the checks let through, and for the rest what the repository itself says. */
import type { ReportItem, ReportSection } from '../../runner/core/report-document.ts';
import type { JudgedClaim } from '../contracts/checked.ts';
import { draftOf } from '../contracts/draft.ts';
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';
import type { FlowSections, VerdictView } from '../report/document.ts';
import { doubt, problemsSection } from '../report/draft.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { list, section, table, text } from '../report/sections.ts';
import { count, cutText } from '../wording.ts';
import {
  commandRows,
  containerItems,
  deployItems,
  healthItems,
  messageRows,
  rollbackItems,
  serviceItems,
  settingRows,
  settingsOf,
  startOf,
} from './runbook-facts.ts';
import { unknownsOf } from './runbook-unknowns.ts';

export const runbookSections: FlowSections = { verdict: verdictLine, after: sections };

function verdictLine({ draft, pack }: VerdictView): string | null {
  if (pack === null) return null;
  const unknown = unknownsOf(pack).length;
  const start = startOf(pack);
  const how = start === null ? 'No start command was found' : `Start: ${cutText(start, 80)}`;
  const written = draftOf(draft, 'Runbook')?.written === true;
  const parts = [
    count(settingsOf(pack).length, 'setting'),
    count(messagesIn(pack), 'error or warning text', 'error and warning texts'),
    `${unknown} unknown`,
  ];
  return `${how}; ${parts.join(', ')}${written ? '' : ' (no model configured)'}.`;
}

const messagesIn = (pack: EvidencePack): number =>
  pack.totals?.['log-message'] ?? factsOf(pack, 'log-message').length;

function sections(model: ReportModel, page: Page): ReportSection[] {
  const { pack, failure, draft } = model;
  if (pack === null || failure !== null) return [];
  const runbook = draftOf(draft, 'Runbook');
  const claims = runbook?.written === true ? runbook.claims.filter(({ ruling }) => ruling !== 'refuted') : [];
  const kept = (kind: string): JudgedClaim[] => claims.filter((claim) => claim.kind === kind);
  const rollback = runbook?.written === true ? runbook.document.rollback : '';
  const unknowns = runbook?.written === true ? runbook.document.unknowns.map((one) => page.said(one)) : [];
  return [
    ...section('Services', list([...told(kept('service'), page), ...serviceItems(pack, page)])),
    ...section(
      'Start, stop, build',
      list(commandsOf(kept('command'), page)),
      table(['What', 'Command', 'From'], commandRows(pack, page)),
    ),
    ...section('Configuration', ...settings(pack, kept('setting'), page)),
    ...section('Ports and health', list([...told(kept('health-check'), page), ...healthItems(pack, page)])),
    ...section('Containers', list(containerItems(pack, page))),
    ...section('Deployment', list(deployItems(pack, page))),
    ...section('Symptoms, checks, actions', list(kept('alert').map((one) => alertItem(one, page)))),
    ...section('Messages in the log', ...messages(pack, page)),
    ...section('Rollback', text(page.said(rollback)), list(rollbackItems(pack, page))),
    ...section('Unknown', list([...unknowns, ...unknownsOf(pack)])),
    ...(runbook?.written === true ? problemsSection(runbook, page) : []),
  ];
}

function told(claims: readonly JudgedClaim[], page: Page): ReportItem[] {
  return claims.map((claim) => ({
    text: `**${page.said(claim.title)}** — ${page.said(claim.claim)}${doubt(claim)}`,
    below: page.citations(claim.evidence).map((cited) => cited.text),
  }));
}

/** What its author found beside the commands that code found. */
function commandsOf(claims: readonly JudgedClaim[], page: Page): ReportItem[] {
  return claims.map((claim) => ({
    text: `${String(claim.item.use)}: ${codeSpan(claim.title)}`,
    below: page.citations(claim.evidence).map((cited) => cited.text),
  }));
}

const MOST_SETTINGS = 40;

/** Every variable that the source reads; what each means is its author's. */
function settings(pack: EvidencePack, claims: readonly JudgedClaim[], page: Page) {
  const meanings = new Map(claims.map(({ item, title }) => [title, String(item.meaning ?? '')]));
  const rows = settingRows(pack, page, meanings);
  const read = new Set(settingsOf(pack).map(({ name }) => name));
  const others = claims.filter(({ title }) => !read.has(title));
  const head = ['Variable', 'Default', 'Required', 'Read at', ...(meanings.size > 0 ? ['Meaning'] : [])];
  const rest = rows.length - MOST_SETTINGS;
  return [
    table(head, rows.slice(0, MOST_SETTINGS)),
    text(rest > 0 ? `And ${count(rest, 'more variable')}.` : ''),
    list(told(others, page)),
  ];
}

function alertItem(claim: JudgedClaim, page: Page): ReportItem {
  const { item } = claim;
  const lines = (label: string, value: unknown): string[] =>
    Array.isArray(value) && value.length > 0
      ? [`${label}: ${value.map((one) => page.said(String(one))).join(' · ')}`]
      : [];
  return {
    text: `**${page.said(claim.title)}**${doubt(claim)}`,
    below: [
      ...lines('Likely causes', item.causes),
      ...lines('Check', item.checks),
      ...lines('Do', item.actions),
      ...page.citations(claim.evidence).map((cited) => cited.text),
    ],
  };
}

const MOST_MESSAGES = 15;

function messages(pack: EvidencePack, page: Page) {
  const rows = messageRows(pack, page);
  const all = messagesIn(pack);
  return [
    table(['Level', 'Message', 'Logged at'], rows.slice(0, MOST_MESSAGES)),
    text(all > MOST_MESSAGES ? `The gravest of ${count(all, 'text')}.` : ''),
  ];
}
