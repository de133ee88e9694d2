/**
 * What a flow is made of, as data: a flow's steps are written down once as templates, materialised for a band by
 * `buildDag` (dag.ts), and stored on the run, so that an upgrade never changes a run under way.
 */

export const BANDS = ['small', 'medium', 'large'] as const;
export type Band = (typeof BANDS)[number];

export const CATEGORIES = ['Analysis', 'Discovery', 'Planning', 'Authoring', 'Review'] as const;
export type Category = (typeof CATEGORIES)[number];

export type StepKind = 'agent' | 'code';

/** Small values a completed step leaves for `when` conditions and one-line displays; never the output itself. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** A condition on the facts of completed steps: data, so that it can be stored. False means `skipped`, with the reason. */
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

/** What people call an agent that a report rests on. */
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
  /** a fact that leaves the step nothing to do: once it is there, the step is skipped, with the fact's value as the reason */
  readonly unless?: string;
  readonly shard?: { readonly index: number; readonly of: number };
  /** what its failure means: the end of the run, or a note in the report's coverage section */
  readonly onFail: 'fail-run' | 'continue';
  /** an agent that the report rests on: a run in which each of these failed has failed */
  readonly primary?: PrimaryKind;
  /** runs even in a run that is failing, once everything else has ended: the renderer */
  readonly always?: true;
  /** what distinguishes two steps of one persona, e.g. `{mode: 'gap'}` or `{order: 'B'}` */
  readonly params?: Readonly<Record<string, string>>;
  /** an agent step's own back end and model, where they are not the run's */
  readonly agent?: { readonly backend: string; readonly model: string | null };
  readonly budget: Budget;
}

/** A step as a flow writes it down: a StepSpec, and the sizes of run that it exists in. */
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
  /** one line: the question that it answers */
  readonly purpose: string;
  /** what is asked when the person gives no focus */
  readonly question: string;
  /** whether it compares two commits (`--base`) */
  readonly compares: boolean;
  readonly steps: readonly StepTemplate[];
}
