/** The collectors by name. Each is loaded when it is wanted, so that a thread holds only what it uses. */
import type { Collector } from '../collector.ts';
import type { CollectorName } from './names.ts';

const LOADERS: Readonly<Record<CollectorName, () => Promise<Collector>>> = {
  inventory: async () => (await import('./inventory.ts')).inventory,
  history: async () => (await import('./history.ts')).history,
  modules: async () => (await import('./modules.ts')).modules,
  syntax: async () => (await import('./syntax.ts')).syntax,
  duplication: async () => (await import('./duplication.ts')).duplication,
  secrets: async () => (await import('./secrets.ts')).secrets,
  notes: async () => (await import('./notes.ts')).notes,
  packages: async () => (await import('./packages.ts')).packages,
  operations: async () => (await import('./operations.ts')).operations,
};

/** Throws for a name that no collector has. */
export async function loadCollector(name: string): Promise<Collector> {
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name as CollectorName] : undefined;
  if (load === undefined) throw new Error(`there is no collector called ${name}`);
  return load();
}
