/**
 * Parses what people type after `/flow`, or after a mention of the bot: a flow with its options and focus, a command, or
 * a question for the channel's default flow. What may be meant otherwise starts nothing: it is offered as commands to
 * choose from. Pure.
 */
import { isBlank, withoutInvisible } from '../../runner/core/invisible-text.ts';
import { type GivenOptions, judgeOptions, parseOptions } from '../../runner/core/run-request.ts';
import { asksForHelp, asksNotToRun, isHelpWord, runIdIn, verbInOtherWords } from './asked-otherwise.ts';
import type { Command, Grammar } from './command.ts';
import {
  asksToRun,
  flowAtStart,
  flowCalled,
  flowsNearStart,
  flowWithin,
  type NamedFlow,
} from './flow-names.ts';
import {
  distinct,
  flowChoice,
  greetingOf,
  MOST_NEAR,
  nearOf,
  questionOf,
  startOffer,
  usualOffer,
  verbOffer,
} from './offered.ts';
import { optionsIn, type Values } from './option-words.ts';
import { isSmallTalk, isThanks, withoutMarks } from './small-talk.ts';
import { focusOf, removeSpans, wordsOf } from './typed-text.ts';
import { NO_ARGUMENTS, verbAtStart } from './verb-words.ts';

/** The command's own name, as copied with what follows it. */
const COPIED = /^(["'`“‘*]*)\/flow(?=[\s"'`”’*]|$)\s*/i;

const HELP: Command = { kind: 'verb', verb: 'help', given: NO_ARGUMENTS };

export function parseCommand(typed: string, grammar: Grammar): Command {
  const { flows, verbs } = grammar;
  const text = withoutInvisible(typed).trim().replace(COPIED, '$1');
  const words = wordsOf(text);
  if (words.length === 0 || isBlank(text)) return { kind: 'launcher' };
  if (isHelpWord(words)) return HELP;
  const free = verbAtStart(
    text,
    verbs.filter(({ takes }) => takes === 'text'),
    grammar,
  );
  if (free?.kind === 'verb') return free;
  const found = optionsIn(text, words, flows);
  if (found.kind === 'wrong') return found;
  const body = removeSpans(text, found.cuts);
  if (body === '') return startOf(found.values);
  return commandIn(body, found.values, grammar) ?? questionIn(body, found.values, grammar);
}

/** Returns what the text says to do, without its options; null if it only asks something, or may be meant in several ways. */
function commandIn(body: string, values: Values, grammar: Grammar): Command | null {
  const { flows, verbs } = grammar;
  const plain = withoutMarks(body);
  const named = flowAtStart(plain, flows);
  if (named !== null) return namedStart(named, values, grammar);
  if (asksToRun(plain) || /^(?:flow|launch|launcher|form)[.!?]*$/i.test(plain)) return { kind: 'launcher' };
  const behind = /^flow[\s:]+(?=\S)/i.exec(plain);
  const called = behind === null ? null : commandIn(plain.slice(behind[0].length), values, grammar);
  if (called !== null && called.kind !== 'offer') return called;
  const other = verbInOtherWords(plain);
  if (other !== null && verbs.some(({ name }) => name === other))
    return { kind: 'verb', verb: other, given: NO_ARGUMENTS };
  if (asksForHelp(plain)) return HELP;
  const verb = verbAtStart(plain, verbs, grammar);
  if (verb === null) return null;
  return verb.kind === 'question' ? questionOf(verb, body, values, grammar) : verb;
}

function namedStart({ flow, rest }: NamedFlow, values: Values, grammar: Grammar): Command {
  if (/^(?:help|usage)\W*$/i.test(rest)) return HELP;
  const second = flowAtStart(rest.replace(/^(?:and|or|then|also|[&+/,]|\W+)\s*/i, ''), grammar.flows);
  if (second?.rest === '' && second.flow !== flow) {
    const message = 'This names two flows, and a run is of one, so nothing was started. Which one first?';
    const starts = [flow, second.flow].map((name) => startOffer(name, { ...values, focus: null }, grammar));
    return flowChoice(message, starts);
  }
  return startOf({ ...values, flow, focus: focusOf(rest) });
}

/** What is left is a question for the default flow, unless it may be something else. */
function questionIn(body: string, values: Values, grammar: Grammar): Command {
  const { flows } = grammar;
  const usual = grammar.usual(body);
  if (asksNotToRun(body, flows) || isThanks(body, flows)) return greetingOf(body, values, grammar);
  const run = runIdIn(body);
  if (run !== null) {
    const given = { ...NO_ARGUMENTS, run };
    const message = `Nothing was started: ${run} looks like the id of a run. Which of these is meant?`;
    const verbs = [verbOffer('show', given), verbOffer('retry', given)];
    return { kind: 'offer', message, offers: [...verbs, usualOffer(body, values, grammar)] };
  }
  const within = flowWithin(body, flows);
  if (within !== null && within.flow !== usual) {
    const start = startOffer(within.flow, { ...values, focus: focusOf(within.rest) }, grammar);
    const message = 'This may name a flow, so nothing was started. Which of these is meant?';
    return flowChoice(message, [start, usualOffer(body, values, grammar)]);
  }
  if (isSmallTalk(body)) return greetingOf(body, values, grammar);
  return nearOf(body, values, grammar) ?? startOf({ ...values, focus: focusOf(body) });
}

/** Parses a start given as options: the flow may be called by its title there, too. Throws what `parseOptions` throws. */
export function parseStart(given: GivenOptions, grammar: Grammar): Command {
  const { flows } = grammar;
  const typed = typeof given.flow === 'string' ? withoutInvisible(given.flow).trim() : '';
  const flow = flowCalled(typed, flows) ?? typed;
  const near = flowsNearStart(flow, flows).filter(({ rest }) => rest === '');
  if (flow === '' || flows.some(({ name }) => name === flow) || near.length === 0) {
    const whole = { ...given, flow: flow === '' ? null : flow };
    return { kind: 'start', options: parseOptions(whole), given: whole };
  }
  const suggestions = near.map(({ name }) => startOffer(name, given, grammar)).filter(distinct);
  const message = `There is no flow ${JSON.stringify(typed)}, so nothing was started. Did you mean one of these?`;
  return { kind: 'offer', message, offers: suggestions.slice(0, MOST_NEAR) };
}

function startOf(values: Values): Command {
  const judged = judgeOptions(values, ({ name, faces }) =>
    faces.includes('word') ? `--${name}` : `The ${name}`,
  );
  if ('options' in judged) return { kind: 'start', options: judged.options, given: values };
  return { kind: 'wrong', message: judged.refusals[0]?.message ?? '' };
}
