/**
 * Runs one collector and makes what it found fit to leave its thread: no more facts of a kind than a pack holds, and
 * no secret in any text of them.
 */
import { maskDocument } from '../quality/secrets.ts';
import type { Collector, CollectorOutcome, CollectorSource } from './collector.ts';
import { cut } from './limits.ts';

export async function outcomeOf(
  collector: Collector,
  source: CollectorSource,
  signal: AbortSignal,
): Promise<CollectorOutcome> {
  const found = await collector.collect(source, signal);
  const { facts, notes } = cut(found.facts);
  const clean = await maskDocument({ facts, measures: found.measures ?? [] });
  return {
    status: 'done',
    ...clean,
    unavailable: [...(found.unavailable ?? []), ...notes],
    tools: found.tools ?? [],
  };
}
