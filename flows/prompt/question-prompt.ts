/**
 * The prompt of a follow-up question to the agent of a step. Its answer, its transcript and
 * earlier questions are data, like all text of the repository; only the question is an instruction.
 */
import type { FollowUp, Persona } from '../../runner/core/ports/catalogue.ts';
import type { Pin } from '../../runner/core/ports/repository.ts';
import type { Scope } from '../contracts/evidence-pack.ts';
import { fence } from './fence.ts';
import type { Prompt } from './prompt.ts';
import { factsSection, scopeSection } from './sections.ts';

export interface QuestionParts {
  readonly persona: Persona;
  /** instructions that agents share, by name */
  readonly shared: Readonly<Record<string, string>>;
  readonly followUp: FollowUp;
  /** what the run itself asked */
  readonly runQuestion: string;
  /** what the step answered */
  readonly output: string;
  readonly scope: Scope;
  readonly pin: Pick<Pin, 'label' | 'notes' | 'history'>;
  /** globs that narrow the run */
  readonly paths: readonly string[];
  /** the facts of the persona's kinds, in few words */
  readonly digest: string;
}

/** Which of the shared texts go with a question: its answer is prose, so no rule of a contract's form does. */
export const SHARED_FOR_QUESTIONS: readonly string[] = ['untrusted'];

/** Characters of the transcript that are shown: its end, where the agent had come furthest. */
const MOST_TRANSCRIPT = 12_000;

export function buildQuestionPrompt(parts: QuestionParts): Prompt {
  return { system: systemText(parts), prompt: promptText(parts) };
}

function systemText({ persona, shared }: QuestionParts): string {
  return [
    `# ${persona.name}`,
    'You were one of several agents who looked at one repository, each alone. You have answered; now a person asks you about it. You read; you change nothing.',
    persona.body,
    'Your remit and your rules stay as they are. Only the form differs: where *Return* above names a contract, it held for your step; now you answer in prose, as the request says.',
    ...SHARED_FOR_QUESTIONS.map((name) => shared[name] ?? ''),
  ].join('\n\n');
}

function promptText(parts: QuestionParts): string {
  const { followUp, output, digest } = parts;
  return [
    `## The question\n\nA person asks you:\n\n${quoted(followUp.question)}`,
    `## What the run asked\n\n${quoted(parts.runQuestion)}`,
    scopeSection(parts.scope, parts.pin, parts.paths),
    `## What you answered\n\n${fence('answer', output)}`,
    ...transcriptSection(followUp.transcript),
    ...earlierSection(followUp.earlier),
    factsSection(digest),
    RETURN,
  ].join('\n\n');
}

/** Quotes every line, so that a question cannot contain a heading. */
function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

function transcriptSection(transcript: string): string[] {
  if (transcript.trim() === '') return [];
  const cut = transcript.length > MOST_TRANSCRIPT;
  const text = cut ? `…${transcript.slice(-MOST_TRANSCRIPT).toWellFormed()}` : transcript;
  return [
    `## How you worked\n\nWhat you said and which tools you used on the way there.\n\n${fence('transcript', text)}`,
  ];
}

function earlierSection(earlier: FollowUp['earlier']): string[] {
  if (earlier.length === 0) return [];
  const said = earlier.map(
    ({ question, answer }) => `Asked:\n\n${quoted(question)}\n\nYou said:\n\n${fence('answer', answer)}`,
  );
  return [`## Asked before\n\n${said.join('\n\n')}`];
}

const RETURN = `## Return

Markdown for a chat, in the language of the question: the answer in the first sentence, then why, in at most 300 words. No heading, no table, no JSON.

- Open the files before you speak of them. Cite each place as \`path:line\` with a short quote copied letter for letter; a fact by its id.
- Say what you did not look at, and what you can't tell from here. If you were wrong before, say so and correct it.
- What lies outside your remit, leave to another agent and say to which kind.`;
