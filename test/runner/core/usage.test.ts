import { describe, expect, it } from 'vitest';
import type { ExpectedRun } from '../../../runner/core/expected-run.ts';
import {
  costAt,
  type Estimate,
  estimateOf,
  estimateText,
  expectedText,
  type KnownUsage,
  type PastRun,
  priceOf,
  sumOf,
  usageText,
} from '../../../runner/core/usage.ts';
import { NOTHING_EXPECTED } from '../../bot/memory-service.ts';

const PRICES = {
  'claude-sonnet-5': { input: 3, output: 15 },
  'claude-*': { input: 1, output: 2 },
  'claude-opus-*': { input: 5, output: 25 },
};

describe('the price of a model', () => {
  it.each([
    ['claude-sonnet-5', 3],
    ['anthropic/claude-sonnet-5', 3],
    ['claude-opus-9', 5],
    ['claude-haiku-9', 1],
    ['gpt-6', null],
    ['constructor', null],
    [null, null],
  ])('of %s is %s a million tokens', (model, input) => {
    expect(priceOf(PRICES, model)?.input ?? null).toBe(input);
  });

  it('gives a cost only where both counts are known', () => {
    const price = { input: 3, output: 15 };
    expect(costAt(price, { input_tokens: 100_000, output_tokens: 10_000 })).toBeCloseTo(0.45, 10);
    expect(costAt(price, { input_tokens: 100_000, output_tokens: null })).toBeNull();
    expect(costAt(null, { input_tokens: 1, output_tokens: 1 })).toBeNull();
  });
});

describe('a sum', () => {
  it('is unknown only where both are', () => {
    const a = { input_tokens: 1, output_tokens: null, cost: null };
    const b = { input_tokens: 2, output_tokens: 3, cost: null };
    expect(sumOf(a, b)).toEqual({ input_tokens: 3, output_tokens: 3, cost: null });
  });
});

const UNKNOWN: PastRun = { input_tokens: null, output_tokens: null, cost: null, duration_ms: null };

describe('an estimate', () => {
  it('is the middle of what runs like it used', () => {
    const past = [100, 5000, 300].map((input_tokens) => ({ ...UNKNOWN, input_tokens, output_tokens: 10 }));
    expect(estimateOf(9, past, { input: 1, output: 1 })).toEqual({
      input_tokens: 300,
      output_tokens: 10,
      cost: 0.00031,
      runs: 3,
      duration_ms: null,
    });
  });

  it('takes a cost that agents told before one from a price', () => {
    const past = [{ ...UNKNOWN, input_tokens: 1, output_tokens: 1, cost: 0.5 }];
    expect(estimateOf(1, past, { input: 1, output: 1 }).cost).toBe(0.5);
  });

  it('takes the time of runs that told no tokens, and the tokens of those that did', () => {
    const past = [
      { ...UNKNOWN, duration_ms: 90_000 },
      { ...UNKNOWN, input_tokens: 7, output_tokens: 1, duration_ms: 30_000 },
    ];
    expect(estimateOf(1, past, null)).toMatchObject({ input_tokens: 7, runs: 1, duration_ms: 60_000 });
  });

  it('is a rough figure for each agent as long as nothing was measured', () => {
    const four = estimateOf(4, [], null);
    expect(four).toMatchObject({ cost: null, runs: 0 });
    expect(four.input_tokens).toBe(2 * estimateOf(2, [], null).input_tokens);
  });

  it.each<[Partial<Estimate>, string]>([
    [{ cost: 1.2, runs: 3 }, 'about 430,000 tokens, $1.20 (as 3 runs like it)'],
    [{ runs: 1 }, 'about 430,000 tokens, cost unknown (as 1 run like it)'],
    [{ runs: 2, duration_ms: 250_000 }, 'about 4 minutes, 430,000 tokens, cost unknown (as 2 runs like it)'],
    [{ runs: 0 }, 'about 430,000 tokens, cost unknown (roughly: no run like it was measured yet)'],
  ])('%j is said so', (more, text) => {
    const estimate = { input_tokens: 423_456, output_tokens: 4_321, cost: null, runs: 0, warning: null };
    expect(estimateText({ ...estimate, ...more })).toBe(text);
  });
});

describe('what a run is expected to take', () => {
  const known = { ...NOTHING_EXPECTED, asks_model: true, runs: 3, duration_ms: 252_000 };
  const measured = { input_tokens: 423_456, output_tokens: 4_321 };

  it.each<[Partial<ExpectedRun>, string]>([
    [{ ...measured, cost: 1.2 }, 'about 4 minutes, 430,000 tokens, $1.20 (as 3 runs like it)'],
    [measured, 'about 4 minutes, 430,000 tokens, cost unknown (as 3 runs like it)'],
    [{}, 'about 4 minutes (as 3 runs like it; those reported no tokens)'],
    [{ asks_model: false }, 'about 4 minutes (as 3 runs like it)'],
    [{ duration_ms: null }, 'no figure yet'],
    [{ runs: 0, duration_ms: null }, 'no figure yet, since no run like it has completed'],
  ])('%j is said so', (more, text) => {
    expect(expectedText({ ...known, ...more })).toBe(text);
  });
});

describe('what was used', () => {
  const known: KnownUsage = {
    input_tokens: 12_345,
    output_tokens: 678,
    cost: 0.12,
    unknown_tokens: 0,
    unknown_cost: 0,
  };
  const nothing = { input_tokens: null, output_tokens: null, cost: null };

  it.each<[Partial<KnownUsage>, string | null]>([
    [{}, '12,345 in, 678 out, $0.12'],
    [{ cost: 0.0031 }, '12,345 in, 678 out, $0.0031'],
    [{ cost: null, unknown_cost: 2 }, '12,345 in, 678 out, cost unknown'],
    [{ unknown_tokens: 1, unknown_cost: 1 }, 'at least 12,345 in, 678 out, at least $0.12'],
    [{ ...nothing, unknown_tokens: 3, unknown_cost: 3 }, 'unknown, cost unknown'],
    [{ output_tokens: null }, '12,345 in, unknown out, $0.12'],
    [nothing, null],
  ])('%j is said so', (more, text) => {
    expect(usageText({ ...known, ...more })).toBe(text);
  });
});
