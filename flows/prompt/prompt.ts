/**
 * Builds an agent's prompt from data: the same parts give the same bytes. The system text says who the agent is and
 * its rules; the prompt says what is asked, what is known, and how to answer.
 */

import { z } from 'zod';
import type { AgentBrief, FailedAnswer, Persona } from '../../runner/core/ports/catalogue.ts';
import type { Pin } from '../../runner/core/ports/repository.ts';
import type { RunInfo } from '../../runner/core/run.ts';
import type { StepBrief } from '../contracts/brief.ts';
import { AGENT_CONTRACTS, type AgentContract, holdsFindings } from '../contracts/contracts.ts';
import { Finding, MOST_FINDINGS } from '../contracts/finding.ts';
import { isObject } from '../loose-json.ts';
import type { Changes } from './changes.ts';
import { challengeSection, documentSection, givenSection, materialSection } from './draft-sections.ts';
import { fence } from './fence.ts';
import {
  changesSection,
  claimsSection,
  descriptionSection,
  factsSection,
  gatedSection,
  reachSection,
  readingSection,
  scopeSection,
  settlementSection,
  uncitedSection,
} from './sections.ts';
import { isChallenge, stepSection } from './step-text.ts';

export interface PromptParts {
  readonly persona: Persona;
  /** instructions that agents share, by name; see `SHARED_FOR` */
  readonly shared: Readonly<Record<string, string>>;
  readonly contract: AgentContract;
  readonly brief: StepBrief;
  readonly pin: Pick<Pin, 'label' | 'notes' | 'history'>;
  /** globs that narrow the run */
  readonly paths: readonly string[];
  /** the facts of the persona's kinds, in few words */
  readonly digest: string;
  /** files in reading order; empty if the agent chooses */
  readonly reading: readonly string[];
  /** the text of the change; null if nothing is compared or the step does not need it */
  readonly changes: Changes | null;
  /** what the change reaches; empty if nothing is compared or the step does not need it */
  readonly reach: string;
  /** what the author says of the change; null if it is not known */
  readonly description: RunInfo['description'] | null;
}

export interface Prompt {
  readonly system: string;
  readonly prompt: string;
}

/** The shared instructions by contract: how to cite, how to grade. */
export const SHARED_FOR: Readonly<Record<AgentContract, readonly string[]>> = {
  LensOutput: ['untrusted', 'evidence', 'confidence', 'not-findings'],
  ApiSurface: ['untrusted', 'evidence', 'confidence', 'not-findings'],
  ThreatModel: ['untrusted', 'evidence', 'confidence', 'not-findings'],
  DependencyReport: ['untrusted', 'evidence', 'confidence', 'not-findings'],
  SystemMap: ['untrusted', 'evidence'],
  Tour: ['untrusted', 'evidence'],
  Hypotheses: ['untrusted', 'evidence', 'confidence'],
  RequirementSet: ['untrusted', 'evidence'],
  Options: ['untrusted', 'evidence'],
  Plan: ['untrusted', 'evidence'],
  MigrationPlan: ['untrusted', 'evidence'],
  TestPlan: ['untrusted', 'evidence'],
  Adr: ['untrusted', 'evidence'],
  Runbook: ['untrusted', 'evidence'],
  SkepticOutput: ['untrusted', 'evidence'],
  Premortem: ['untrusted', 'evidence'],
  Arbitration: ['untrusted', 'confidence'],
  Synthesis: ['untrusted'],
};

export function buildPrompt(parts: PromptParts): Prompt {
  return { system: systemText(parts), prompt: promptText(parts) };
}

function systemText({ persona, shared, contract }: PromptParts): string {
  const other =
    contract === persona.contract
      ? []
      : [
          `In this step you return \`${contract}\`; where *Return* above says otherwise, the schema of the step holds.`,
        ];
  return [
    `# ${persona.name}`,
    'You are one of several agents who look at one repository, each alone. You read; you change nothing.',
    persona.body,
    ...other,
    ...SHARED_FOR[contract].map((name) => shared[name] ?? ''),
  ].join('\n\n');
}

function promptText(parts: PromptParts): string {
  const { brief } = parts;
  return [
    questionSection(brief),
    ...givenSection(brief.given),
    scopeSection(brief.scope, parts.pin, parts.paths),
    ...stepSection(brief),
    ...upstreamSections(parts),
    ...(parts.reading.length === 0 ? [] : [readingSection(parts.reading, brief.scope.base !== null)]),
    ...(parts.changes === null ? [] : [changesSection(parts.changes)]),
    ...(parts.reach === '' ? [] : [reachSection(parts.reach)]),
    factsSection(parts.digest),
    ...(parts.description ? [descriptionSection(parts.description)] : []),
    returnSection(parts),
  ].join('\n\n');
}

/** Quotes every line, so that a question cannot contain a heading. */
function questionSection({ question, focused }: StepBrief): string {
  const quoted = question
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  const intro = focused
    ? 'Asked by the person who started this run. Look there first; your remit and your rules stay as they are.'
    : 'Nobody narrowed it: this is what the flow asks by itself.';
  return `## The question\n\n${intro}\n\n${quoted}`;
}

function upstreamSections({ brief }: PromptParts): string[] {
  if (brief.params.mode === 'gap') return [uncitedSection(brief.uncited)];
  const document = documentSection(brief.draft);
  if (isChallenge(brief.contract))
    return [...(brief.claims.length === 0 ? [] : [claimsSection(brief.claims)]), ...document];
  if (brief.params.mode === 'revise' && brief.gated !== null)
    return [...document, challengeSection(brief.gated)];
  if (brief.gated === null) return materialSection(brief.material);
  return brief.contract === 'Arbitration'
    ? [settlementSection(brief.claims, brief.gated, brief.possibleDuplicates)]
    : [gatedSection(brief.gated), ...document];
}

function returnSection({ brief, contract, persona }: PromptParts): string {
  const rules = ['One JSON object that meets this schema. No text before or after it, no code fence.'];
  const most = Math.min(brief.budget.maxFindings, persona.maxFindings);
  if (holdsFindings(contract)) {
    rules.push(`At most ${most} findings, the gravest first. \`lens\` is \`${persona.id}\`.`);
  }
  if (isChallenge(contract) && brief.claims.length > 0) {
    rules.push(`Exactly one verdict for each of: ${brief.claims.map(({ id }) => id).join(', ')}.`);
  }
  return `## Return\n\n${rules.join(' ')}\n\n${schemaText(contract, most)}`;
}

/** Code decides who made a finding, and that nobody challenged; the rest is for rules. */
const NOT_FOR_AGENTS = new Set(['source', 'rule', 'challenged', 'figures', 'impact', 'nearFocus', 'subject']);

/** The `source` of a command is evidence, which its agent gives. */
function isByCode(name: string, property: unknown): boolean {
  return NOT_FOR_AGENTS.has(name) && !(name === 'source' && isObject(property) && !('enum' in property));
}

/**
 * Repeated parts are written out or referred to, whichever is shorter. `most`: the findings that this step may return, so
 * that schema and prose name one limit.
 */
export function schemaText(contract: AgentContract, most: number): string {
  const schema = holdsFindings(contract)
    ? AGENT_CONTRACTS[contract].extend({ findings: z.array(Finding).max(Math.min(most, MOST_FINDINGS)) })
    : AGENT_CONTRACTS[contract];
  const [inline, ref] = (['inline', 'ref'] as const).map((reused) =>
    JSON.stringify(compact(z.toJSONSchema(schema, { io: 'input', reused }))),
  );
  return [inline ?? '', ref ?? ''].reduce((a, b) => (b.length < a.length ? b : a));
}

function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(isWanted).map(compactEntry));
}

function isWanted([key, value]: [string, unknown]): boolean {
  return (
    key !== '$schema' &&
    key !== 'additionalProperties' &&
    !(key === 'maximum' && value === Number.MAX_SAFE_INTEGER)
  );
}

function compactEntry([key, value]: [string, unknown]): [string, unknown] {
  if (key !== 'properties' || !isObject(value)) return [key, compact(value)];
  const kept = Object.entries(value).filter(([name, property]) => !isByCode(name, property));
  return [key, Object.fromEntries(kept.map(([name, property]) => [name, compact(property)]))];
}

/** How much of the answer's beginning and end is shown; a cut shows at the end. */
const MOST_HEAD = 4_000;
const MOST_TAIL = 2_000;

export function buildRepair(asked: AgentBrief, { answer, fault }: FailedAnswer): AgentBrief {
  const sections = [
    asked.prompt,
    '## Your answer\n\nYou have answered this request already, and code could not accept the answer.',
    ...(answer.trim() === '' ? [] : [fence('answer', clipped(answer))]),
    `## What is wrong\n\n${fence('fault', fault)}`,
    `## Return, once more

This is the last time you are asked. Answer the request above anew and whole, in the form that it asks for: one JSON object that meets the schema, no text before or after it, no code fence. Keep what was right, mend what is wrong; do not mention this exchange. If the answer was cut off, say less in it.`,
  ];
  return { ...asked, prompt: sections.join('\n\n') };
}

function clipped(answer: string): string {
  if (answer.length <= MOST_HEAD + MOST_TAIL) return answer.toWellFormed();
  const left = answer.length - MOST_HEAD - MOST_TAIL;
  const head = answer.slice(0, MOST_HEAD).toWellFormed();
  return `${head}\n… ${left} characters left out …\n${answer.slice(-MOST_TAIL).toWellFormed()}`;
}
