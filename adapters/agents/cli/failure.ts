/** Classifies an agent's error message: which kind it is, whether a retry can help, and what to do. */
import type { AgentError } from '../events.ts';

type Kind = Pick<AgentError, 'code' | 'retryable'> & { readonly remedy: string };

/** Creates an error from an agent's message, with the model's HTTP status if the agent reports it. */
export type FailureFactory = (text: string, status?: number | null) => AgentError;

const LONGEST = 600;

/**
 * `agent` is its name for people, `signIn` what to do if the model refuses it. The kind of failure is told by the
 * status where there is one, else by the words.
 */
export function failuresOf(agent: string, signIn: string): FailureFactory {
  return (text, status) => {
    const { code, retryable, remedy } = kindOf(status ?? statusIn(text), text, signIn);
    const reason = text.trim().slice(0, LONGEST) || 'no reason given';
    return { type: 'error', code, retryable, message: `${agent} failed: ${sentence(reason)} ${remedy}` };
  };
}

function kindOf(status: number | null, text: string, signIn: string): Kind {
  if (status === 401 || status === 403 || (status === null && NOT_SIGNED_IN.test(text)))
    return { code: 'auth', retryable: false, remedy: signIn };
  if (status === 402 || NO_CREDIT.test(text))
    return { code: 'no_credit', retryable: false, remedy: 'Add credit to the account of its key.' };
  if (status === 404)
    return { code: 'no_model', retryable: false, remedy: 'Check the model’s name and the agent’s version.' };
  if (status === 429 || (status === null && TOO_MANY.test(text)))
    return { code: 'rate_limit', retryable: true, remedy: 'Try again later, or run fewer tasks at a time.' };
  if (status === 408 || (status === null && TIMED_OUT.test(text)))
    return {
      code: 'timeout',
      retryable: true,
      remedy: 'Check that the model can be reached, and try again.',
    };
  if ((status !== null && status >= 500) || PASSING.test(text))
    return {
      code: 'model',
      retryable: true,
      remedy: 'The model’s service reports an error; try again later.',
    };
  if (UNREACHABLE.test(text))
    return { code: 'model', retryable: true, remedy: 'Check the network and the model’s base URL.' };
  return { code: 'model', retryable: false, remedy: 'Check the model’s name and the agent’s version.' };
}

const NOT_SIGNED_IN = /not logged in|please run \/login|invalid api key|unauthori[sz]ed|authentication/i;
const NO_CREDIT = /insufficient_quota|credit balance is too low/i;
const TOO_MANY = /rate.?limit|too many requests|overloaded/i;
const TIMED_OUT = /timed? ?out/i;
/** Codex does not tell the status of a server's error, only this. */
const PASSING = /high demand|temporary error/i;
const UNREACHABLE =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|stream (?:disconnected|closed)|error sending request|connection (?:error|refused|reset|closed)|unable to connect/i;

/** `status 429`, `API Error: 500`, `(429)`, `503 Service Unavailable`; null if no HTTP error is named. */
function statusIn(text: string): number | null {
  const named = /(?:status:? (?:code )?|error:? |\()([45]\d\d)\b|\b([45]\d\d) [A-Z][a-z]+/i.exec(text);
  const digits = named?.[1] ?? named?.[2];
  return digits === undefined ? null : Number(digits);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
