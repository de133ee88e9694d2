/**
 * Flows as data: a flow defines its steps as templates, `buildDag` (dag.ts) selects those of a band, and they are stored on
 * the run, so that an upgrade never changes a running run.
 */

import type { FlowInput } from './flow-input.ts';

export const BANDS = ['small', 'medium', 'large'] as const;
export type Band = (typeof BANDS)[number];

export const CATEGORIES = ['Analysis', 'Discovery', 'Planning', 'Authoring', 'Review'] as const;
export type Category = (typeof CATEGORIES)[number];

export type StepKind = 'agent' | 'code';

/** Small values of a completed step, for `when` conditions and one-line displays; never the output itself. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** A condition on the facts of completed steps; if it does not hold, the step is skipped. */
export interface When {
  readonly fact: string;
  readonly op: 'exists' | 'gte';
  readonly value?: number;
}

export interface Budget {
  readonly maxFindings: number;
  readonly maxMinutes: number;
  readonly maxTurns: number;
}

/** What an agent that the report rests on is called in messages. */
export type PrimaryKind = 'lens' | 'explorer' | 'drafter';

/** One step of a run, as it is stored in `flow_steps.spec`. */
export interface StepSpec {
  readonly step_id: string;
  readonly label: string;
  readonly kind: StepKind;
  /** the persona's id; null for code steps */
  readonly persona: string | null;
  /** the code handler's id; null for agent steps */
  readonly handler: string | null;
  readonly needs: readonly string[];
  /** the contract that the step's output meets */
  readonly contract: string;
  readonly when?: When;
  /** a fact that makes the step needless: if it exists, the step is skipped, with the fact's value as the reason */
  readonly unless?: string;
  readonly shard?: { readonly index: number; readonly of: number };
  /** the effect of its failure: the end of the run, or a note in the report's coverage section */
  readonly onFail: 'fail-run' | 'continue';
  /** an agent that the report rests on: a run fails if all of these fail */
  readonly primary?: PrimaryKind;
  /** the renderer: runs once everything else has ended, even if the run is failing */
  readonly always?: true;
  /** only a model can do it: on the back end that answers by rules it is skipped */
  readonly needsModel?: true;
  /** set when the run is planned: a step that needs a model has none */
  readonly noModel?: true;
  /** what distinguishes two steps of one persona, e.g. `{mode: 'gap'}` or `{order: 'B'}` */
  readonly params?: Readonly<Record<string, string>>;
  /** an agent step's own back end and model, if they are not the run's */
  readonly agent?: { readonly backend: string; readonly model: string | null };
  readonly budget: Budget;
}

/** A step as a flow defines it: a StepSpec, and the bands in which it exists. */
export interface StepTemplate extends StepSpec {
  readonly bands: readonly Band[];
  readonly fast: 'keep' | 'drop';
}

/** A named kind of work. */
export interface Flow {
  /** the id that people type, e.g. `code-review` */
  readonly name: string;
  readonly category: Category;
  readonly title: string;
  /** the question that it answers, in one line */
  readonly purpose: string;
  /** the question for the agents if the user gives no focus */
  readonly question: string;
  /** whether it compares two commits (`--base`); `optional`: where a base or a pull request is given, else it reads a tree */
  readonly compares: boolean | 'optional';
  /** what it takes beside the focus; default: nothing */
  readonly inputs?: readonly FlowInput[];
  readonly steps: readonly StepTemplate[];
  /** set for one that the operator wrote */
  readonly own?: true;
}
