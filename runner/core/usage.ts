/** What agents use: how it is priced, what a run is likely to use, and how it is said. What nobody told stays unknown. */
import { dollars } from './budget.ts';

/** Back ends that call no model: what their tasks do not tell is not unknown. */
export const WITHOUT_MODEL: readonly string[] = ['offline', 'scripted'];

/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** By the model's name; one that ends in `*` holds for all that begin so. */
export type Prices = Readonly<Record<string, Price>>;

export interface Tokens {
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
}

export interface Usage extends Tokens {
  /** US dollars */
  readonly cost: number | null;
}

/** The price of a model: by its own name, with or without `provider/` before it, else by the longest pattern that fits. */
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

/** Null while one of the counts or the price is not known. */
export function costAt(price: Price | null, { input_tokens, output_tokens }: Tokens): number | null {
  if (price === null || input_tokens === null || output_tokens === null) return null;
  return (input_tokens * price.input + output_tokens * price.output) / 1_000_000;
}

/** Both together; what is unknown adds nothing, and nothing is known of two unknowns. */
export function sumOf(a: Usage, b: Usage): Usage {
  const add = (x: number | null, y: number | null) => (x === null && y === null ? null : (x ?? 0) + (y ?? 0));
  return {
    input_tokens: add(a.input_tokens, b.input_tokens),
    output_tokens: add(a.output_tokens, b.output_tokens),
    cost: add(a.cost, b.cost),
  };
}

/** What a run is expected to use. */
export interface Estimate {
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** US dollars; null where no price is known */
  readonly cost: number | null;
  /** how many runs like it were measured; 0: a rough figure */
  readonly runs: number;
  /** which budget it is likely to meet; null: none */
  readonly warning: string | null;
}

/** What an agent step costs about, as long as no run like it has been measured here: its prompt, read again in a few turns. */
const ROUGHLY = { input_tokens: 40_000, output_tokens: 2_500 };

/** The middle of what earlier runs of the same kind used, else a rough figure for each agent. */
export function estimateOf(
  agents: number,
  past: readonly Usage[],
  price: Price | null,
): Omit<Estimate, 'warning'> {
  const tokens =
    past.length === 0
      ? { input_tokens: agents * ROUGHLY.input_tokens, output_tokens: agents * ROUGHLY.output_tokens }
      : {
          input_tokens: Math.round(medianOf(past.map((usage) => usage.input_tokens ?? 0))),
          output_tokens: Math.round(medianOf(past.map((usage) => usage.output_tokens ?? 0))),
        };
  const costs = past.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const cost = costs.length > 0 ? medianOf(costs) : costAt(price, tokens);
  return { ...tokens, cost, runs: past.length };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** `about 420,000 tokens, $1.20, as 3 runs like it` */
export function estimateText({ input_tokens, output_tokens, cost, runs }: Estimate): string {
  const tokens = input_tokens + output_tokens;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, tokens))) - 1);
  const basis =
    runs === 0
      ? 'roughly: no run like it was measured yet'
      : `as ${runs} run${runs === 1 ? '' : 's'} like it`;
  const money = cost === null ? 'cost unknown' : dollars(cost);
  return `about ${(Math.round(tokens / step) * step).toLocaleString('en')} tokens, ${money} (${basis})`;
}

/** What is known of a run: the sums, and how many of its tasks and answers told nothing. */
export interface KnownUsage extends Usage {
  readonly unknown_tokens: number;
  readonly unknown_cost: number;
}

/** `12,345 in, 678 out, $0.12`; null when no model was asked. */
export function usageText(usage: KnownUsage): string | null {
  const { input_tokens, output_tokens } = usage;
  const known = input_tokens !== null || output_tokens !== null;
  if (!known && usage.unknown_tokens === 0 && usage.cost === null) return null;
  const count = (tokens: number | null) => (tokens === null ? 'unknown' : tokens.toLocaleString('en'));
  const tokens = known ? `${count(input_tokens)} in, ${count(output_tokens)} out` : 'unknown';
  return `${usage.unknown_tokens > 0 && known ? 'at least ' : ''}${tokens}, ${costText(usage)}`;
}

/** `$0.12`, `at least $0.12` when some told none, `cost unknown` when all did. */
export function costText({ cost, unknown_cost }: Pick<KnownUsage, 'cost' | 'unknown_cost'>): string {
  if (cost === null) return 'cost unknown';
  return `${unknown_cost > 0 ? 'at least ' : ''}${dollars(cost)}`;
}
