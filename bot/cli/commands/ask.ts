/** `baton ask ID STEP "…"`: a follow-up question to one of a run's agents. */
import type { StepDocument } from '../../../runner/core/documents.ts';
import { BatonError, nearest } from '../../../runner/core/errors.ts';
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import type { QuestionDocument } from '../../../runner/core/step-detail.ts';
import { shortId } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { openWorker } from '../opened.ts';
import { printableLine, printableText } from '../screen-text.ts';
import { INTERRUPTED, type ShutdownSignals, watchShutdownSignals } from '../shutdown-signals.ts';
import { openWaitNotice } from '../wait-notice.ts';

export const askCommand: Command = {
  name: 'ask',
  summary: 'ask one of the agents of a run about what it found',
  details: `The same persona answers, read-only, with what it said and did in the run, at the run's commit. The step is
named by its id, its label or its persona. The answer goes to stdout and stays with the run. Exit code: 0 answered,
1 failed, 2 refused, 130 Ctrl-C (the question stays, for a running service).`,
  positionals: ['id', 'step', 'question'],
  options: { json: JSON_OPTION },
  examples: [
    {
      line: 'baton ask 1a2b3c4d security-reviewer "Who can reach that route?"',
      description: "asks the persona; the first characters of the run's id are enough",
    },
    {
      line: 'baton ask 1a2b3c4d lens:security "Is F2 new?" --json',
      description: 'names the step, prints the question as JSON',
    },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  const shutdown = watchShutdownSignals(context.terminal);
  try {
    // Without a running service, this process answers.
    const opened = await openWorker(context, shutdown);
    if (opened === null) return shutdown.first() === 'SIGINT' ? INTERRUPTED : 1;
    try {
      const asked = await ask(opened.service, given, context);
      const answered = await answerOf(opened.service, asked, shutdown, context);
      return conclude(answered ?? asked, given, context, shutdown);
    } finally {
      await opened.close();
    }
  } finally {
    shutdown.close();
  }
}

async function ask(
  service: RunnerService,
  given: Arguments,
  { terminal }: Context,
): Promise<QuestionDocument> {
  const [prefix = '', name = '', question = ''] = given.positionals;
  const run_id = await service.resolveRunId(prefix);
  const { step_id, label } = stepNamed(name, (await service.run(run_id)).steps);
  const asked = await service.ask({ id: null, run_id, step_id, question, asked_by: `cli:${terminal.user}` });
  terminal.stderr.write(`${printableLine(label)} is asked…\n`);
  return asked;
}

/** Returns null if the user does not wait for it. */
async function answerOf(
  service: RunnerService,
  { id }: QuestionDocument,
  shutdown: ShutdownSignals,
  { terminal }: Context,
): Promise<QuestionDocument | null> {
  const left = Promise.withResolvers<null>();
  const leave = () => left.resolve(null);
  shutdown.asked.addEventListener('abort', leave, { once: true });
  if (shutdown.asked.aborted) leave();
  const write = (line: string) => void terminal.stderr.write(`${printableLine(line)}\n`);
  const notice = openWaitNotice(service, { question_id: id }, write);
  try {
    return await Promise.race([service.answered(id, shutdown.asked), left.promise]);
  } catch (error) {
    if (shutdown.asked.aborted) return null;
    throw error;
  } finally {
    notice.close();
    shutdown.asked.removeEventListener('abort', leave);
  }
}

function conclude(
  question: QuestionDocument,
  given: Arguments,
  { terminal }: Context,
  shutdown: ShutdownSignals,
): number {
  const { state, answer, error, run_id } = question;
  const isOpen = state === 'pending' || state === 'running';
  if (isOpen) {
    terminal.stderr.write(`The question stays with run ${shortId(run_id)}; a running service answers it.\n`);
    return shutdown.first() === 'SIGINT' ? INTERRUPTED : 1;
  }
  if (given.switch('json')) terminal.stdout.write(`${JSON.stringify(question, null, 2)}\n`);
  else if (answer !== null) terminal.stdout.write(`${printableText(answer).trimEnd()}\n`);
  else terminal.stderr.write(`No answer: ${printableLine(error ?? 'no reason was given')}\n`);
  return state === 'answered' ? 0 : 1;
}

/**
 * Resolves the step that the user means: by its id, the end of its id, its label, or its persona. Ignores case. Throws `unknown_step` with the nearest names, or `ambiguous_step` with the candidates.
 */
function stepNamed(typed: string, steps: readonly StepDocument[]): StepDocument {
  const wanted = typed.trim().toLowerCase();
  const named = steps.filter(({ step_id }) => step_id.toLowerCase() === wanted);
  const meant = named.length > 0 ? named : steps.filter((step) => namesOf(step).includes(wanted));
  const [first, ...others] = meant;
  if (first === undefined) throw unknownStep(typed, steps);
  if (others.length === 0) return first;
  const ids = meant.map(({ step_id }) => step_id).join(', ');
  throw new BatonError(
    'refused',
    'ambiguous_step',
    `Several steps are called ${JSON.stringify(typed)}: ${ids}.`,
    {
      path: 'step',
    },
  );
}

/** Labels and personas count only for agents: a code step is known by its id alone. */
function namesOf({ kind, step_id, label, persona }: StepDocument): string[] {
  if (kind === 'code') return [];
  return [step_id.replace(/^.*?:/, ''), label, persona ?? ''].map((name) => name.toLowerCase());
}

function unknownStep(typed: string, steps: readonly StepDocument[]): BatonError {
  const agents = steps.filter(({ kind }) => kind === 'agent');
  const names = [...new Set(agents.flatMap((step) => [step.step_id, ...namesOf(step)]))];
  const near = nearest(typed, names);
  const hint =
    near.length > 0
      ? `Did you mean ${near.map((name) => JSON.stringify(name)).join(' or ')}?`
      : `Its agents are: ${agents.map(({ step_id }) => step_id).join(', ') || 'none'}.`;
  return new BatonError(
    'not_found',
    'unknown_step',
    `The run has no step ${JSON.stringify(typed)}. ${hint}`,
    {
      path: 'step',
    },
  );
}
