/**
 * Parses what people type after `/flow`, or after a mention of the bot: a flow with its options and focus, a command, or
 * a question for the channel's default flow. What may be meant otherwise starts nothing: it is offered as commands to
 * choose from. Pure.
 */
import { editDistance } from '../../runner/core/errors.ts';
import { isBlank, withoutInvisible } from '../../runner/core/invisible-text.ts';
import type { CommandSyntax, VerbArguments, VerbForm } from '../../runner/core/ports/command-syntax.ts';
import type { RunOptions } from '../../runner/core/run-options.ts';
import { type GivenOptions, judgeOptions, parseOptions } from '../../runner/core/run-request.ts';
import {
  asksToRun,
  bareWord,
  type FlowForm,
  flowAtStart,
  flowCalled,
  flowsNearStart,
  mistakes,
  type NearName,
} from './flow-names.ts';
import { sampleOf } from './listings.ts';
import { optionsIn, type Values } from './option-words.ts';
import { isOpener, isSmallTalk } from './small-talk.ts';
import { channelsAsNames, parseOptionWord, removeSpans, unquoted, wordsOf } from './typed-text.ts';
import { NO_ARGUMENTS, type VerbReading, verbAtStart, verbReading } from './verb-words.ts';

/** A command that a button gives. */
export type OfferedCommand =
  | { readonly kind: 'start'; readonly given: GivenOptions }
  | { readonly kind: 'verb'; readonly verb: string; readonly given: VerbArguments };

export interface Offer {
  readonly label: string;
  readonly command: OfferedCommand;
}

export type Command =
  | { readonly kind: 'launcher' }
  | { readonly kind: 'verb'; readonly verb: string; readonly given: VerbArguments }
  | { readonly kind: 'start'; readonly options: RunOptions }
  /** the message says what was wrong and what to do */
  | { readonly kind: 'wrong'; readonly message: string }
  /** nothing is started: the message says why, and asks which of these is meant */
  | { readonly kind: 'offer'; readonly message: string; readonly offers: readonly Offer[] };

/** What commands can be given in a place. */
export interface Grammar {
  readonly flows: readonly FlowForm[];
  readonly verbs: readonly VerbForm[];
  readonly syntax: CommandSyntax;
  /** Returns the flow that a text starts there if it names none. */
  usual(text: string): string;
}

/** The command's own name, as copied with what follows it. */
const COPIED = /^(["'`“‘*]*)\/flow(?=[\s"'`”’*]|$)\s*/i;

export function parseCommand(typed: string, grammar: Grammar): Command {
  const { flows, verbs } = grammar;
  const text = withoutInvisible(typed).trim().replace(COPIED, '$1');
  const words = wordsOf(text);
  const [first] = words;
  if (first === undefined || isBlank(text)) return { kind: 'launcher' };
  if (parseOptionWord(first)?.name === 'help') return { kind: 'verb', verb: 'help', given: NO_ARGUMENTS };
  const free = verbAtStart(
    text,
    verbs.filter(({ takes }) => takes === 'text'),
    grammar,
  );
  if (free?.kind === 'verb') return free;
  const found = optionsIn(text, words, flows);
  if (found.kind === 'wrong') return found;
  const { values, cuts } = found;
  const body = removeSpans(text, cuts);
  if (body === '') return startOf(values);
  const named = flowAtStart(body, flows);
  if (named !== null) return startOf({ ...values, flow: named.flow, focus: focusOf(named.rest) });
  if (asksToRun(body) || /^(?:launch|launcher|form)[.!]*$/i.test(body)) return { kind: 'launcher' };
  const verb = verbAtStart(body, verbs, grammar);
  if (verb !== null) return verb.kind === 'question' ? questionOf(verb, body, values, grammar) : verb;
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
    return { kind: 'start', options: parseOptions({ ...given, flow: flow === '' ? null : flow }) };
  }
  const suggestions = near.map(({ name }) => startOffer(name, given, grammar)).filter(distinct);
  const message = `There is no flow ${JSON.stringify(typed)}, so nothing was started. Did you mean one of these?`;
  return { kind: 'offer', message, offers: suggestions.slice(0, MOST_NEAR) };
}

/** Returns the text without quotes that enclose all of it; null if nothing is left. */
function focusOf(text: string): string | null {
  return text === '' ? null : channelsAsNames(unquoted(text));
}

function startOf(values: Values): Command {
  const judged = judgeOptions(values, ({ name, faces }) =>
    faces.includes('word') ? `--${name}` : `The ${name}`,
  );
  if ('options' in judged) return { kind: 'start', options: judged.options };
  return { kind: 'wrong', message: judged.refusals[0]?.message ?? '' };
}

function startOffer(flow: string, given: GivenOptions, { flows }: Pick<Grammar, 'flows'>): Offer {
  const title = flows.find(({ name }) => name === flow)?.title ?? flow;
  return { label: `Start ${title}`, command: { kind: 'start', given: { ...given, flow } } };
}

const verbOffer = (verb: string, given: VerbArguments): Offer => ({
  label: [verb, given.run].filter(Boolean).join(' '),
  command: { kind: 'verb', verb, given },
});

/** The whole text as the focus of the channel's default flow. */
function usualOffer(body: string, values: Values, grammar: Grammar): Offer {
  return startOffer(grammar.usual(body), { ...values, focus: focusOf(body) }, grammar);
}

const TAKES = {
  nothing: 'takes nothing after it',
  run: 'takes the id of a run',
  'run and channel': 'takes the id of a run and a channel',
} as const;

type Question = Extract<VerbReading, { kind: 'question' }>;

function questionOf({ verb, perhaps }: Question, body: string, values: Values, grammar: Grammar): Command {
  const takes = verb.takes === 'text' ? `takes ${openingOf(verb)}` : TAKES[verb.takes];
  const message = `Nothing was started: \`${verb.name}\` is a command that ${takes}, and this reads as a question. Start a run that answers it?`;
  const commands = perhaps === null ? [] : [verbOffer(verb.name, perhaps)];
  return { kind: 'offer', message, offers: [usualOffer(body, values, grammar), ...commands] };
}

const openingOf = ({ words = [], opening }: VerbForm): string => opening?.takes ?? words.join(', ');

function greetingOf(body: string, values: Values, grammar: Grammar): Command {
  const usual = grammar.usual(body);
  const title = grammar.flows.find(({ name }) => name === usual)?.title ?? usual;
  const help = grammar.syntax.command({ kind: 'verb', verb: 'help' });
  const message = `Start ${title} on this? Nothing was started yet; \`${help}\` shows what there is.`;
  return {
    kind: 'offer',
    message,
    offers: [usualOffer(body, values, grammar), verbOffer('help', NO_ARGUMENTS)],
  };
}

const MOST_NEAR = 3;

/** Returns null for a text that does not begin with something close to a flow or a verb. */
function nearOf(body: string, values: Values, grammar: Grammar): Command | null {
  const [word] = wordsOf(body);
  if (word === undefined) return null;
  const flows = flowsNearStart(body, grammar.flows);
  const typed = bareWord(word.text);
  const verbs = word.quoted ? [] : verbsNear(typed, body.slice(word.end).trim(), grammar);
  const isUnknown = !word.quoted && /^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)+$/u.test(typed);
  if (flows.length + verbs.length === 0 && !isUnknown) return null;
  const named = [
    ...flows.map(({ distance, ...near }) => ({ distance, ...flowSuggestion(near, values, grammar) })),
    ...verbs.map((near) => ({ distance: near.distance, ...verbSuggestion(near, grammar) })),
  ].sort((one, other) => one.distance - other.distance);
  const nearest = named.filter(
    ({ said }, index) => named.findIndex((other) => other.said === said) === index,
  );
  const shown = nearest.slice(0, MOST_NEAR);
  const list = `\`${grammar.syntax.command({ kind: 'verb', verb: 'list' })}\``;
  const hint =
    shown.length > 0
      ? `Did you mean ${shown.map(({ said }) => `\`${said}\``).join(' or ')}?`
      : `${list} shows the flows.`;
  const called = JSON.stringify(flows[0]?.typed ?? typed);
  const message = `There is no flow and no command ${called}, so nothing was started. ${hint}`;
  const offers = [...shown.flatMap(({ offer }) => offer ?? []), usualOffer(body, values, grammar)];
  return { kind: 'offer', message, offers: offers.filter(distinct) };
}

const distinct = ({ label }: Offer, index: number, all: readonly Offer[]): boolean =>
  all.findIndex((other) => other.label === label) === index;

function flowSuggestion({ name, rest }: Omit<NearName, 'distance'>, values: Values, grammar: Grammar) {
  const offer = startOffer(name, { ...values, focus: focusOf(rest) }, grammar);
  return { said: grammar.syntax.command({ kind: 'start', flow: name }), offer };
}

interface NearVerb {
  readonly verb: VerbForm;
  readonly distance: number;
  /** null: what follows is not what the verb takes */
  readonly given: VerbArguments | null;
}

function verbSuggestion({ verb, given }: NearVerb, { syntax }: Grammar) {
  const run = given === null || given.run === '' ? {} : { run: given.run };
  const isWhole = given !== null || verb.takes === 'nothing';
  return {
    said: syntax.command(isWhole ? { kind: 'verb', verb: verb.name, ...run } : sampleOf(verb)),
    offer: isWhole ? verbOffer(verb.name, given ?? NO_ARGUMENTS) : null,
  };
}

/** A word that often begins a question is a misspelt verb only if what follows is what the verb takes. */
function verbsNear(typed: string, rest: string, grammar: Grammar): NearVerb[] {
  return grammar.verbs.flatMap((verb): NearVerb[] => {
    const distance = editDistance(typed, verb.name);
    const { takes, words, opening } = verb;
    const isAnyText = takes === 'text' && words === undefined && opening === undefined;
    if (distance > mistakes(verb.name) || isAnyText) return [];
    const reading = verbReading(verb, rest, grammar);
    if (reading.kind !== 'verb' && (isOpener(typed) || opening !== undefined)) return [];
    return [{ verb, distance, given: reading.kind === 'verb' ? reading.given : null }];
  });
}
