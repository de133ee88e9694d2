/**
 * Accepts an agent's answer: finds its JSON, checks it against the contract, cuts it to its limits, and removes
 * what an agent may not set. Single malformed items are left out and counted.
 */
import type { z } from 'zod';
import { BatonError } from '../../runner/core/errors.ts';
import { AGENT_CONTRACTS, type AgentContract, type AgentOutput } from '../contracts/contracts.ts';
import { extractJson } from './answer.ts';
import { clipToContract } from './clip-to-contract.ts';
import { type Expected, faultOf, sift } from './sifting.ts';

/** An output with the name of the contract that it meets. */
export type Accepted = { [C in AgentContract]: Of<C> }[AgentContract];

interface Of<C extends AgentContract> {
  readonly contract: C;
  readonly output: AgentOutput<C>;
  /** items that did not meet the contract */
  readonly malformed: number;
  /** findings over the limit */
  readonly overLimit: number;
}

/** Throws a `BatonError` of kind `step`, code `contract`, which says what is wrong and where. */
export function acceptAnswer(answer: string, expected: Expected): Accepted {
  const { values, problem } = extractJson(answer);
  let firstFault: string | null = null;
  for (const value of values) {
    const outcome = check(value, expected);
    if (outcome.ok) return outcome.accepted;
    firstFault ??= outcome.fault;
  }
  throw contractError(expected.contract, problem ?? firstFault ?? 'the answer holds no JSON object');
}

type Outcome =
  | { readonly ok: true; readonly accepted: Accepted }
  | { readonly ok: false; readonly fault: string };

function check(value: unknown, expected: Expected): Outcome {
  const sifted = sift(value, expected);
  if (sifted.fault !== null) return { ok: false, fault: sifted.fault };
  const schema: z.ZodType<AgentOutput<AgentContract>> = AGENT_CONTRACTS[expected.contract];
  const parsed = clipToContract(schema, sifted.value);
  if (!parsed.success) return { ok: false, fault: faultOf(parsed.error) };
  const { malformed, overLimit } = sifted;
  // The schema was chosen by the contract's name, which the types can't see.
  const accepted = { contract: expected.contract, output: parsed.data, malformed, overLimit } as Accepted;
  return { ok: true, accepted };
}

function contractError(contract: AgentContract, why: string): BatonError {
  return new BatonError('step', 'contract', `The agent's answer does not meet ${contract}: ${why}.`);
}
