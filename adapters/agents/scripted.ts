/**
 * The back end for tests: replays a script (see `script.ts`) that may hold the faults of real agents. The fallback answers
 * tasks that no entry matches. Uses of an entry are counted per back end, that is per process.
 */
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { AgentBackend, AgentEvent, AgentTask } from '../../runner/core/ports/agent.ts';
import { CANCELLED, failure, streamAnswer } from './events.ts';
import { type Fault, patternsOf, type Script, type ScriptEntry, Subject } from './script.ts';

export interface ScriptedOptions {
  /** null: the back end can't be used, for `reason` */
  readonly script: Script | null;
  readonly reason?: string;
  /** answers tasks that no pattern matches */
  readonly fallback: AgentBackend;
}

export function createScriptedBackend(options: ScriptedOptions): AgentBackend {
  const { script, fallback, reason = 'BATON_SCRIPT names no file' } = options;
  const uses = new Map<string, number>();

  function take(task: AgentTask, entries: Script): ScriptEntry {
    const subject = Subject.safeParse(task.brief);
    const patterns = subject.success ? patternsOf(subject.data) : ['default'];
    for (const pattern of patterns) {
      const entry = entries[pattern];
      const used = uses.get(pattern) ?? 0;
      if (entry === undefined || used >= (entry.times ?? Number.POSITIVE_INFINITY)) continue;
      uses.set(pattern, used + 1);
      return entry;
    }
    return {};
  }

  return {
    name: 'scripted',
    needsCheckout: false,
    probe: async () => (script === null ? { ok: false, reason } : { ok: true }),
    async *run(task, signal) {
      if (script === null) {
        yield failure('spawn', false, reason);
        return;
      }
      yield* play(take(task, script), task, signal, fallback);
    },
  };
}

async function* play(
  entry: ScriptEntry,
  task: AgentTask,
  signal: AbortSignal,
  fallback: AgentBackend,
): AsyncGenerator<AgentEvent> {
  yield { type: 'started' };
  await pause(entry.delay_ms ?? 0, signal);
  if (signal.aborted) yield CANCELLED;
  else if (entry.fault !== undefined) yield* fail(entry.fault, task, signal);
  else if (entry.answer !== undefined) yield* say(textOf(entry.answer), entry.stream_ms ?? 0, signal);
  else yield* withoutStart(fallback.run(task, signal));
}

/** How often a streamed answer grows. */
const GROWS_EVERY_MS = 100;

/** Answers within that many milliseconds, as a model does, or at once. */
async function* say(answer: string, stream_ms: number, signal: AbortSignal): AsyncGenerator<AgentEvent> {
  const pieces = Math.ceil(stream_ms / GROWS_EVERY_MS);
  if (pieces === 0) yield* streamAnswer(answer, signal);
  else {
    const chunk = Math.ceil(answer.length / pieces);
    yield* streamAnswer(answer, signal, { chunk, between: () => pause(GROWS_EVERY_MS, signal) });
  }
}

async function* fail(fault: Fault, task: AgentTask, signal: AbortSignal): AsyncGenerator<AgentEvent> {
  switch (fault) {
    case 'hang':
      await abortOf(signal);
      yield CANCELLED;
      return;
    case 'crash':
      throw new Error('The agent died in the middle of its answer (scripted crash).');
    case 'nonsense':
      yield* streamAnswer('Certainly! {"findings": [oh, well… the code looks "fine" to me', signal);
      return;
    case 'flood':
      yield* streamAnswer(hugeAnswer(task.brief), signal);
      return;
    case 'error':
      yield failure('model', false, 'The model failed (scripted error).');
      return;
    case 'rate_limit':
      yield failure('rate_limit', true, 'Too many requests (scripted).');
      return;
    default:
      return fault satisfies never;
  }
}

/** The fallback's events without `started`, which was emitted already. */
async function* withoutStart(events: AsyncIterable<AgentEvent>): AsyncGenerator<AgentEvent> {
  for await (const event of events) {
    if (event.type !== 'started') yield event;
  }
}

/** Resolves after the time, or as soon as the signal is aborted. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds === 0 || signal.aborted) return;
  await setTimeout(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

function abortOf(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function textOf(answer: string | object): string {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}

const Named = z.object({ persona: z.string() });

/** Returns a lens' answer of megabytes: 500 findings that cite files which do not exist. */
function hugeAnswer(brief: unknown): string {
  const named = Named.safeParse(brief);
  const files = Array.from(
    { length: 25_000 },
    (_, at) => `flood/${'deeper/'.repeat(12)}file-number-${at}.ts`,
  );
  return JSON.stringify({
    lens: named.success ? named.data.persona : 'nobody',
    filesRead: files,
    findings: Array.from({ length: 500 }, (_, at) => inventedFinding(at + 1)),
    notChecked: [],
  });
}

function inventedFinding(number: number) {
  const path = `flood/file-number-${number}.ts`;
  return {
    title: `Flood finding ${number}`,
    kind: 'bug',
    severity: 'P0',
    confidence: 100,
    claim: `Finding ${number} of a flood. ${'It goes on and on. '.repeat(18)}`,
    failure: 'Everyone, always.',
    evidence: [{ type: 'code', path, start: number, end: number, quote: `const flood = ${number};` }],
    recommendation: 'Build a dam.',
    effort: 'S',
    origin: null,
    assumptions: [],
  };
}
