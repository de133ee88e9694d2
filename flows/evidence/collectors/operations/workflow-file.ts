/** A GitHub workflow as data: what it runs on, what its jobs may do, and their steps with their lines. Pure. */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';

/** Scopes and their levels; `all` stands for `read-all` and `write-all`. */
export type Permissions = Readonly<Record<string, string>>;

export interface Step {
  readonly line: number;
  readonly uses: { readonly value: string; readonly line: number } | null;
  readonly run: { readonly value: string; readonly line: number } | null;
  /** inputs of the action as text */
  readonly inputs: Readonly<Record<string, string>>;
  readonly inputLines: Readonly<Record<string, number>>;
  readonly condition: string;
  readonly mayFail: number | null;
  /** everything that it says, to look for secrets in */
  readonly text: string;
}

export interface Job {
  readonly id: string;
  readonly line: number;
  readonly permissions: Permissions | null;
  readonly condition: string;
  readonly environment: boolean;
  readonly uses: { readonly value: string; readonly line: number } | null;
  readonly mayFail: number | null;
  readonly steps: readonly Step[];
  readonly matrix: string;
}

export interface Workflow {
  readonly triggers: readonly string[];
  readonly permissions: Permissions | null;
  readonly jobs: readonly Job[];
}

const WORKFLOW = /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/;

export function isWorkflow(path: string): boolean {
  return WORKFLOW.test(path);
}

/** Null for a text that is no workflow, or no YAML. */
export function workflowIn(text: string): Workflow | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', uniqueKeys: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return null;
  const root = document.contents;
  const jobs = get(root, 'jobs');
  if (!isMap(jobs)) return null;
  const lineOf = (node: unknown): number => {
    const range = (node as Node | null)?.range;
    return range === null || range === undefined ? 1 : lines.linePos(range[0]).line;
  };
  return {
    // YAML 1.1 reads a bare `on` as true; this parser reads 1.2.
    triggers: triggersOf(get(root, 'on')),
    permissions: permissionsOf(get(root, 'permissions')),
    jobs: jobs.items.flatMap(({ key, value }) => (isMap(value) ? [jobOf(key, value, lineOf)] : [])),
  };
}

type LineOf = (node: unknown) => number;

function get(map: YAMLMap, key: string): unknown {
  return map.get(key, true);
}

function stringOf(node: unknown): string {
  if (isScalar(node)) return node.value === null || node.value === undefined ? '' : String(node.value);
  return node === null || node === undefined ? '' : JSON.stringify(node);
}

function triggersOf(node: unknown): string[] {
  if (isMap(node)) return node.items.map(({ key }) => stringOf(key)).sort();
  if (isSeq(node)) return node.items.map(stringOf).sort();
  const name = stringOf(node);
  return name === '' ? [] : [name];
}

function permissionsOf(node: unknown): Permissions | null {
  if (isMap(node))
    return Object.fromEntries(node.items.map(({ key, value }) => [stringOf(key), stringOf(value)]));
  const level = /^(read|write)-all$/.exec(stringOf(node))?.[1];
  if (level !== undefined) return { all: level };
  return node === undefined ? null : {};
}

function placed(node: unknown, lineOf: LineOf): { value: string; line: number } | null {
  return isScalar(node) ? { value: stringOf(node), line: lineOf(node) } : null;
}

function mayFail(map: YAMLMap, lineOf: LineOf): number | null {
  const node = get(map, 'continue-on-error');
  return stringOf(node) === 'true' ? lineOf(node) : null;
}

function jobOf(key: unknown, job: YAMLMap, lineOf: LineOf): Job {
  const steps = get(job, 'steps');
  return {
    id: stringOf(key),
    line: lineOf(key),
    permissions: permissionsOf(get(job, 'permissions')),
    condition: stringOf(get(job, 'if')),
    environment: job.has('environment'),
    uses: placed(get(job, 'uses'), lineOf),
    mayFail: mayFail(job, lineOf),
    steps: isSeq(steps) ? steps.items.flatMap((step) => (isMap(step) ? [stepOf(step, lineOf)] : [])) : [],
    matrix: stringOf(get(job, 'strategy')),
  };
}

function stepOf(step: YAMLMap, lineOf: LineOf): Step {
  const inputs = get(step, 'with');
  const items = isMap(inputs) ? inputs.items : [];
  return {
    line: lineOf(step),
    uses: placed(get(step, 'uses'), lineOf),
    run: placed(get(step, 'run'), lineOf),
    inputs: Object.fromEntries(items.map(({ key, value }) => [stringOf(key), stringOf(value)])),
    inputLines: Object.fromEntries(items.map(({ key, value }) => [stringOf(key), lineOf(value ?? key)])),
    condition: stringOf(get(step, 'if')),
    mayFail: mayFail(step, lineOf),
    text: JSON.stringify(step),
  };
}
