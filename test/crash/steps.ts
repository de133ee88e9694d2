/**
 * The work of the crash test: what its runs are made of, what each step must leave behind, and the side log in which
 * every beginning is written down, whatever becomes of it.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { buildDag } from '../../runner/core/dag.ts';
import type { Catalogue, StepInput } from '../../runner/core/ports/catalogue.ts';
import type { Pin } from '../../runner/core/ports/repository.ts';
import type { ReportDocument } from '../../runner/core/report-document.ts';
import { reportDocument, reportFinding } from '../setup/report-document.ts';
import { type Toy, toyFlow, toyStep } from '../setup/toy-runner.ts';

const LENSES = ['l1', 'l2', 'l3', 'l4', 'l5', 'l6'];
const CHECKS = ['c1', 'c2'];
const FLOW = toyFlow([
  toyStep('scope', []),
  ...CHECKS.map((name) => toyStep(name, ['scope'])),
  ...LENSES.map((name) => toyStep(name, ['scope'], { kind: 'agent' })),
  toyStep('merge', [...CHECKS, ...LENSES]),
  toyStep('judge', ['merge'], { kind: 'agent' }),
  toyStep('render', ['judge'], { always: true }),
]);
export const STEPS = FLOW.steps.length;

/** The fingerprint of the finding that all runs report. */
export const SHARED_FINDING = 'shared';

/** Long enough to be written in many pages, short enough for many runs. */
const OUTPUT_BYTES = 100_000;
const LONGEST_MS = 300;

/** The full text that a step leaves, the same for every attempt. */
export function outputOf(run_id: string, step_id: string): string {
  const line = createHash('sha256').update(`${run_id} ${step_id}`).digest('hex');
  return `${run_id} ${step_id}\n${`${line}\n`.repeat(OUTPUT_BYTES / (line.length + 1))}end`;
}

/** One beginning of a step. */
export interface Beginning {
  readonly run_id: string;
  readonly step_id: string;
  /** milliseconds since 1970, by the clock that the database has too */
  readonly at: number;
  readonly pid: number;
}

/** Beginnings in the order in which they were written; processes append whole lines. */
export function beginningsIn(file: string): Beginning[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Beginning);
}

/** Steps that take up to a third of a second, and write down that they began. */
export function crashToy(sideLog: string): Toy {
  const work = async (run_id: string, step_id: string): Promise<string> => {
    const beginning: Beginning = { run_id, step_id, at: Date.now(), pid: process.pid };
    appendFileSync(sideLog, `${JSON.stringify(beginning)}\n`);
    await pause(Math.random() * LONGEST_MS);
    return outputOf(run_id, step_id);
  };
  return {
    flow: FLOW,
    agent: ({ prompt }) => {
      const [run_id = '', step_id = ''] = prompt.split(' ');
      return work(run_id, step_id);
    },
    options: { catalogue: catalogueOf(work) },
  };
}

/** Each run reports a finding of its own, and one that all of them have. */
function documentOf(run_id: string, { commit_sha }: Pin): ReportDocument {
  const findings = [run_id, SHARED_FINDING].map((fingerprint) => reportFinding({ fingerprint }));
  return reportDocument({ commit_sha, findings });
}

function catalogueOf(work: (run_id: string, step_id: string) => Promise<string>): Catalogue {
  return {
    flows: [FLOW],
    personas: [],
    handlers: {
      toy: async ({ run, step, pin }) => ({
        output: await work(run.id, step.step_id),
        summary: 'done',
        ...(step.step_id === 'render' ? { document: documentOf(run.id, pin) } : {}),
      }),
    },
    agentSteps: {
      prepare: async ({ run, step }: StepInput) => ({
        system: '',
        prompt: `${run.id} ${step.step_id}`,
        brief: null,
      }),
      prepareRepair: (asked) => asked,
      prepareQuestion: async (_, { question }) => ({ system: '', prompt: question, brief: null }),
      accept: async (output) => ({ output, summary: 'done' }),
    },
    pathFault: () => null,
    plan: (flow, band, fast) => buildDag(flow.steps, band, fast),
  };
}
