/**
 * Good agents for the order service with its faults: the answers of `fixtures/answers/`, with the lines that they cite
 * looked up, as a script; and judges, who know claims by their titles, since the ids are only given in the run.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { streamAnswer } from '../../adapters/agents/events.ts';
import type { Script } from '../../adapters/agents/script.ts';
import { FLOWS } from '../../flows/catalogue/catalogue.ts';
import type { StepBrief } from '../../flows/contracts/brief.ts';
import { settleShards } from '../../flows/spine/shards.ts';
import { buildDag } from '../../runner/core/dag.ts';
import type { AgentBackend } from '../../runner/core/ports/agent.ts';
import type { Flow, StepSpec } from '../../runner/core/step-spec.ts';
import type { OrderService } from './order-service.ts';

type Answer = Readonly<Record<string, unknown>>;

/** One flow's own answers, by step; `skeptic` holds more rulings and the scenarios of a pre-mortem. */
interface OwnAnswers {
  readonly steps?: Readonly<Record<string, Answer>>;
  readonly rulings?: readonly Ruling[];
  readonly settlements?: readonly Settlement[];
  readonly scenarios?: readonly Answer[];
  readonly synth?: Answer;
}

interface Ruling {
  readonly of: string;
  readonly ruling: string;
  readonly because: string;
  readonly counter?: readonly unknown[];
  readonly corrected?: Answer;
  readonly outside?: boolean;
}

interface Settlement {
  readonly keep: string;
  readonly with: readonly string[];
  readonly rootCause: string;
}

type Personas = Readonly<Record<string, Answer>> & Required<Pick<OwnAnswers, 'rulings' | 'settlements'>>;

export interface GoodAgents {
  readonly script: Script;
  /** answers the steps that the script does not: skeptics, the arbiter and the synthesist */
  readonly judges: (otherwise: AgentBackend) => AgentBackend;
}

export function goodAgents(service: OrderService): GoodAgents {
  const cite = createCiting(service);
  const personas = cite(read<Personas>('personas')) as Personas;
  const own = new Map(FLOWS.map(({ name }) => [name, cite(readIfThere(name)) as OwnAnswers]));
  const script = Object.fromEntries(
    FLOWS.flatMap((flow) =>
      agentSteps(flow).flatMap((step) => {
        const answer = own.get(flow.name)?.steps?.[step.step_id] ?? personas[step.persona ?? ''];
        return answer === undefined
          ? []
          : [[`${flow.name}/${step.step_id}`, { answer: fitted(answer, flow) }]];
      }),
    ),
  );
  return {
    script,
    judges: (otherwise) => ({
      ...otherwise,
      async *run(task, signal) {
        const brief = task.brief as StepBrief;
        const answer = judged(brief, personas, own.get(brief.flow) ?? {});
        if (answer === null) yield* otherwise.run(task, signal);
        else yield* streamAnswer(JSON.stringify(answer), signal);
      },
    }),
  };
}

/** The steps whose answers do not need the ids of claims. */
function agentSteps(flow: Flow): StepSpec[] {
  const judges = ['skeptic', 'arbiter', 'synthesist'];
  return settleShards(buildDag(flow.steps, 'medium', false)).filter(
    ({ kind, persona }) => kind === 'agent' && !judges.includes(persona ?? ''),
  );
}

/** Findings with what an agent must state of each; their origin is the change, where the flow compares. */
function fitted(answer: Answer, { compares }: Flow): Record<string, unknown> {
  const { findings } = answer;
  const rest = {
    effort: 'S',
    origin: compares === false ? null : 'introduced',
    breaksBuild: false,
    assumptions: [],
  };
  const known = { lens: 'any', filesRead: [], notChecked: [] };
  if (!Array.isArray(findings)) return { ...answer };
  return { ...known, ...answer, findings: findings.map((finding) => ({ ...rest, ...finding })) };
}

function judged(
  { step_id, contract, claims, gated }: StepBrief,
  personas: Personas,
  own: OwnAnswers,
): Answer | null {
  const idOf = (part: string, among: readonly { id: string; title: string }[]): string | undefined =>
    among.find(({ title }) => title.includes(part))?.id;
  if (step_id.startsWith('skeptic-')) {
    const rulings = [...(own.rulings ?? []), ...personas.rulings];
    const verdicts = claims.map(({ id, title }) =>
      rulingOn(
        id,
        rulings.find(({ of }) => title.includes(of)),
      ),
    );
    return { verdicts, ...(contract === 'Premortem' ? { scenarios: own.scenarios ?? [] } : {}) };
  }
  if (contract === 'Arbitration') {
    const clusters = [...(own.settlements ?? []), ...personas.settlements].flatMap(
      ({ keep, with: others, rootCause }) => {
        const [kept, merged] = [idOf(keep, claims), others.flatMap((part) => idOf(part, claims) ?? [])];
        return kept === undefined || merged.length === 0
          ? []
          : [{ ids: [kept, ...merged], keep: kept, rootCause }];
      },
    );
    return { clusters, conflicts: [], severityChanges: [] };
  }
  return contract === 'Synthesis' && own.synth !== undefined
    ? withIds(own.synth, (part) => idOf(part, gated?.claims ?? []))
    : null;
}

function rulingOn(findingId: string, ruling: Ruling | undefined): Answer {
  const { of: _title, ...rest } = ruling ?? {
    of: '',
    ruling: 'upheld',
    because: 'The cited lines say what the claim says.',
  };
  return { findingId, counter: [], corrected: null, outside: false, ...rest };
}

/** Texts name a claim as `{part of its title}`. */
function withIds(answer: Answer, idOf: (part: string) => string | undefined): Answer {
  const text = JSON.stringify(answer).replace(/\{\{(.+?)\}\}/g, (_found, part: string) => {
    const id = idOf(JSON.parse(`"${part}"`));
    if (id === undefined) throw new Error(`no claim has ${part} in its title`);
    return id;
  });
  return JSON.parse(text);
}

function read<T>(name: string): T {
  return parse(readFileSync(fileOf(name), 'utf8'), { merge: true }) as T;
}

const fileOf = (name: string): URL => new URL(`fixtures/answers/${name}.yaml`, import.meta.url);

function readIfThere(name: string): OwnAnswers {
  return existsSync(fileOf(name)) ? read<OwnAnswers>(name) : {};
}

/** Writes out each citation of the answers: `path > text`, a search, a commit. Throws for one that the repository has not. */
function createCiting({ repository, base, head }: OrderService): (value: unknown) => unknown {
  const texts = new Map<string, readonly string[]>();
  const lines = (file: string): readonly string[] => {
    const known = texts.get(file) ?? repository.git('show', file).split('\n');
    texts.set(file, known);
    return known;
  };
  const citation = (given: unknown): unknown => {
    if (typeof given === 'object' && given !== null) {
      if ('search' in given) return searchFor(given as Search);
      const { commit, path } = given as { commit: string; path: string };
      const sha = repository.git('log', '--all', '--fixed-strings', `--grep=${commit}`, '--format=%H');
      return { type: 'commit', sha, path };
    }
    const text = String(given);
    const made = /^false: (.+?):(\d+) (.+)$/.exec(text);
    if (made !== null) return code(made[1] ?? '', Number(made[2]), made[3] ?? '', 'head');
    const [, side = 'head', path = '', part = ''] = /^(?:(base): )?(.+?) > (.+)$/.exec(text) ?? [];
    const all = lines(`${side === 'base' ? base : head}:${path}`);
    const at = all.findIndex((line) => line.includes(part));
    if (at === -1) throw new Error(`${path} has no line with ${part}`);
    return code(path, at + 1, (all[at] ?? '').trim(), side);
  };
  const walk = (value: unknown, key = ''): unknown => {
    if (CITING.has(key) && Array.isArray(value)) return value.map(citation);
    if (key === 'source' && typeof value === 'string') return citation(value);
    if (Array.isArray(value)) return value.map((item) => walk(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return walk;
}

const CITING = new Set(['evidence', 'counter']);

interface Search {
  readonly search: string;
  readonly glob: string;
  readonly count: number;
}

const searchFor = ({ search, glob, count }: Search) => ({
  type: 'search',
  pattern: search,
  fixed: true,
  glob,
  expect: { op: 'eq', n: count },
});

const code = (path: string, line: number, quote: string, side: string) => ({
  type: 'code',
  path,
  start: line,
  end: line,
  quote,
  side,
});
