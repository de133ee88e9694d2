/**
 * What the agents of plan flows return: requirements, options, plans. Their `basis` is what they state about the
 * repository, with evidence; tasks, phases and cases are proposals, which name the statements that they rest on.
 */
import { z } from 'zod';
import { Evidence, GROUNDED, line, lines } from './finding.ts';
import { SkepticOutput } from './judgement.ts';

const paragraph = z.string().max(600);
const SIZE = z.enum(['S', 'M', 'L', 'unknown']);
const LEVEL = z.enum(['low', 'medium', 'high']);

/** A statement about the repository that a plan or a document rests on. */
export const Basis = z.object({ id: z.string().regex(/^B\d+$/), statement: line(300), ...GROUNDED });
export type Basis = z.infer<typeof Basis>;

export const Requirement = z.object({
  id: z.string().regex(/^R\d+$/),
  /** the form of the sentence by EARS: always · when an event · while a state · if something unwanted · where a feature is there */
  pattern: z.enum(['ubiquitous', 'event', 'state', 'unwanted', 'optional', 'complex']),
  /** `the customer submits an order`; empty for what always holds */
  trigger: z.string().max(200),
  /** who must do it: a system or a part of it */
  system: line(100),
  /** what it must do, so that a test can tell */
  response: line(300),
  /** whether the person asked for it, or the repository shows that it must hold */
  from: z.enum(['input', 'repository']),
  status: z.enum(['exists', 'partial', 'missing']),
  priority: z.enum(['must', 'should', 'could']),
  ...GROUNDED,
});
export type Requirement = z.infer<typeof Requirement>;

export const RequirementSet = z.object({
  requirements: z.array(Requirement).max(20),
  assumptions: lines(300, 10),
  /** `blocks`: ids of the requirements that can't be built before it is answered */
  questions: z.array(z.object({ text: line(300), blocks: z.array(z.string()).max(20) })).max(10),
  nonGoals: lines(200, 10),
});
export type RequirementSet = z.infer<typeof RequirementSet>;

export const Options = z.object({
  options: z
    .array(
      z.object({
        id: z.string().regex(/^O\d+$/),
        name: line(100),
        /** the aim that the analyst was given; `none` is to do nothing */
        brief: z.enum(['minimal', 'clean', 'pragmatic', 'none']),
        summary: line(400),
        /** paths that it would change */
        touches: z.array(z.string()).max(20),
        pros: lines(200, 6),
        cons: lines(200, 6),
        cost: SIZE,
        reversible: z.boolean(),
        ...GROUNDED,
      }),
    )
    .max(4),
  /** the id of the option that the analyst would choose; null without a preference */
  recommended: z.string().nullable(),
  because: z.string().max(400),
});
export type Options = z.infer<typeof Options>;

export const Task = z.object({
  id: z.string().regex(/^T\d+$/),
  title: line(120),
  /** ids of the tasks that must be done before */
  needs: z.array(z.string()).max(20),
  files: z.array(z.object({ path: line(300), change: z.enum(['edit', 'new', 'delete']) })).max(20),
  steps: lines(300, 8),
  acceptance: lines(300, 6),
  /** commands or tests that show that it is done */
  verify: lines(300, 6),
  size: SIZE,
  risk: LEVEL,
  /** ids of the requirements that it serves */
  requirements: z.array(z.string()).max(20),
  /** ids of the statements that it rests on */
  basis: z.array(z.string()).max(12),
});
export type Task = z.infer<typeof Task>;

export const Plan = z.object({
  goal: line(300),
  /** the way that was chosen, and what spoke against the others */
  approach: z.string().max(800),
  basis: z.array(Basis).max(15),
  tasks: z.array(Task).max(20),
  rollout: paragraph,
  rollback: paragraph,
  assumptions: lines(300, 10),
  openQuestions: lines(300, 8),
});
export type Plan = z.infer<typeof Plan>;

export const MigrationPlan = Plan.extend({
  phases: z
    .array(
      z.object({
        name: line(100),
        entry: lines(300, 5),
        exit: lines(300, 5),
        reversible: z.boolean(),
        dataSteps: lines(300, 6),
        /** ids of its tasks */
        tasks: z.array(z.string()).max(20),
      }),
    )
    .max(8),
  /** how long old and new must work side by side, and how that is kept */
  compatWindow: paragraph,
  cutover: paragraph,
  backout: paragraph,
});
export type MigrationPlan = z.infer<typeof MigrationPlan>;

export const TestPlan = z.object({
  risks: z
    .array(
      z.object({
        id: z.string().regex(/^X\d+$/),
        area: line(120),
        why: line(300),
        level: LEVEL,
        ...GROUNDED,
      }),
    )
    .max(15),
  cases: z
    .array(
      z.object({
        id: z.string().regex(/^TC\d+$/),
        level: z.enum(['unit', 'integration', 'end-to-end', 'manual']),
        /** the file that is tested */
        target: line(300),
        given: line(300),
        when: line(300),
        expected: line(300),
        /** ids of the risks that it covers */
        risks: z.array(z.string()).max(15),
        /** ids of requirements, where there are any */
        requirements: z.array(z.string()).max(20),
      }),
    )
    .max(25),
  notWorthTesting: z.array(z.object({ text: line(200), why: line(200) })).max(8),
  howToRun: z.array(z.object({ command: line(200), source: Evidence })).max(8),
  openQuestions: lines(300, 8),
});
export type TestPlan = z.infer<typeof TestPlan>;

export const Scenario = z.object({
  /** how the plan failed, told from its end */
  story: line(300),
  cause: line(300),
  /** what shows first that it happens */
  earlySign: line(200),
  mitigation: line(300),
  likelihood: LEVEL,
  impact: LEVEL,
  /** ids of the tasks that it concerns */
  tasks: z.array(z.string()).max(20),
  ...GROUNDED,
});
export type Scenario = z.infer<typeof Scenario>;

/** A skeptic's rulings on the statements that a plan rests on, and ways in which the plan may fail. */
export const Premortem = SkepticOutput.extend({ scenarios: z.array(Scenario).max(7) });
export type Premortem = z.infer<typeof Premortem>;
