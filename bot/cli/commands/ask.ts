/** `baton ask ID STEP "…"`: a follow-up question to one of a run's agents. */

import type { RunnerService } from '../../../runner/core/ports/service.ts';
import type { QuestionDocument } from '../../../runner/core/run-snapshot.ts';
import { shortId } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { openWorker } from '../opened.ts';
import { printableLine, printableText } from '../screen-text.ts';
import { INTERRUPTED, type ShutdownSignals, watchShutdownSignals } from '../shutdown-signals.ts';
import { stepNamed } from '../step-names.ts';
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
