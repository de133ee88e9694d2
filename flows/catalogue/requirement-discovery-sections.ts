/** The sections of requirement discovery: the requirements with what exists of them, what must be answered, and where the repository has the words of the request. */

import { saidBy } from '../../runner/core/flow-input.ts';
import type { ReportBlock, ReportSection } from '../../runner/core/report-document.ts';
import { earsSentence } from '../checks/drafts/ears.ts';
import { type JudgedClaim, liveClaims } from '../contracts/checked.ts';
import { type CheckedDraft, draftOf } from '../contracts/draft.ts';
import { type EvidencePack, factsOf, type Scope } from '../contracts/evidence-pack.ts';
import { Requirement } from '../contracts/plans.ts';
import { sourcePaths } from '../contracts/scope.ts';
import { isEnglish } from '../offline/ticket-questions.ts';
import type { FlowSections, VerdictView } from '../report/document.ts';
import { doubt, problemsSection, requestSection } from '../report/draft.ts';
import { mentionLine } from '../report/focus.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { isWithoutModel, type ReportModel } from '../report/report-model.ts';
import { foldedSection, list, section, table, text } from '../report/sections.ts';
import { count, cutText, list as joined } from '../wording.ts';
import { briefItems } from './claim-items.ts';
import { alikeParts, isCommon, type WordOfRequest, wordsOfRequest } from './request-facts.ts';

export const requirementDiscoverySections: FlowSections = {
  verdict: verdictOf,
  listsMentions: true,
  after: (model, page) => {
    if (model.failure !== null) return [];
    const draft = draftOf(model.draft, 'RequirementSet');
    return [
      ...requestSection(model.given.ticket, page),
      ...requirements(draft, page),
      ...questions(draft, page),
      ...section('Assumptions', items(draft?.document.assumptions ?? [], page)),
      ...section('Non-goals', items(draft?.document.nonGoals ?? [], page)),
      ...(draft === null ? [] : problemsSection(draft, page)),
      ...words(model, page),
      ...alike(model, page),
      ...foldedSection(
        'Domain and modules',
        briefItems(liveClaims(model.verdict, 'module').slice(0, MOST_MODULES), page),
      ),
    ];
  },
};

const MOST_MODULES = 12;

const asRequirement = ({ item }: JudgedClaim): Requirement | null => Requirement.safeParse(item).data ?? null;

/** Those that hold, in the order of the document. */
function standing(draft: CheckedDraft | null): { claim: JudgedClaim; requirement: Requirement }[] {
  return (draft?.claims ?? []).flatMap((claim) => {
    const requirement =
      claim.kind === 'requirement' && claim.outcome !== 'refuted' ? asRequirement(claim) : null;
    return requirement === null ? [] : [{ claim, requirement }];
  });
}

const STATUS: Readonly<Record<Requirement['status'], string>> = {
  exists: 'exists',
  partial: 'partly there',
  missing: 'missing',
};

function verdictOf({ draft: checked, pack, scope }: VerdictView): string | null {
  const draft = draftOf(checked, 'RequirementSet');
  if (draft === null || pack === null || scope === null) return null;
  const open = draft.document.questions.length;
  const toAnswer = `${count(open, 'question')} to answer first`;
  if (draft.written) {
    const all = standing(draft);
    const by = (status: Requirement['status']): number =>
      all.filter(({ requirement }) => requirement.status === status).length;
    return `${count(all.length, 'requirement')}: ${by('exists')} exist, ${by('partial')} partly, ${by('missing')} missing; ${toAnswer}.`;
  }
  return `No requirements: no model is configured${open === 0 ? '' : `; ${toAnswer}`}.${startOf(pack, scope)}`;
}

/** Where source speaks of the request best. */
function startOf(pack: EvidencePack, { files }: Scope): string {
  const source = sourcePaths(files);
  const best = factsOf(pack, 'mention').find(({ path }) => source.has(path ?? ''));
  return best === undefined ? '' : ` Start reading at ${best.path}:${best.line}.`;
}

function requirements(draft: CheckedDraft | null, page: Page): ReportSection[] {
  const lines = standing(draft).map(({ claim, requirement }) => ({
    text: `**${requirement.id}** ${page.said(earsSentence(requirement))} *${STATUS[requirement.status]}, ${requirement.priority}*${doubt(claim)} [${claim.id}]`,
    below: page.citations(claim.evidence).map((citation) => citation.text),
  }));
  return section('Requirements', list(lines));
}

function questions(draft: ReturnType<typeof draftOf<'RequirementSet'>>, page: Page): ReportSection[] {
  const asked = (draft?.document.questions ?? []).map(
    ({ text: question, blocks }) =>
      `${page.said(question)}${blocks.length === 0 ? '' : ` (blocks ${prose(joined(blocks, 6))})`}`,
  );
  const by =
    draft?.written === false ? 'From a checklist over the words of the request; no model read it.' : '';
  return asked.length === 0 ? [] : section('Questions to answer first', text(by), list(asked));
}

function items(texts: readonly string[], page: Page): ReportBlock {
  return list(texts.map((one) => page.said(one)));
}

const MOST_WORDS = 10;
const MOST_LINES = 8;

/** Words that occur in few files say where to look; without a model the lines with them are listed. */
function words(model: ReportModel, page: Page): ReportSection[] {
  const { pack, scope } = model;
  if (pack === null || scope === null) return [];
  const all = wordsOfRequest(pack, saidBy(model));
  const telling = all.filter((word) => word.files > 0 && !isCommon(word, scope));
  const rows = telling
    .filter(({ best }) => best.length > 0)
    .slice(0, MOST_WORDS)
    .map(({ word, files, best: [best] }) => [
      codeSpan(word),
      count(files, 'file'),
      best === undefined ? '' : page.at(best),
    ]);
  const named = (some: readonly WordOfRequest[]): string =>
    joined(
      some.map(({ word }) => codeSpan(word)),
      MOST_WORDS,
    );
  const common = all.filter((word) => isCommon(word, scope));
  // Words of another language than the code's are absent as a matter of course.
  const absent = isEnglish(saidBy(model)) ? all.filter(({ files }) => files === 0) : [];
  const lines = factsOf(pack, 'mention').filter(({ path }) => path !== null);
  return section(
    'Words of the request in the repository',
    table(['Word', 'Found in', 'Best place'], rows),
    text(absent.length === 0 ? '' : `In no file: ${named(absent)}.`),
    text(common.length === 0 ? '' : `Too common to narrow it down: ${named(common)}.`),
    list(isWithoutModel(model) ? lines.slice(0, MOST_LINES).map((fact) => mentionLine(fact, page)) : []),
  );
}

const MOST_PARTS = 10;
const LONGEST_NAME = 60;

function alike(model: ReportModel, page: Page): ReportSection[] {
  const { pack, scope } = model;
  if (pack === null || scope === null) return [];
  const parts = alikeParts(pack, scope, saidBy(model));
  const rows = parts
    .slice(0, MOST_PARTS)
    .map(({ kind, name, path, line }) => [
      kind,
      codeSpan(cutText(name, LONGEST_NAME)),
      page.at({ path, line }),
    ]);
  const rest = parts.length - rows.length;
  return section(
    'Existing parts with similar names',
    table(['Kind', 'Name', 'Location'], rows),
    text(rest > 0 ? `And ${rest} more.` : ''),
  );
}
