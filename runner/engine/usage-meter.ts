/** Collects an agent's model, version and usage over all tasks of one attempt. */
import type { AgentEvent } from '../core/ports/agent.ts';
import { costAt, type Prices, priceOf, sumOf, type Usage } from '../core/usage.ts';

export interface AgentFacts extends Usage {
  readonly model: string | null;
  readonly agent_version: string | null;
}

export interface UsageMeter {
  /** Returns whether the event changed anything. */
  note(event: AgentEvent): boolean;
  known(): AgentFacts;
}

const NOTHING: Usage = { input_tokens: null, output_tokens: null, cost: null };

/** `asked`: the requested model; its price applies if the agent does not report its model. */
export function createUsageMeter(asked: string | null, prices: Prices): UsageMeter {
  let model: string | null = null;
  let agent_version: string | null = null;
  let earlier = NOTHING;
  let turn = NOTHING;
  const priced = (): Usage => ({
    ...turn,
    cost: turn.cost ?? costAt(priceOf(prices, model) ?? priceOf(prices, asked), turn),
  });
  return {
    note(event) {
      if (event.type === 'started') {
        earlier = sumOf(earlier, priced());
        turn = NOTHING;
        model = event.model ?? model;
        agent_version = event.agentVersion ?? agent_version;
        return event.model !== undefined || event.agentVersion !== undefined;
      }
      if (event.type !== 'usage') return false;
      turn = {
        input_tokens: event.inputTokens ?? turn.input_tokens,
        output_tokens: event.outputTokens ?? turn.output_tokens,
        cost: event.costUsd ?? turn.cost,
      };
      return true;
    },
    known: () => ({ model, agent_version, ...sumOf(earlier, priced()) }),
  };
}
