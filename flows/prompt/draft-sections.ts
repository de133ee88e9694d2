/** The parts of a prompt for those who prepare, write, challenge and revise a document. */
import { FLOW_INPUTS, type FlowInputName } from '../../runner/core/flow-input.ts';
import type { StepBrief } from '../contracts/brief.ts';
import type { CheckedEvidence, Claim, JudgedClaim, VerdictOutput } from '../contracts/checked.ts';
import { isDraft } from '../contracts/contracts.ts';
import type { CheckedDraft } from '../contracts/draft.ts';
import { cutText } from '../wording.ts';
import { fence } from './fence.ts';
import { evidenceText } from './sections.ts';

const MOST_GIVEN = 12_000;

const CALLED: Readonly<Record<FlowInputName, string>> = {
  ticket: 'The ticket',
  symptom: 'The symptom',
  log: 'The log',
  since: 'Since when',
  from: 'What to migrate from',
  to: 'What to migrate to',
  decision: 'The decision to make',
  service: 'The service',
  policy: 'The license policy',
  audience: 'The audience',
};

/** What the person gave beside the focus; it comes from tickets and logs, so it is data. */
export function givenSection(given: StepBrief['given']): string[] {
  const parts = FLOW_INPUTS.flatMap((name) => {
    const text = given[name];
    return text === undefined ? [] : [`${CALLED[name]}:\n\n${fence(name, cutText(text, MOST_GIVEN))}`];
  });
  return parts.length === 0 ? [] : [`## Given\n\n${parts.join('\n\n')}`];
}

const BRIEFS: Readonly<Record<string, string>> = {
  minimal: 'the smallest change that answers the question, even if it leaves something ugly behind',
  clean:
    'what the code would look like if this had been wanted from the beginning, and what it costs to get there',
  pragmatic: 'what a team would do that has to ship it and to live with it',
};

/** How a step of a flow with a draft differs from others of its persona. */
export function draftingText({ params, contract }: StepBrief): string[] {
  const { brief, mode } = params;
  if (contract === 'Options' && brief !== undefined) {
    return [
      `Your brief is \`${brief}\`: ${BRIEFS[brief] ?? brief}. Return that option, and doing nothing as an option of its own where it is a real one; colleagues have the other briefs.`,
    ];
  }
  if (params.for !== undefined) {
    return [
      `You prepare a ${params.for}, which a colleague drafts from what you return and the citation check lets through. Return what it must respect or it fails, and what already exists; leave out what has nothing to do with the question.`,
    ];
  }
  if (mode === 'revise') {
    return [
      'You wrote the draft below. It has been checked by code and challenged by skeptics since. Return it whole, once more: without what was refuted, with every problem mended or turned into an open question, and with an answer to each scenario that is likely or grave. Change nothing else. Keep the ids of what stays.',
    ];
  }
  if (contract === 'Premortem') {
    return [
      'Rule on the claims as always. Then look at the draft itself: it is a year later, and it failed. Tell three to seven ways in which that happened, the likeliest first, each with what showed it first. Cite what in this code makes it likely; a scenario that rests on nothing here says `assumption: true`.',
    ];
  }
  if (isDraft(contract)) {
    return [
      'You write the draft, from the material below and what you read yourself. The material has passed the citation check; repeat a citation where you rest on it. Every statement about the repository needs evidence of its own.',
    ];
  }
  return [];
}

const MOST_MATERIAL = 80;
const MOST_DOCUMENT = 40_000;

/** What research and analysts found: statements, one JSON object a line. */
export function materialSection(material: readonly Claim[]): string[] {
  if (material.length === 0) return [];
  const lines = material.slice(0, MOST_MATERIAL).map((claim) => JSON.stringify(materialView(claim)));
  const rest = material.length > MOST_MATERIAL ? `\n… and ${material.length - MOST_MATERIAL} more` : '';
  return [`## Material\n\n${fence('material', `${lines.join('\n')}${rest}`)}`];
}

function materialView({ id, kind, lenses, item, evidence }: Claim) {
  const { evidence: _given, source: _source, ...said } = item;
  return {
    ...said,
    id: item.id ?? id,
    kind,
    by: lenses.join(', '),
    at: evidence.slice(0, 3).map(evidenceText),
  };
}

/** The draft, and what code finds wrong with it. */
export function documentSection(draft: CheckedDraft | null): string[] {
  if (draft === null) return [];
  const { document, problems, claims } = draft;
  const cited = claims.flatMap(({ item, evidence }) =>
    evidence.length === 0
      ? []
      : [`${String(item.id ?? item.name ?? '')}: ${evidence.map(evidenceText).join(', ')}`],
  );
  const found = problems.map(({ at, text }) => (at === '' ? text : `${at}: ${text}`));
  return [
    `## The draft\n\n${fence('draft', cutText(JSON.stringify(document, withoutEvidence), MOST_DOCUMENT))}`,
    ...(cited.length === 0 ? [] : [`## Where its statements hold\n\n${fence('places', cited.join('\n'))}`]),
    ...(found.length === 0 ? [] : [`## Problems found by code\n\n${fence('problems', found.join('\n'))}`]),
  ];
}

/** Its statements have been checked, so places take less room than quotes. */
function withoutEvidence(key: string, value: unknown): unknown {
  return key === 'evidence' ? undefined : value;
}

/** For the revision: what skeptics said of the draft's statements, how it may fail, and what else was found. */
export function challengeSection(verdict: VerdictOutput): string {
  const lines = verdict.claims
    .filter(
      (claim) => claim.kind === 'scenario' || claim.kind === 'finding' || claim.ruling !== 'unchallenged',
    )
    .map((claim) => JSON.stringify(challengeView(claim)));
  const text = lines.length === 0 ? '(nobody objected)' : lines.join('\n');
  return `## The challenge\n\n${fence('challenge', text)}`;
}

function challengeView({
  kind,
  title,
  ruling,
  because,
  counter,
  outcome,
  item,
  severity,
  claim,
}: JudgedClaim) {
  if (kind === 'scenario') {
    const { story, cause, earlySign, mitigation, likelihood, impact, tasks } = item;
    return { kind, story, cause, earlySign, mitigation, likelihood, impact, tasks };
  }
  const against: readonly CheckedEvidence[] = counter;
  if (kind === 'finding') return { kind, severity, title, claim, outcome };
  return { kind, id: item.id, title, ruling, because, counter: against.map(evidenceText) };
}
