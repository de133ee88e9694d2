/**
 * What a run is asked, as its flow takes it: a stack trace, or what to migrate from and to, is taken out of the focus, the
 * focus stands for the flow's main input, and what is missing or too long is refused. Settling twice changes nothing.
 * Pure.
 */
import { BatonError } from './errors.ts';
import type { FlowInput, FlowInputName, Given } from './flow-input.ts';
import { fromToIn } from './from-to.ts';
import { INPUT_DISPLAYS, MOST_OF_INPUT } from './input-options.ts';
import { logExcerpt } from './log-excerpt.ts';
import { pastedLogIn } from './pasted-log.ts';
import { inWords, optionAt, parsed, type RunInput, type RunRequest, type Subject } from './run-request.ts';
import type { Flow } from './step-spec.ts';
import { FOCUS, lengthFault, MOST_QUESTION } from './text-faults.ts';

/** What a person said. */
export interface Said {
  /** null: nothing but the inputs */
  readonly question: string | null;
  readonly given: Given;
}

export type Settled =
  | { readonly said: Said /** whether only a part of the log is kept */; readonly cutLog: boolean }
  | { readonly refusals: readonly BatonError[] };

/** `flows` are all that there are: an input that the flow does not take is refused with those that do. */
export function settleInput(
  flow: Flow,
  flows: readonly Flow[],
  said: Said,
  subject: Subject = inWords,
): Settled {
  const inputs = flow.inputs ?? [];
  const foreign = untaken(flow, flows, said.given, subject);
  if (foreign.length > 0) return { refusals: foreign };
  const { question, given } = standIn(inputs, recognized(inputs, said));
  const log = given.log === undefined ? null : logExcerpt(given.log, MOST_OF_INPUT.log);
  const kept = log === null ? given : { ...given, log };
  const refusals = [...tooLong({ question, given: kept }, said, subject), ...missing(flow, kept)];
  if (refusals.length > 0) return { refusals };
  return { said: { question, given: kept }, cutLog: log !== (given.log ?? null) };
}

/** Returns what the run keeps. Throws the first refusal. */
export function inputOf(
  flow: Flow,
  flows: readonly Flow[],
  request: Pick<RunRequest, 'question' | 'given' | 'paths' | 'pull_request' | 'source'>,
): RunInput {
  // Masking has changed it since its face judged it.
  const asked = request.question === null ? null : parsed(FOCUS, request.question, 'The focus', QUESTION);
  const settled = settleInput(flow, flows, { question: asked, given: request.given });
  if ('refusals' in settled) throw settled.refusals[0] ?? new Error('a request was refused without a reason');
  const { question, given } = settled.said;
  const { paths, pull_request, source } = request;
  return {
    question: question ?? flow.question,
    focused: question !== null,
    paths,
    ...(pull_request === null ? {} : { pull_request }),
    ...(Object.keys(given).length === 0 ? {} : { given }),
    ...(source === undefined ? {} : { source }),
  };
}

/** Returns what the flow needs for want of which it was refused, in the order of its inputs. */
export function missingIn({ inputs = [] }: Flow, refusals: readonly BatonError[]): FlowInputName[] {
  const paths = refusals.filter(({ code }) => code === MISSING_INPUT).map(({ path }) => path);
  return inputs.map(({ name }) => name).filter((name) => paths.includes(`input.${name}`));
}

/** Whether a flow takes the input. */
export function takes({ inputs = [] }: Pick<Flow, 'inputs'>, name: FlowInputName): boolean {
  return inputs.some((input) => input.name === name);
}

function untaken(flow: Flow, flows: readonly Flow[], given: Given, subject: Subject): BatonError[] {
  return namesIn(given)
    .filter((name) => !takes(flow, name))
    .map((name) => {
      const others = flows.filter((each) => takes(each, name)).map((each) => each.name);
      const where = others.length === 0 ? 'no flow takes it' : `these take it: ${others.join(', ')}`;
      const message = `${spoken(name, subject)} is no input of the flow ${flow.name}; ${where}.`;
      return refusal('no_such_input', message, `input.${name}`);
    });
}

/** Takes out of a text what its flow has a name for. */
function recognized(inputs: readonly FlowInput[], { question, given }: Said): Said {
  const isOpen = (name: FlowInputName): boolean =>
    given[name] === undefined && inputs.some((input) => input.name === name);
  if (isOpen('log')) {
    for (const text of [question, given.symptom ?? null]) {
      const pasted = text === null ? null : pastedLogIn(text);
      if (pasted === null) continue;
      const rest = pasted.around === '' ? null : pasted.around;
      const { symptom, ...others } = given;
      const told = text === question ? { symptom } : rest === null ? {} : { symptom: rest };
      const next = { ...others, ...(told.symptom === undefined ? {} : told), log: pasted.log };
      return recognized(inputs, { question: text === question ? rest : question, given: next });
    }
  }
  if (question === null) return { question, given };
  const pair = isOpen('from') && isOpen('to') ? fromToIn(question) : null;
  const since = isOpen('since') ? (SINCE.exec(question)?.[1] ?? null) : null;
  return {
    question: pair?.whole === true ? null : question,
    given: {
      ...given,
      ...(pair === null ? {} : { from: pair.from, to: pair.to }),
      ...(since === null ? {} : { since }),
    },
  };
}

/** A version, a day or a commit. */
const SINCE =
  /\bsince\s+(?:version\s+|release\s+|commit\s+)?(v?\d+(?:\.\d+)+[\w.-]*\w|v?\d+\.\d+|\d{4}-\d\d-\d\d|HEAD[~^]\d*|(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{7,40})(?![\w/])/iu;

function standIn(inputs: readonly FlowInput[], { question, given }: Said): Said {
  const main = inputs.find(({ name, focus }) => focus === true && given[name] === undefined);
  if (question === null || main === undefined) return { question, given };
  if (main.name === 'service' && !isName(question)) return { question, given };
  return { question: null, given: { ...given, [main.name]: question } };
}

const MOST_NAME_WORDS = 5;

/** A question about a service is none. */
function isName(text: string): boolean {
  return !/[?\n]/.test(text) && text.split(/\s+/).length <= MOST_NAME_WORDS;
}

/** A text that stands for an input is called what the person gave: the focus. */
function tooLong({ question, given }: Said, typed: Said, subject: Subject): BatonError[] {
  const focus = lengthFault(question ?? '', MOST_QUESTION);
  const long =
    focus === null ? [] : [refusal('long_focus', `${spoken('focus', subject)} ${focus}.`, QUESTION)];
  const others = namesIn(given).flatMap((name) => {
    const fault = lengthFault(given[name] ?? '', MOST_OF_INPUT[name]);
    if (fault === null) return [];
    const isFocus = typed.given[name] === undefined;
    const [code, path] = isFocus ? ['long_focus', QUESTION] : ['bad_request', `input.${name}`];
    return [refusal(code, `${spoken(isFocus ? 'focus' : name, subject)} ${fault}.`, path)];
  });
  return [...long, ...others];
}

const QUESTION = 'input.question';
/** The code of a refusal for which an example helps. */
export const MISSING_INPUT = 'missing_input';

function missing({ name: flow, inputs = [] }: Flow, given: Given): BatonError[] {
  const absent = inputs.filter(
    ({ name, needed, or }) =>
      needed && given[name] === undefined && (or === undefined || given[or] === undefined),
  );
  const all = absent.map(({ name, or }) =>
    [name, ...(or === undefined ? [] : [or])].map(described).join(' or '),
  );
  const message = `The flow ${flow} needs ${all.join(', and ')}.`;
  return absent.map(({ name }) => refusal(MISSING_INPUT, message, `input.${name}`));
}

const described = (name: FlowInputName): string => INPUT_DISPLAYS.get(name)?.description ?? name;

function spoken(name: FlowInputName | 'focus', subject: Subject): string {
  const option = optionAt(name === 'focus' ? QUESTION : `input.${name}`);
  return option === undefined ? name : subject(option);
}

function namesIn(given: Given): FlowInputName[] {
  return [...INPUT_DISPLAYS.keys()].filter((name) => given[name] !== undefined);
}

function refusal(code: string, message: string, path: string): BatonError {
  return new BatonError('refused', code, message, { path });
}
