/**
 * Answers a mention in a run's own thread: a command is for that run, thanks ask for nothing, and any other text is a
 * question to the agent that it names, or to the only one that can be asked.
 */
import { nearest } from '../../runner/core/errors.ts';
import { withoutInvisible } from '../../runner/core/invisible-text.ts';
import type { Answer } from '../../runner/core/ports/platform.ts';
import type { Button, Line } from '../../runner/core/ports/views.ts';
import type { SnapshotStep } from '../../runner/core/run-snapshot.ts';
import { shortId } from '../wording.ts';
import type { ActionContext } from './action-context.ts';
import { agentOfReply, allowedRun, ask, askableSteps, nobodyToAsk } from './ask.ts';
import type { Command, Grammar } from './command.ts';
import { NO_ANSWER, privateLines, privateText } from './messages.ts';
import { agentNames, namedAgent } from './named-agent.ts';
import { startOffer } from './offered.ts';
import { offerAnswer } from './offers.ts';
import { parseCommand } from './parse.ts';
import { isSmallTalk, isThanks } from './small-talk.ts';
import { obeyVerb } from './verbs.ts';

export interface ThreadMention {
  readonly text: string;
  /** the message of Baton that it replies to */
  readonly repliesTo?: string | undefined;
}

export async function answerInThread(
  context: ActionContext,
  run_id: string,
  { text, repliesTo }: ThreadMention,
  grammar: Grammar,
): Promise<Answer> {
  const typed = withoutInvisible(text).trim();
  if (isThanks(typed)) return NO_ANSWER;
  const command = parseCommand(typed, inThread(grammar, run_id));
  if (command.kind === 'verb') return await obeyVerb(context, command.verb, command.given);
  if (typed !== '' && command.kind === 'launcher') return runAgain(run_id);
  const isGreeting = isSmallTalk(typed);
  const replied =
    repliesTo === undefined || isGreeting ? null : await agentOfReply(context, run_id, repliesTo);
  const seen = await allowedRun(context, run_id);
  if (replied !== null) return await ask(context, seen, { step_id: replied, question: typed });
  const { steps } = seen.snapshot;
  const agents = steps.filter(({ kind }) => kind === 'agent');
  const named = namedAgent(typed, agents, context.catalogue.personas);
  const [only, ...others] = named?.steps ?? [];
  if (named !== null && only !== undefined) {
    if (others.length > 0) return whomToAsk(run_id, named.steps);
    return await ask(context, seen, { step_id: only.step_id, question: named.question });
  }
  const offered = await otherCommand(context, command, run_id);
  if (offered !== null) return offered;
  const able = askableSteps(steps);
  const [first, ...more] = able;
  const isClear = typed !== '' && !isGreeting && !seemsNamed(typed, agents, context);
  if (isClear && first !== undefined && more.length === 0)
    return await ask(context, seen, { step_id: first.step_id, question: typed });
  return whomToAsk(run_id, able);
}

/** There, a command needs no run, and `why?` is a question. */
function inThread({ verbs, ...grammar }: Grammar, run: string): Grammar {
  return { ...grammar, verbs: verbs.filter(({ name }) => name !== 'why'), run };
}

function runAgain(run_id: string): Answer {
  const button: Button = { action: 'again', value: run_id, label: 'Run again…', look: 'main' };
  return privateText(`Run ${shortId(run_id)} again, with everything as it was or with changes?`, [
    { kind: 'buttons', buttons: [button] },
  ]);
}

/** A flow, and what is nearly a command, are offered: in a thread they may as well be meant for an agent. Null for a question. */
async function otherCommand(
  context: ActionContext,
  command: Command,
  run_id: string,
): Promise<Answer | null> {
  const asking: Button = { action: 'ask', value: run_id, label: 'Ask an agent…' };
  const { flows } = context.catalogue;
  if (command.kind === 'start' && command.options.flow_name !== null) {
    const start = startOffer(command.options.flow_name, command.given, { flows });
    const message =
      'This names a flow, and nothing was started. Start it in this thread, or ask an agent of this run?';
    return await offerAnswer(context, message, [start], [asking]);
  }
  if (command.kind !== 'offer' || command.isNear !== true) return null;
  const verbs = command.offers.filter((offer) => offer.command.kind === 'verb');
  return verbs.length === 0 ? null : await offerAnswer(context, command.message, verbs, [asking]);
}

/** Whether it begins with what may be a misspelt name of an agent and a colon. */
function seemsNamed(typed: string, agents: readonly SnapshotStep[], { catalogue }: ActionContext): boolean {
  const [, start] = /^@?([^\n:：]{2,40})[:：](?!\/)/.exec(typed) ?? [];
  const names = agentNames(agents, catalogue.personas).map(({ name }) => name);
  return start !== undefined && nearest(start.trim(), names).length > 0;
}

/** Offers a button, since a mention can't open a form. */
function whomToAsk(run_id: string, steps: readonly SnapshotStep[]): Answer {
  const [first] = steps;
  if (first === undefined) return nobodyToAsk();
  const code = (text: string) => ({ text, mark: 'code' as const });
  const names = steps.flatMap(({ step_id }, index): Line => [...(index === 0 ? [] : [', ']), code(step_id)]);
  return privateLines(
    [
      ['Whom do you ask? Begin with the name, as in ', code(`${first.step_id}: why?`), '.'],
      ['There are ', ...names, '. Or ', code('cancel'), ' and ', code('retry'), '.'],
    ],
    [{ kind: 'buttons', buttons: [{ action: 'ask', value: run_id, label: 'Ask an agent…', look: 'main' }] }],
  );
}
