/**
 * What an agent is asked whose answer did not meet the contract: the same again, with what it said and what is wrong with
 * it. It may have forgotten everything since, so the first request stands in it whole. Pure.
 */
import type { AgentBrief, FailedAnswer } from '../../runner/core/ports/catalogue.ts';
import { fence } from './fence.ts';

/** Characters of the answer that are shown: of its beginning, and of its end, where a cut shows. */
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
