/** Findings on the page: their table, each in full, and those of earlier runs in one line. */
import type { EarlierFinding } from '../../../runner/core/ledger.ts';
import type { ReportCitation, ReportFinding, ReportPlace } from '../../../runner/core/report-document.ts';
import { SEVERITY_WORDS } from '../../../runner/core/run-outcome.ts';
import { place, shortPath } from '../../wording.ts';
import { aboutFinding } from '../report-words.ts';
import { anchorOf, headingAnchor } from './anchors.ts';
import { lines } from './blocks.ts';
import { codeBlock, languageOf } from './highlighting.ts';
import { type Content, joined, link, type Markup, markup } from './markup.ts';
import type { Texts } from './texts.ts';

export interface FindingOptions {
  readonly texts: Texts;
  /** whether findings say that they are new or persisting: only where there are earlier runs */
  readonly hasStates: boolean;
}

export function badge(severity: ReportFinding['severity']): Markup {
  return markup`<span class="badge ${severity.toLowerCase()}">${severity} ${SEVERITY_WORDS[severity]}</span>`;
}

export function findingTable(
  findings: readonly ReportFinding[],
  { texts, hasStates }: FindingOptions,
): Markup {
  const rows = findings.map(
    (
      finding,
    ) => markup`<tr><td class="short"><a href="#${anchorOf(finding.id)}">${finding.id}</a></td><td class="short">${badge(finding.severity)}${hasStates && markup` ${state(finding)}`}</td><td>${texts.plain(finding.title)}</td><td class="path extra">${location(finding)}</td><td class="short extra">${finding.effort === 'unknown' ? '–' : finding.effort}</td></tr>
`,
  );
  return markup`<table class="findings"><thead><tr><th scope="col">Id</th><th scope="col">Severity</th><th scope="col">Finding</th><th scope="col" class="extra">Location</th><th scope="col" class="extra">Effort</th></tr></thead><tbody>
${rows}</tbody></table>
`;
}

function state(finding: ReportFinding): Markup {
  return markup`<span class="state">${finding.state}</span>`;
}

function location({ path, line, url }: ReportFinding): Content {
  return path === null ? '–' : link(url, place({ path: shortPath(path), line }));
}

export function finding(one: ReportFinding, { texts, hasStates }: FindingOptions): Markup {
  const { id, severity, title, claim, failure, fix, assumes, notes } = one;
  const anchor = anchorOf(id);
  const labelled = (label: string, text: string): Content =>
    text !== '' &&
    markup`<p><strong>${label}:</strong> ${texts.plain(text)}</p>
`;
  return markup`<article class="finding" id="${anchor}" aria-labelledby="${headingAnchor(anchor)}">
<h3 id="${headingAnchor(anchor)}">${badge(severity)} <a class="id" href="#${anchor}">${id}</a> ${texts.plain(title)}</h3>
<p class="quiet">${hasStates && markup`${state(one)} `}${about(one)}</p>
${
  claim !== title &&
  claim !== '' &&
  markup`<p>${texts.plain(claim)}</p>
`
}${labelled('Failure', failure)}${labelled('Fix', fix)}${labelled('Assumes', assumes)}${citations(one.citations, texts)}${
  notes.length > 0 &&
  markup`<details><summary>Review notes</summary>
${lines(notes, texts)}</details>
`
}</article>
`;
}

/** As in Markdown, with the impact and the rule. */
function about(one: ReportFinding): Markup {
  const { impact, source, rule } = one;
  const { what, proof } = aboutFinding(one);
  const measured = [
    ...(impact === null ? [] : [`impact ${Math.round(impact)}`]),
    ...(source === 'rule' && rule !== null ? [`rule ${rule}`] : []),
  ];
  return joined([...what, ...measured, ...proof], ' · ');
}

/** The first one's lines as code, the others as a list. */
function citations(all: readonly ReportCitation[], texts: Texts): Markup {
  const leading = all.find((citation) => citation.place !== null && citation.lines.length > 0);
  const others = all.filter((citation) => citation !== leading).map(({ text }) => text);
  return markup`${leading !== undefined && leading.place !== null && citedLines(leading.place, leading.lines)}${others.length > 0 && lines(others, texts)}`;
}

function citedLines(at: ReportPlace, shown: readonly string[]): Markup {
  const { path, start, side, url } = at;
  const name = place({ path, line: start, end: start === null ? null : start + shown.length - 1 });
  return markup`<figure class="citation"><figcaption class="path">${link(url, name)}${side === 'base' && ' (base)'}</figcaption>${codeBlock(shown, languageOf(path), start)}</figure>
`;
}

/** A finding of an earlier run; `more` is said after its place. */
export function earlierFinding(
  { severity, title, path, line }: EarlierFinding,
  texts: Texts,
  more = '',
): Markup {
  const at =
    path === null ? null : markup` <span class="path quiet">${place({ path: shortPath(path), line })}</span>`;
  return markup`<li>${badge(severity)} ${texts.plain(title)}${at}${more !== '' && markup` <span class="quiet">${more}</span>`}</li>
`;
}
