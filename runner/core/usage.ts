/** The usage of agents: prices, estimates, sums, and their wording. Usage that is not reported stays unknown. */
import type { ExpectedRun } from './expected-run.ts';
import { RULES_BACKEND } from './run.ts';
import { dollars, plural, roughDuration } from './wording.ts';

/** Back ends that call no model, so that missing usage is not unknown usage. */
export const WITHOUT_MODEL: readonly string[] = [RULES_BACKEND, 'scripted'];

/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** By model name; a name that ends in `*` applies to all models that start with it. */
export type Prices = Readonly<Record<string, Price>>;

export interface Tokens {
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
}

export interface Usage extends Tokens {
  /** US dollars */
  readonly cost: number | null;
}

/** Returns the price of a model: by its name, with or without a `provider/` prefix, or else by the longest matching pattern. */
export function priceOf(prices: Prices, model: string | null): Price | null {
  if (model === null) return null;
  return priceNamed(prices, model) ?? priceNamed(prices, model.replace(/^[^/]*\//, ''));
}

function priceNamed(prices: Prices, model: string): Price | null {
  if (Object.hasOwn(prices, model)) return prices[model] ?? null;
  const patterns = Object.keys(prices).filter(
    (name) => name.endsWith('*') && model.startsWith(name.slice(0, -1)),
  );
  const [longest] = patterns.sort((a, b) => b.length - a.length);
  return longest === undefined ? null : (prices[longest] ?? null);
}

/** Returns null if a count or the price is unknown. */
export function costAt(price: Price | null, { input_tokens, output_tokens }: Tokens): number | null {
  if (price === null || input_tokens === null || output_tokens === null) return null;
  return (input_tokens * price.input + output_tokens * price.output) / 1_000_000;
}

/** Adds two usages; unknown and known is known, unknown and unknown is unknown. */
export function sumOf(a: Usage, b: Usage): Usage {
  const add = (x: number | null, y: number | null) => (x === null && y === null ? null : (x ?? 0) + (y ?? 0));
  return {
    input_tokens: add(a.input_tokens, b.input_tokens),
    output_tokens: add(a.output_tokens, b.output_tokens),
    cost: add(a.cost, b.cost),
  };
}

/** What a completed run used, and how long it took; null if it was interrupted by a retry. */
export interface PastRun extends Usage {
  readonly duration_ms: number | null;
}

/** The expected usage of a run. */
export interface Estimate {
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** US dollars; null if no price is known */
  readonly cost: number | null;
  /** how many similar runs its tokens are based on; 0: a rough figure */
  readonly runs: number;
  /** null if no run like it has completed; absent in runs of an earlier version */
  readonly duration_ms?: number | null | undefined;
  /** which budget the run is likely to use up; null: none */
  readonly warning: string | null;
}

/** A rough figure per agent step, for runs without similar earlier ones: a prompt that is read again in a few turns. */
const ROUGHLY = { input_tokens: 40_000, output_tokens: 2_500 };

/** Returns the median of earlier runs of the same kind, or else a rough figure per agent. */
export function estimateOf(
  agents: number,
  past: readonly PastRun[],
  price: Price | null,
): Omit<Estimate, 'warning'> {
  const measured = past.filter((run) => run.input_tokens !== null && run.output_tokens !== null);
  const tokens =
    measured.length === 0
      ? { input_tokens: agents * ROUGHLY.input_tokens, output_tokens: agents * ROUGHLY.output_tokens }
      : {
          input_tokens: Math.round(medianOf(measured.map((usage) => usage.input_tokens ?? 0))),
          output_tokens: Math.round(medianOf(measured.map((usage) => usage.output_tokens ?? 0))),
        };
  const costs = measured.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const cost = costs.length > 0 ? medianOf(costs) : costAt(price, tokens);
  return { ...tokens, cost, runs: measured.length, duration_ms: usualDuration(past) };
}

/** Returns the median of how long the runs took; null if that is known of none. */
export function usualDuration(past: readonly PastRun[]): number | null {
  const known = past.flatMap(({ duration_ms }) => (duration_ms === null ? [] : [duration_ms]));
  return known.length === 0 ? null : Math.round(medianOf(known));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** `about 4 minutes, 420,000 tokens, $1.20 (as 3 runs like it)` */
export function estimateText(estimate: Estimate): string {
  const { input_tokens, output_tokens, cost, runs, duration_ms = null } = estimate;
  const basis = runs === 0 ? 'roughly: no run like it was measured yet' : alike(runs);
  const time = duration_ms === null ? '' : `${roughDuration(duration_ms)}, `;
  return `about ${time}${roughTokens(input_tokens + output_tokens)}, ${moneyOf(cost)} (${basis})`;
}

const alike = (runs: number): string => `as ${plural(runs, 'run')} like it`;
const moneyOf = (cost: number | null): string => (cost === null ? 'cost unknown' : dollars(cost));

/** Rounds to two digits: `430,000 tokens`. */
function roughTokens(tokens: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, tokens))) - 1);
  return `${(Math.round(tokens / step) * step).toLocaleString('en')} tokens`;
}

/** The same before the run exists: figures of runs like it only, and no tokens and cost for a run that asks no model. */
export function expectedText(expected: ExpectedRun): string {
  const { asks_model, runs, duration_ms, input_tokens, output_tokens, cost } = expected;
  if (runs === 0) return 'no figure yet, since no run like it has completed';
  const isMeasured = input_tokens !== null && output_tokens !== null;
  const parts = [
    ...(duration_ms === null ? [] : [roughDuration(duration_ms)]),
    ...(isMeasured ? [roughTokens(input_tokens + output_tokens), moneyOf(cost)] : []),
  ];
  const missing = asks_model && !isMeasured ? '; those reported no tokens' : '';
  return parts.length === 0 ? 'no figure yet' : `about ${parts.join(', ')} (${alike(runs)}${missing})`;
}

/** The known usage of a run, and how many of its tasks and answers did not report any. */
export interface KnownUsage extends Usage {
  readonly unknown_tokens: number;
  readonly unknown_cost: number;
}

/** `12,345 in, 678 out, $0.12`; null if no model was used. */
export function usageText(usage: KnownUsage): string | null {
  const { input_tokens, output_tokens } = usage;
  const known = input_tokens !== null || output_tokens !== null;
  if (!known && usage.unknown_tokens === 0 && usage.cost === null) return null;
  const count = (tokens: number | null) => (tokens === null ? 'unknown' : tokens.toLocaleString('en'));
  const tokens = known ? `${count(input_tokens)} in, ${count(output_tokens)} out` : 'unknown';
  return `${usage.unknown_tokens > 0 && known ? 'at least ' : ''}${tokens}, ${costText(usage)}`;
}

/** `$0.12`; `at least $0.12` if some of it is unknown, `cost unknown` if all of it is. */
export function costText({ cost, unknown_cost }: Pick<KnownUsage, 'cost' | 'unknown_cost'>): string {
  if (cost === null) return 'cost unknown';
  return `${unknown_cost > 0 ? 'at least ' : ''}${dollars(cost)}`;
}
