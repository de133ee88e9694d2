/**
 * A report as one self-contained page: contents at the side, the verdict first, findings with their code, drawings as
 * SVG. Made of the report's document alone, so the same document gives the same bytes. Every text of a repository or an
 * agent stays text.
 */
import type { EarlierFinding } from '../../../runner/core/ledger.ts';
import type { ReportDocument, ReportFinding, ReportSection } from '../../../runner/core/report-document.ts';
import { focusLabel, MEASURED_NOTE, sinceCounts } from '../report-words.ts';
import { Anchors, anchorOf, headingAnchor } from './anchors.ts';
import { blockOf, lines, section } from './blocks.ts';
import { badge, earlierFinding, type FindingOptions, finding, findingTable } from './finding.ts';
import { hotspotMap } from './hotspot-map.ts';
import { type Content, joined, link, type Markup, markup } from './markup.ts';
import { contents, type Entry, pageOf, type ReportPage } from './shell.ts';
import { type Texts, textsOf } from './texts.ts';

/** A part of the page with its entry in the contents. */
interface Part extends Entry {
  readonly content: Markup;
}

interface AboutPart {
  /** absent: made of the title */
  readonly anchor?: string;
  readonly below?: readonly Entry[];
  readonly isFolded?: boolean;
}

export function htmlOf(document: ReportDocument): ReportPage {
  const texts = textsOf(document);
  const parts = partsOf(document, texts);
  return pageOf(
    titleOf(document),
    markup`<div class="page">
${contents(parts)}<main>
${header(document, texts)}${parts.map(({ content }) => content)}${footer(document)}</main>
</div>
`,
  );
}

function titleOf({ flow, project, label }: ReportDocument): string {
  return [flow.title, project, label].join(' · ');
}

function header(
  { flow, project, label, repository_url, verdict, summary }: ReportDocument,
  texts: Texts,
): Markup {
  return markup`<header>
<h1>${flow.title} · ${link(repository_url, project)} · ${label}</h1>
<p class="verdict">${texts.verdict(verdict)}</p>
<p class="quiet">${joined(summary.map(texts.inline), ' · ')}</p>
</header>
`;
}

function footer({ commit_sha, base_sha, date }: ReportDocument): Markup {
  const base = base_sha !== null && markup` Compared with <code>${base_sha}</code>.`;
  return markup`<footer>Commit <code>${commit_sha}</code> of ${date}.${base}</footer>
`;
}

const COVERAGE = 'coverage';

/** In the order of the page. */
function partsOf(document: ReportDocument, texts: Texts): Part[] {
  const { focus, findings, measured, map, before, after, ledger, dismissed, coverage, rest } = document;
  const options = { texts, hasStates: ledger !== null };
  const ofFindings = [...findings, ...measured].map(({ id }) => anchorOf(id));
  const anchors = new Anchors([...ofFindings, ...ofFindings.map(headingAnchor), COVERAGE]);
  const parts: Part[] = [];
  const add = (title: string, content: Content, more: AboutPart = {}): void => {
    const anchor = more.anchor ?? anchors.for(title);
    const { below = [], isFolded = false } = more;
    parts.push({ anchor, text: title, below, content: section(title, anchor, content, isFolded) });
  };
  const addSections = (sections: readonly ReportSection[]): void => {
    for (const { title, folded, blocks } of sections) {
      const content = blocks.map((block) => blockOf(block, texts));
      add(title, content, { isFolded: folded });
    }
  };
  if (focus !== null) add('Focus', focusOf(focus, texts));
  addSections(before);
  const addMap = (): void => {
    if (map.length > 0) add('Hotspot map', hotspotMap(document, texts));
  };
  // It leads to the findings; in a report without any, what the report tells comes first.
  if (findings.length > 0) addMap();
  if (findings.length > 0)
    add('Findings', findingsOf(document, options), { below: entriesOf(findings, texts) });
  if (measured.length > 0) add('Measured', measuredOf(measured, options));
  addSections(after);
  if (findings.length === 0) addMap();
  if (ledger !== null && ledger.fixed.length > 0)
    add(`Fixed since ${ledger.since}`, earlier(ledger.fixed, texts));
  if (ledger !== null && ledger.not_reviewed.length > 0) {
    add('Not reviewed this time', earlier(ledger.not_reviewed, texts));
  }
  if (coverage.length > 0) add('Coverage & limits', lines(coverage, texts), { anchor: COVERAGE });
  if (dismissed.length > 0)
    add(`Dismissed (${dismissed.length})`, dismissedOf(dismissed, texts), { isFolded: true });
  addSections(rest);
  return parts;
}

function focusOf(focus: NonNullable<ReportDocument['focus']>, texts: Texts): Content {
  return [
    markup`<p class="quiet">${focusLabel(focus)}: “${texts.plain(focus.question)}”</p>
`,
    focus.blocks.map((block) => blockOf(block, texts)),
  ];
}

function entriesOf(findings: readonly ReportFinding[], texts: Texts): Entry[] {
  return findings.map(({ id, severity, title }) => ({
    anchor: anchorOf(id),
    text: markup`${badge(severity)} ${id} ${texts.label(title)}`,
  }));
}

function findingsOf(document: ReportDocument, options: FindingOptions): Content {
  const { findings, ledger } = document;
  return [
    findingTable(findings, options),
    ledger !== null &&
      markup`<p class="quiet">Since ${ledger.since}: ${sinceCounts(document)}.</p>
`,
    findings.map((one) => finding(one, options)),
  ];
}

function measuredOf(measured: readonly ReportFinding[], options: FindingOptions): Content {
  return markup`<p>${MEASURED_NOTE}</p>
${findingTable(measured, options)}<details><summary>What was measured, in full</summary>
${measured.map((one) => finding(one, options))}</details>
`;
}

function earlier(findings: readonly EarlierFinding[], texts: Texts): Markup {
  return markup`<ul class="earlier">
${findings.map((one) => earlierFinding(one, texts))}</ul>
`;
}

function dismissedOf(dismissed: ReportDocument['dismissed'], texts: Texts): Markup {
  const items = dismissed.map((one) => {
    const { reason, until, note, by } = one.dismissal;
    const why = `${reason}${until === null ? '' : ` until ${until}`}, by ${by}${note === '' ? '' : `: ${note}`}`;
    return earlierFinding(one, texts, why);
  });
  return markup`<ul class="earlier">
${items}</ul>
`;
}
