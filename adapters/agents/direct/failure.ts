/** Classifies a failed call of a model in the codes of the agent port, with a message that says what to do. */
import { APICallError, RetryError, StreamProviderError, ToolChoiceViolationError } from 'ai';
import { BatonError, messageOf } from '../../../runner/core/errors.ts';
import { type AgentError, failure } from '../events.ts';
import { PROVIDERS, type ProviderName } from './options.ts';

/** The provider and model that were called. */
export interface Asked {
  readonly provider: ProviderName;
  readonly model: string;
}

/** Characters of what a provider said; some send a web page. */
const MOST_DETAIL = 300;

const TOO_LONG =
  /context.?length|context window|maximum context|prompt is too long|input is too long|too many tokens|token count .*exceeds/i;
const OUT_OF_CREDIT = /insufficient_quota|billing|credit balance/i;
/** Some servers answer 400 for a model that they do not have. */
const NO_SUCH_MODEL = /model_not_found|invalid model name/i;

/** A model that went on to use tools in the turn that was to bring the answer. */
export const NO_ANSWER: AgentError = failure(
  'too_many_steps',
  false,
  'The model used up its turns on tools and answered nothing.',
);

/** With how long the provider asks not to be called. */
export function failureOf(thrown: unknown, asked: Asked): AgentError {
  const error = unwrapped(thrown);
  const found = kindOf(error, asked);
  const wait = found.retryable ? retryAfter(error, Date.now()) : null;
  return wait === null ? found : { ...found, retryAfterMs: wait };
}

function kindOf(error: unknown, { provider, model }: Asked): AgentError {
  if (error instanceof BatonError) return failure('model', error.passing, error.message);
  if (ToolChoiceViolationError.isInstance(error)) return NO_ANSWER;
  const { title, keyVariable, urlVariable } = PROVIDERS[provider];
  const status = statusOf(error);
  const detail = messageOf(error).slice(0, MOST_DETAIL);
  if (TOO_LONG.test(detailOf(error))) {
    return failure('model', false, `The conversation became too long for ${model}: ${detail}`);
  }
  if (status === 401 || status === 403) {
    return failure('auth', false, `${title} refused the key in ${keyVariable} (${status}): ${detail}`);
  }
  if (status === 402 || OUT_OF_CREDIT.test(detailOf(error))) {
    return failure('no_credit', false, `${title} has no credit left: ${detail}`);
  }
  if (status === 404 || (status === 400 && NO_SUCH_MODEL.test(detailOf(error)))) {
    return failure('no_model', false, `${title} has no model "${model}" (${status}): ${detail}`);
  }
  if (status === 408) return failure('timeout', true, `${title} gave up waiting (408): ${detail}`);
  if (status === 429)
    return failure('rate_limit', true, `${title} allows no more calls now (429): ${detail}`);
  if (status !== undefined && status >= 400)
    return failure('model', status >= 500, `${title} failed (${status}): ${detail}`);
  if (APICallError.isInstance(error) && status === undefined) {
    return failure(
      'model',
      true,
      `${title} can't be reached. Check the network and ${urlVariable}. (${detail})`,
    );
  }
  return failure('malformed', true, `The answer of ${title} broke off or made no sense: ${detail}`);
}

/** Whether the same call may succeed in a moment. */
export function isPassing(error: unknown): boolean {
  return APICallError.isInstance(error) && error.isRetryable && !OUT_OF_CREDIT.test(detailOf(error));
}

/** Milliseconds that the provider asks to wait; null when it says nothing. `now` is milliseconds since 1970. */
export function retryAfter(error: unknown, now: number): number | null {
  const headers = APICallError.isInstance(error) ? (error.responseHeaders ?? {}) : {};
  const exact = Number.parseFloat(headers['retry-after-ms'] ?? '');
  if (exact >= 0) return exact;
  const given = headers['retry-after'];
  if (given === undefined) return null;
  const wait = /^\s*\d/.test(given) ? Number.parseFloat(given) * 1000 : Date.parse(given) - now;
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/** In a few words, for people who watch. */
export function reasonOf(error: unknown): string {
  const status = statusOf(error);
  if (status === 429) return 'too many calls (429)';
  return status === undefined ? 'the provider cannot be reached' : `the provider failed (${status})`;
}

function unwrapped(error: unknown): unknown {
  return RetryError.isInstance(error) ? error.lastError : error;
}

function statusOf(error: unknown): number | undefined {
  return APICallError.isInstance(error) || StreamProviderError.isInstance(error)
    ? error.statusCode
    : undefined;
}

function detailOf(error: unknown): string {
  const body = APICallError.isInstance(error) ? (error.responseBody ?? '') : '';
  return `${messageOf(error)} ${body}`;
}
