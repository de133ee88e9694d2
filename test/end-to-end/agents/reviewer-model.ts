/**
 * A model that works as an agent's does, on loopback: it knows the step by its prompt, reads a file with the agent's own
 * tool, and answers in the step's contract with what it has read. Some of what it says is made up, one answer stands in
 * prose, and one meets its contract only when it is asked again.
 */
import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock';
import { cited } from '../answers.ts';
import { INVENTED_COUNTER, INVENTED_FINDING, SIGHTS, type Sight } from './reviewed-shop.ts';

export interface ToolUse {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface ReviewerModel {
  /** without a path, e.g. `http://127.0.0.1:40123` */
  readonly url: string;
  /** who it was asked by so far, once for each time that the step's prompt came anew: a persona's id */
  readonly asked: readonly string[];
  /** what it was told each time, but for what a tool gave */
  readonly prompts: readonly string[];
  /** From now on this persona gets no answer. */
  hold(persona: string): void;
  /** how many calls wait for theirs */
  readonly waiting: () => number;
  release(): void;
  stop(): Promise<void>;
}

/** Tokens of each call, in and out. */
export const CALL = { input: 1_000, output: 100 };
const USAGE = {
  prompt_tokens: CALL.input,
  completion_tokens: CALL.output,
  total_tokens: CALL.input + CALL.output,
};

/** `read` is how the agent's tool is called that reads a file of the repository. */
export async function startReviewerModel(read: (path: string) => ToolUse): Promise<ReviewerModel> {
  const model = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 64 });
  const asked: string[] = [];
  const prompts: string[] = [];
  let held: { readonly persona: string; readonly opened: PromiseWithResolvers<void> } | null = null;
  let waiting = 0;
  model.on({ predicate: () => true }, async (request) => {
    const text = request.messages
      .filter(({ role }) => role !== 'tool')
      .map(textOf)
      .join('\n');
    const persona = personaIn(text);
    // Beside a task, agents ask for a title of their session.
    if (persona === null || (request.tools ?? []).length === 0) return { content: 'A title' };
    const seen = request.messages.filter(({ role }) => role === 'tool').map(textOf);
    if (seen.length === 0) {
      asked.push(persona);
      prompts.push(text);
    }
    if (held?.persona === persona) {
      waiting += 1;
      await held.opened.promise;
    }
    const usage = USAGE;
    if (seen.length > 0) return { content: answerOf(persona, text, seen.join('\n')), usage };
    const { name, arguments: given } = read(fileFor(persona, text));
    return { toolCalls: [{ name, arguments: JSON.stringify(given) }], usage };
  });
  await model.start();
  return {
    url: model.url,
    asked,
    prompts,
    hold(persona) {
      held = { persona, opened: Promise.withResolvers() };
      waiting = 0;
    },
    waiting: () => waiting,
    release() {
      held?.opened.resolve();
      held = null;
    },
    stop: () => model.stop(),
  };
}

/** Null for what is no step of a run. */
function personaIn(text: string): string | null {
  const lens = /`lens` is `([\w-]+)`/.exec(text)?.[1];
  if (lens !== undefined) return lens;
  if (/Exactly one verdict for each of: |No claim fell to you/.test(text)) return 'skeptic';
  if (text.includes('## Findings and rulings')) return 'arbiter';
  return text.includes('## What passed the gate') ? 'synthesist' : null;
}

function fileFor(persona: string, text: string): string {
  return SIGHTS[persona]?.file ?? /"at":\["(?:base:)?([^:"]+)/.exec(text)?.[1] ?? 'README.md';
}

/** `seen` is what the tool gave. */
function answerOf(persona: string, text: string, seen: string): string {
  const sight = SIGHTS[persona];
  if (sight !== undefined) return lensAnswer(persona, sight, text, seen);
  switch (persona) {
    case 'skeptic':
      return JSON.stringify({ verdicts: idsIn(/each of: ([\w, ]+)/, text).map(ruling) });
    case 'arbiter':
      return JSON.stringify({ clusters: [], conflicts: [], severityChanges: [] });
    default:
      return synthesis([...text.matchAll(/^\{"id":"(F\d+)"/gm)].map(([, id = '']) => id));
  }
}

function lensAnswer(persona: string, sight: Sight, text: string, seen: string): string {
  const quote = sight.quote.exec(sight.side === 'base' ? text : seen)?.[0];
  if (quote === undefined) return `I could not read ${sight.path}. This is what I got: ${seen}`;
  const { file, path, line, side, ...said } = sight;
  const finding = {
    ...said,
    severity: 'P1',
    confidence: 100,
    evidence: [{ ...cited(path, line, quote), ...(side === undefined ? {} : { side }) }],
    recommendation: 'Mend it.',
    effort: 'S',
    origin: 'introduced',
    assumptions: [],
  };
  const findings = persona === 'correctness-reviewer' ? [finding, INVENTED_FINDING] : [finding];
  const answer = { lens: persona, filesRead: [file], findings, notChecked: [] };
  if (persona === 'security-reviewer') return inProse(answer);
  const isFirst = !text.includes('## Return, once more');
  if (persona === 'reliability-engineer' && isFirst) return JSON.stringify({ ...answer, findings: 'one' });
  return JSON.stringify(answer);
}

const inProse = (answer: unknown): string =>
  `I have read the file. Here is what I found:\n\n\`\`\`json\n${JSON.stringify(answer, null, 2)}\n\`\`\`\n\nThat is all.`;

/** Upholds everything but the claim that is numbered first, which it says code disproves that is not there. */
function ruling(findingId: string) {
  return findingId === 'F1'
    ? { findingId, ruling: 'refuted', because: 'A header is asked for.', counter: [INVENTED_COUNTER] }
    : { findingId, ruling: 'upheld', because: 'The line does what is claimed.', counter: [] };
}

function synthesis(ids: readonly string[]): string {
  const refs = ids.slice(0, 1);
  return JSON.stringify({
    verdict: 'Mend the export before this is merged.',
    headline: [{ text: 'The export gives a token away.', refs }],
    answer: `The export is not safe yet [${refs}]. It costs 4711 customers a day [${refs}].`,
    nextSteps: [{ text: 'Take the token out of the code.', refs }],
    openQuestions: [],
  });
}

function idsIn(pattern: RegExp, text: string): string[] {
  return pattern.exec(text)?.[1]?.match(/F\d+/g) ?? [];
}

function textOf({ content }: ChatCompletionRequest['messages'][number]): string {
  if (content === null) return '';
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('\n');
}
