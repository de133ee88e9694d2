/** Runs collectors by name: the entry point of collector processes. Each collector is loaded only when it runs. */

import type { CollectorOutcome, CollectorSource } from '../../contracts/collecting.ts';
import { maskDocument } from '../../secrets/mask.ts';
import type { Collector } from '../collector.ts';
import { cut } from '../limits.ts';
import { type CollectorName, FUNCTION_HISTORY } from './names.ts';

const LOADERS: Readonly<Record<CollectorName | typeof FUNCTION_HISTORY, () => Promise<Collector>>> = {
  inventory: async () => (await import('./inventory.ts')).inventory,
  history: async () => (await import('./history.ts')).history,
  modules: async () => (await import('./modules.ts')).modules,
  syntax: async () => (await import('./syntax.ts')).syntax,
  surface: async () => (await import('./surface.ts')).surface,
  duplication: async () => (await import('./duplication.ts')).duplication,
  secrets: async () => (await import('./secrets.ts')).secrets,
  sinks: async () => (await import('./sinks.ts')).sinks,
  notes: async () => (await import('./notes.ts')).notes,
  packages: async () => (await import('./packages.ts')).packages,
  'package-use': async () => (await import('./package-use.ts')).packageUse,
  dependencies: async () => (await import('./dependencies.ts')).dependencies,
  operations: async () => (await import('./operations.ts')).operations,
  orientation: async () => (await import('./orientation.ts')).orientation,
  'log-messages': async () => (await import('./log-messages.ts')).logMessages,
  focus: async () => (await import('./focus.ts')).focus,
  symptom: async () => (await import('./symptom.ts')).symptom,
  usage: async () => (await import('./usage.ts')).usage,
  [FUNCTION_HISTORY]: async () => (await import('./function-history.ts')).functionHistory,
};

/**
 * Runs one collector and prepares its facts to leave the process: as many of a kind as a pack holds, with secrets
 * masked. Throws for a name that no collector has.
 */
export async function runCollector(
  name: string,
  source: CollectorSource,
  signal: AbortSignal,
): Promise<CollectorOutcome> {
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name as keyof typeof LOADERS] : undefined;
  if (load === undefined) throw new Error(`there is no collector called ${name}`);
  const collector = await load();
  const found = await collector.collect(source, signal);
  const { facts, totals, notes } = cut(found.facts, source.scope);
  const clean = await maskDocument({ facts, measures: found.measures ?? [] });
  return {
    status: 'done',
    ...clean,
    totals: { ...totals, ...found.totals },
    unavailable: [...(found.unavailable ?? []), ...notes],
    tools: found.tools ?? [],
  };
}
