/** Builds packs, scopes and views for the tests: facts by hand, or many by chance from a seed. */
import {
  type EvidencePack,
  FACT_KINDS,
  type Fact,
  type FactData,
  type FactKind,
  type FactOf,
  type Scope,
  type ScopeFile,
} from '../../../flows/contracts/evidence-pack.ts';
import type { FunctionMeasure } from '../../../flows/contracts/measures.ts';
import { LOCK_FLAGS } from '../../../flows/contracts/project-facts.ts';
import { SINK_KINDS } from '../../../flows/contracts/sinks.ts';
import { LOOSE_ENDS } from '../../../flows/contracts/upkeep.ts';
import { type RuleView, viewOf } from '../../../flows/rules/rule.ts';

type Parts<K extends FactKind> = Partial<Omit<FactOf<K>, 'id' | 'kind' | 'data'>> & { data: FactData[K] };

/** A fact without its number; `packOf` numbers it. */
export function fact<K extends FactKind>(kind: K, parts: Parts<K>): Fact {
  const made = {
    id: 'K0',
    kind,
    subject: null,
    text: `a ${kind} fact`,
    value: 0,
    path: null,
    line: null,
    end: null,
    quote: null,
    ...parts,
  };
  return made as unknown as Fact;
}

export function packOf(...facts: readonly Fact[]): EvidencePack {
  const numbered = facts.map((one, index) => ({ ...one, id: `K${index + 1}` }));
  return { facts: numbered, unavailable: [], tools: [] };
}

export function file(path: string, role: ScopeFile['role'] = 'src', lines = 100): ScopeFile {
  return { path, bytes: lines * 30, lines, role, language: 'TypeScript', omitted: null };
}

/** The files are those that the facts are about, as source, unless they are named otherwise. */
export function scopeOf(pack: EvidencePack, parts: Partial<Scope> = {}): Scope {
  const paths = pack.facts.flatMap((one) => [one.path, ...otherPaths(one)]).filter((path) => path !== null);
  const files = [...new Set(paths)]
    .sort()
    .map((path) => file(path, path.startsWith('test/') ? 'test' : 'src'));
  return {
    sha: 'a'.repeat(40),
    base: null,
    files,
    hunks: [],
    changed: [],
    loc: 1000,
    truncated: false,
    ...parts,
  };
}

function otherPaths(one: Fact): string[] {
  if (one.kind === 'dup') return [one.data.other.path];
  if (one.kind === 'cochange') return [one.data.other];
  return one.kind === 'cycles' ? one.data.files : [];
}

/** What the rules see of a tree. */
export function treeView(...facts: readonly Fact[]): RuleView {
  const pack = packOf(...facts);
  return viewOf(pack, scopeOf(pack));
}

/** What the rules see of a change of the lines `start` to `end` of each path. */
export function changeView(
  hunks: readonly [path: string, start: number, end: number][],
  ...facts: readonly Fact[]
): RuleView {
  const pack = packOf(...facts);
  return viewOf(pack, scopeOf(pack, changeOf(hunks)));
}

export function changeOf(hunks: readonly [path: string, start: number, end: number][]): Partial<Scope> {
  return {
    base: 'b'.repeat(40),
    hunks: hunks.map(([path, start, end]) => ({ path, start, end })),
    changed: hunks.map(([path]) => ({ path, status: 'modified', added: 3, deleted: 1 })),
  };
}

/** Numbers that look random and are the same for the same seed. */
export function seeded(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0;
    return state % below;
  };
}

/** A pack of `each` facts of every kind, with values from 1,000 on, so that they are told apart from small counts. */
export function randomPack(seed: number, each: number): EvidencePack {
  const next = seeded(seed);
  const facts = FACT_KINDS.flatMap((kind) => Array.from({ length: each }, () => randomFact(kind, next)));
  const reached = fact('test-reach', { subject: 'all', value: 1_000, data: { fan_in: 0, of: 9_999 } });
  return packOf(...facts, reached);
}

function randomFact(kind: FactKind, next: (below: number) => number): Fact {
  const number = (): number => 1_000 + next(8_999);
  const path = (): string => `${['src', 'src/core', 'test', 'lib'][next(4)]}/file-${next(12)}.ts`;
  const text = `// TODO part${next(99)} = \`half of ${'word '.repeat(next(40))}`;
  const line = number();
  const measure = (): FunctionMeasure => ({
    name: next(3) === 0 ? `callback of then in work${next(9)}` : `work${next(9)}`,
    complexity: number(),
    cognitive: number(),
    nesting: next(9),
    deepest: next(2) === 0 ? null : number(),
    lines: number(),
  });
  const data: { [K in FactKind]: FactData[K] } = {
    usage: { role: 'src', imports: next(2) === 0 },
    history: {
      ...{ first: '2020-01-02', last: '2026-01-02', authors: next(9), commits: number() },
      ...{ changes: number(), concentration: next(101), cut: null },
    },
    workflow: {
      what:
        (['untrusted-checkout', 'script-injection', 'ignored-failure', 'changed-permission'] as const)[
          next(4)
        ] ?? 'ignored-failure',
      ...{ triggers: ['pull_request_target'], privileged: next(2) === 0, guard: null, before: 'read' },
    },
    sink: {
      what: SINK_KINDS[line % SINK_KINDS.length] ?? 'sql',
      argument: line % 11 === 0 ? 'variable' : 'built',
      origin: line % 3 === 0 ? 'parameter' : 'request',
      input: `req.query.part${line % 99}`,
      from: line % 5 === 0 ? { line, quote: text } : null,
      guarded: line % 7 === 0,
    },
    runtime: { where: 'image', ended: '2023-09-11' },
    'dependency-diff': {
      ...{ ecosystem: 'npm', from: '1.2.3', to: '2.0.0' },
      ...{ dev: next(2) === 0, major: next(2) === 0, runtime: next(3) === 0 },
    },
    'lock-missing': { ecosystem: 'package.json', dependencies: number() },
    tree: { files: number(), lines: number(), source: number(), source_lines: number() },
    langs: { files: number(), lines: number() },
    manifests: {
      ecosystem: 'npm',
      dependencies: ['pg', 'left-pad'],
      devDependencies: [],
      scripts: [{ name: 'test', command: 'vitest run', line: 7 }],
    },
    lockfile: {
      flags: LOCK_FLAGS.slice(next(5), 4).slice(0, 1),
      version: '1.2.3',
      ...(next(2) === 0 ? { versions: 4 } : {}),
    },
    licences: { production: number(), packages: ['left-pad', 'pg'] },
    'unused-dependency': { ecosystem: 'npm' },
    'undeclared-import': { ecosystem: 'npm', manifest: 'package.json', locked: next(2) === 0 },
    churn: { added: number(), deleted: number(), authors: next(5) + 1, last: '2026-01-02' },
    cochange: { other: path(), share: next(100) / 100, linked: next(2) === 0 },
    ownership: { authors: next(5) + 1, commits: number() },
    age: { last: '2026-01-02' },
    imports: { fan_in: number(), fan_out: next(9), importers: [path(), path()] },
    cycles: {
      files: Array.from({ length: next(4) + 2 }, path),
      type_only: next(3) === 0,
      knot: next(4) + 5,
      changes: number(),
    },
    instability: { ca: next(9), ce: next(9) },
    complexity: { ...measure(), functions: next(30) },
    longfn: measure(),
    dup: { other: { path: path(), line: number(), end: 9_999 }, tokens: number() },
    'dup-share': { lines: number(), of: 9_999 },
    secrets: { rule: 'aws-key', role: (['src', 'test', 'docs'] as const)[next(3)] ?? 'src' },
    todo: { text, date: next(4) === 0 ? null : '2020-05-06' },
    loose: {
      what: (['empty-catch', 'any', 'disabled-test', 'suppression'] as const)[next(4)] ?? 'any',
      lines: number(),
    },
    'loose-end': {
      what: LOOSE_ENDS[next(LOOSE_ENDS.length)] ?? 'any',
      files: number(),
      old: next(2) === 0 ? null : number(),
    },
    env: { required: next(2) === 0, uses: next(5) + 1 },
    routes: { method: 'GET', route: `/things/${next(9)}`, handler: null, guards: [], health: false },
    exports: { symbols: ['Alpha', 'beta'] },
    'exports-diff': {
      change: (['added', 'removed', 'changed'] as const)[next(3)] ?? 'added',
      ...{ before: text, after: text, breaks: next(2) === 0 ? null : `lost ${text}`, published: true },
      base: next(2) === 0 ? null : { path: path(), line: number(), quote: text },
      ...(next(2) === 0 ? {} : { defaults: [{ parameter: text, from: '1', to: text }] }),
    },
    'routes-diff': {
      change: (['added', 'removed', 'changed'] as const)[next(3)] ?? 'added',
      ...{ method: 'GET', route: `/things/${next(9)}`, published: next(2) === 0 },
      ...{ before: next(2) === 0 ? null : 'POST /things', lost: next(2) === 0 ? [] : ['requireAuth'] },
      base: next(2) === 0 ? null : { path: path(), line: number(), quote: text },
    },
    'version-diff': { ecosystem: 'npm', from: next(2) === 0 ? null : '1.2.3', to: '2.0.0' },
    'public-api': { symbols: [text] },
    'undocumented-export': { of: number() },
    'docs-drift': { what: 'export', from: path() },
    consumer: { of: path(), change: 'removed' },
    tests: { files: [path()] },
    'test-reach': { fan_in: number() },
    'unused-file': {},
    'unused-export': {},
    ci: { tool: 'github' },
    docker: { instruction: 'FROM' },
    migrations: { reversible: next(2) === 0 },
    sql: { statement: 'DROP TABLE orders' },
    docs: { headings: ['One', 'Two', 'Three'] },
    adrs: { number: null },
    entry: { how: 'command', target: path() },
    diff: { added: number(), deleted: number(), role: next(2) === 0 ? 'src' : 'test', risk: number() },
    generated: { why: 'a lock file' },
    binaries: { files: next(9), largest: [{ path: path(), megabytes: number() }] },
    hotspot: { ...measure(), changes: number(), recent: next(9), fan_in: number() },
    about: { name: null },
    purpose: { from: 'README' },
    command: {},
    'log-message': { level: 'error', times: 1 },
    symptom: { trace: 1, runtime: false },
    frame: {
      ...{ state: 'found', trace: 1, printed: { file: 'src/a.ts', line: 1_001 } },
      ...{ within: 'work', others: [], version: null },
    },
    'message-source': { use: 'throws', trace: 1 },
    suspect: { sha: 'a'.repeat(40), date: '2026-01-02', days: 1_002, changed: 'function' },
    related: { what: 'caller', of: 'work' },
    mention: { what: 'code', words: ['order'], sha: null },
  };
  const values: Partial<Record<FactKind, string>> = {
    secrets: 'aws-key',
    ci: ['npm test || true', 'curl https://example.com/x.sh | sh', 'acme/deploy@main'][next(3)] ?? '',
    docker: 'node:latest',
    'exports-diff': 'changed',
  };
  const subjects: Partial<Record<FactKind, string>> = {
    ...{ ci: 'uses', todo: 'TODO', diff: ['modified', 'deleted'][next(2)] ?? 'modified' },
    lockfile: ['react', 'pg'][next(2)] ?? 'pg',
    licences: ['none', 'GPL-3.0'][next(2)] ?? 'none',
  };
  const placed = next(4) !== 0;
  return fact(kind, {
    data: data[kind] as never,
    subject: subjects[kind] ?? `subject${next(9)}`,
    value: kind === 'ownership' ? next(101) : (values[kind] ?? number()),
    path: path(),
    line: placed ? line : null,
    end: placed ? line + next(50) : null,
    quote: placed ? ([text, '}', `${text}…`, 'x'.repeat(900)][next(4)] ?? text) : null,
  });
}
