/**
 * Commands in other words than their own: `show me the history`, `what can you do?`, `don't run anything`, the bare id of a
 * run. Pure.
 */
import { type FlowForm, flowAtStart, leadOf } from './flow-names.ts';
import type { Word } from './typed-text.ts';

const HELP_WORD = /^[-‐‑‒–—―−/\\]+(?:h|help|\?)[.!?]*$/i;
/** More words are a question about an option of that name. */
const MOST_WORDS = 4;

/** Whether `--help` is asked for, as the command line takes it. */
export function isHelpWord(words: readonly Word[]): boolean {
  const isOne = (word: Word | undefined) => word?.quoted === false && HELP_WORD.test(word.text);
  return isOne(words[0]) || (words.length <= MOST_WORDS && isOne(words.at(-1)));
}

const LISTED =
  /^(?:list|show|see|view|get|give)\s+(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:the|my|our|your)?\s*(?<what>flows|projects|repositories|history|runs|help|commands|schedules)(?:[\s,]+(?:please|pls|thanks))?\W*$/i;
const ALL = /^list\s+(?:me\s+)?(?<what>all|everything)\W*$/i;
const ASKED =
  /^what(?:['’]?s| is| are)?\s+(?:the|my|our|your)?\s*(?<what>flows|projects|history|runs|commands|schedules)(?:\s+(?:are there|do you have|can (?:i|we|you) run))?\W*$/i;
const VERBS: Readonly<Record<string, string>> = {
  all: 'list',
  everything: 'list',
  flows: 'list',
  projects: 'projects',
  repositories: 'projects',
  history: 'history',
  runs: 'history',
  help: 'help',
  commands: 'help',
  schedules: 'schedule',
};

/** Returns the verb that shows what is asked for; null for any other text. */
export function verbInOtherWords(body: string): string | null {
  const texts = [body, body.slice(leadOf(body).end)];
  const what = texts.flatMap((text) => [LISTED, ALL, ASKED].map((form) => form.exec(text)?.groups?.what));
  return VERBS[what.find((each) => each !== undefined)?.toLowerCase() ?? ''] ?? null;
}

const HELP_ASKED = [
  /^(?:(?:i|we)\s+)?need\s+(?:some\s+|your\s+)?help\W*$/i,
  /^what\s+(?:can|do)\s+(?:you|i|we|this|it)\s+do(?:\s+here|\s+with\s+(?:this|it|you))?\W*$/i,
  /^how\s+(?:do|can|should)\s+(?:i|we)\s+(?:use|run|start)\s+(?:this|it|you|baton|a\s+flow)\W*$/i,
  /^(?:who|what)\s+(?:are\s+you|is\s+(?:this\s+)?(?:@?baton|bot))\W*$/i,
  /^help\s+(?:with\s+)?(?:list|projects|history|show|cancel|retry|export|schedule|why|notify|flows|options|[a-z]+-[a-z]+)\W*$/i,
];

/** Whether it asks what can be done, rather than something about the code. */
export function asksForHelp(body: string): boolean {
  return HELP_ASKED.some((form) => form.test(body));
}

const NOT = /^(?:please[\s,]+)?(?:do\s+not|don['’]?t|never|no|not|stop|skip|ignore)\s+/i;
const NOTHING = /^(?:run|start|do|launch)\s+nothing\b/i;
const RUNNING = /^(?:run|runn?ing|start|starting|launch|launching|begin|execute|trigger)\b/i;
const MOST_REFUSED = 6;

/** Whether it asks that no run be started, or another one be stopped. A question does not. */
export function asksNotToRun(body: string, flows: readonly FlowForm[]): boolean {
  if (NOTHING.test(body)) return true;
  const length = NOT.exec(body)?.[0].length ?? 0;
  if (length === 0 || /[?？]/.test(body)) return false;
  const rest = body.slice(length);
  return (
    flowAtStart(rest, flows) !== null || (RUNNING.test(rest) && rest.split(/\s+/).length <= MOST_REFUSED)
  );
}

const RUN_ID =
  /^(?:(?:re-?run|run|start|restart)\s+)?[#`"']*(?<id>(?=[0-9a-f-]*\d)(?=[0-9a-f-]*[a-f])[0-9a-f][0-9a-f-]{5,35})[`"']*[.!?]*$/i;

/** Returns what may be the id of a run, if it is all of the text; null otherwise. */
export function runIdIn(body: string): string | null {
  return RUN_ID.exec(body)?.groups?.id ?? null;
}
