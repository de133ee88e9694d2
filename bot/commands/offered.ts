/**
 * What is offered as buttons where a text may be meant in several ways, or is nearly a command: nothing is started by itself.
 * Pure.
 */
import { editDistance } from '../../runner/core/errors.ts';
import type { VerbArguments, VerbForm } from '../../runner/core/ports/command-syntax.ts';
import type { GivenOptions } from '../../runner/core/run-request.ts';
import { shortId } from '../wording.ts';
import type { Command, Grammar, Offer } from './command.ts';
import { bareWord, flowsNearStart, flowsWithPart, mistakes, type NearName } from './flow-names.ts';
import { sampleOf } from './listings.ts';
import type { Values } from './option-words.ts';
import { isOpener } from './small-talk.ts';
import { focusOf, wordsOf } from './typed-text.ts';
import { NO_ARGUMENTS, SYNONYMS, type VerbReading, verbReading } from './verb-words.ts';

export function startOffer(flow: string, given: GivenOptions, { flows }: Pick<Grammar, 'flows'>): Offer {
  const title = flows.find(({ name }) => name === flow)?.title ?? flow;
  return { label: `Start ${title}`, command: { kind: 'start', given: { ...given, flow } } };
}

export const verbOffer = (verb: string, given: VerbArguments): Offer => ({
  label: [verb, shortId(given.run)].filter(Boolean).join(' '),
  command: { kind: 'verb', verb, given },
});

/** Asks which of several flows is meant. */
export function flowChoice(message: string, starts: readonly Offer[]): Command {
  return { kind: 'offer', message, offers: starts.filter(distinct) };
}

/** The whole text as the focus of the channel's default flow. */
export function usualOffer(body: string, values: Values, grammar: Grammar): Offer {
  return startOffer(grammar.usual(body), { ...values, focus: focusOf(body) }, grammar);
}

const TAKES = {
  nothing: 'takes nothing after it',
  run: 'takes the id of a run',
  'run and channel': 'takes the id of a run and a channel',
} as const;

type Question = Extract<VerbReading, { kind: 'question' }>;

export function questionOf(
  { verb, perhaps }: Question,
  body: string,
  values: Values,
  grammar: Grammar,
): Command {
  const takes = verb.takes === 'text' ? `takes ${openingOf(verb)}` : TAKES[verb.takes];
  const message = `Nothing was started: \`${verb.name}\` is a command that ${takes}, and this reads as a question. Start a run that answers it?`;
  const commands = perhaps === null ? [] : [verbOffer(verb.name, perhaps)];
  return { kind: 'offer', message, offers: [usualOffer(body, values, grammar), ...commands] };
}

const openingOf = ({ words = [], opening }: VerbForm): string => opening?.takes ?? words.join(', ');

export function greetingOf(body: string, values: Values, grammar: Grammar): Command {
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

export const MOST_NEAR = 3;

/** Returns null for a text that does not begin with something close to a flow or a verb. */
export function nearOf(body: string, values: Values, grammar: Grammar): Command | null {
  const [word] = wordsOf(body);
  if (word === undefined) return null;
  const parts = flowsWithPart(body, grammar.flows);
  const flows = parts.length > 0 ? parts : flowsNearStart(body, grammar.flows);
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
  return { kind: 'offer', message, offers: offers.filter(distinct), isNear: true };
}

export const distinct = ({ label }: Offer, index: number, all: readonly Offer[]): boolean =>
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
  const run = given === null || given.run === '' ? {} : { run: shortId(given.run) };
  const isWhole = given !== null || verb.takes === 'nothing';
  return {
    said: syntax.command(isWhole ? { kind: 'verb', verb: verb.name, ...run } : sampleOf(verb)),
    offer: isWhole ? verbOffer(verb.name, given ?? NO_ARGUMENTS) : null,
  };
}

/**
 * A word that often begins a question, or that other tools have for a verb, is meant as the verb only if what follows is what
 * the verb takes; so is one with more than one mistake.
 */
function verbsNear(typed: string, rest: string, grammar: Grammar): NearVerb[] {
  const called = SYNONYMS.get(typed);
  return grammar.verbs.flatMap((verb): NearVerb[] => {
    const distance = called === undefined ? mistakesIn(typed, verb.name) : 0;
    if (called === undefined ? distance > mistakes(verb.name) : called !== verb.name) return [];
    const reading = verbReading(verb, rest, grammar);
    const isDoubtful = isOpener(typed) || distance > 1 || verb.opening !== undefined;
    if (reading.kind !== 'verb' && isDoubtful) return [];
    if (reading.kind === 'question' && called !== undefined) return [];
    return [{ verb, distance, given: reading.kind === 'verb' ? reading.given : null }];
  });
}

/** Two swapped letters are one mistake; the beginning of a name is a little more. */
function mistakesIn(typed: string, name: string): number {
  if (typed.length >= 3 && name.startsWith(typed) && name !== typed) return 1.5;
  const at = [...name].findIndex((letter, index) => letter !== typed[index]);
  const swapped = name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2);
  return at >= 0 && typed === swapped ? 1 : editDistance(typed, name);
}
