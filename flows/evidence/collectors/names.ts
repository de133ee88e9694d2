/**
 * Which collectors there are and what each one looks at. Light on purpose: the process that plans the work reads this
 * table, and only a collector process loads the collectors themselves (registry.ts).
 */
import type { FactKind } from '../../contracts/evidence-pack.ts';

export const COLLECTOR_KINDS = {
  inventory: ['tree', 'langs', 'generated', 'binaries', 'diff'],
  history: ['history', 'churn', 'cochange', 'ownership', 'age'],
  modules: ['imports', 'cycles', 'instability', 'test-reach', 'unused-file', 'unused-export'],
  syntax: ['complexity', 'longfn', 'loose', 'loose-end', 'env', 'routes', 'exports', 'exports-diff'],
  surface: ['routes-diff', 'version-diff', 'public-api', 'undocumented-export', 'docs-drift', 'consumer'],
  duplication: ['dup', 'dup-share'],
  secrets: ['secrets', 'loose-end'],
  sinks: ['sink'],
  notes: ['todo', 'loose-end', 'docs', 'adrs'],
  packages: ['manifests', 'lockfile', 'licences', 'entry', 'tests'],
  dependencies: ['lock-missing', 'dependency-diff'],
  'package-use': ['unused-dependency', 'undeclared-import'],
  operations: ['ci', 'loose-end', 'workflow', 'runtime', 'docker', 'migrations', 'sql'],
  orientation: ['about', 'purpose', 'command'],
  'log-messages': ['log-message'],
  focus: ['mention'],
  symptom: ['symptom', 'frame', 'message-source', 'suspect', 'related'],
  usage: ['usage'],
} as const satisfies Record<string, readonly FactKind[]>;

export type CollectorName = keyof typeof COLLECTOR_KINDS;

export const COLLECTOR_NAMES = Object.keys(COLLECTOR_KINDS) as CollectorName[];

/** Runs after the others, for the functions that they found: it measures, and has no facts of its own. */
export const FUNCTION_HISTORY = 'function-history';
