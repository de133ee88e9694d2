/** What the API says of the steps of a run beyond their documents: attempts, and one step with all that is known of it. */
import { z } from 'zod';
import { RunDetail, StepDocument } from './documents.ts';

const time = z.iso.datetime({ offset: true }).nullable();
const tokens = z.int().nullable();

export const ATTEMPT_STATES = ['pending', 'running', 'completed', 'failed', 'cancelled', 'lost'] as const;

/** One attempt of an agent step on a back end. */
export const AttemptDocument = z.object({
  step_id: z.string(),
  /** counts the step's attempts, those before a retry of the run too */
  attempt: z.int(),
  state: z.enum(ATTEMPT_STATES),
  backend: z.string(),
  model: z.string().nullable(),
  agent_version: z.string().nullable(),
  /** the name of the host on which it ran; null before, and once its worker is gone */
  host: z.string().nullable(),
  input_tokens: tokens,
  output_tokens: tokens,
  /** US dollars */
  cost: z.number().nullable(),
  error: z.string().nullable(),
  /** when it began to wait for a worker, or for its turn after a fault */
  created_at: z.iso.datetime({ offset: true }),
  started_at: time,
  completed_at: time,
});
export type AttemptDocument = z.infer<typeof AttemptDocument>;

/** A run for whoever follows it: small, since outputs and the report are left out (null). */
export const RunBrief = RunDetail.extend({ attempts: z.array(AttemptDocument) });
export type RunBrief = z.infer<typeof RunBrief>;

/** A follow-up question to the agent of a step. */
export const QuestionDocument = z.object({
  id: z.uuid(),
  run_id: z.uuid(),
  step_id: z.string(),
  /** counts the run's questions from 1 */
  n: z.int(),
  asked_by: z.string(),
  /** the key of the post in whose thread the answer appears; its own if it goes to the person alone; null: the run's card */
  card: z.string().nullable(),
  question: z.string(),
  state: z.enum(['pending', 'running', 'answered', 'failed']),
  /** Markdown */
  answer: z.string().nullable(),
  error: z.string().nullable(),
  asked_at: z.iso.datetime({ offset: true }),
  answered_at: time,
});
export type QuestionDocument = z.infer<typeof QuestionDocument>;

/** What an agent said, or a tool that it used. */
export const TranscriptEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({
    kind: z.literal('tool'),
    name: z.string(),
    /** what it was used on; null if the back end does not say */
    title: z.string().nullable(),
    status: z.enum(['started', 'completed', 'failed', 'denied']),
  }),
]);
export type TranscriptEntry = z.infer<typeof TranscriptEntry>;

export const StepDetail = z.object({
  step: StepDocument,
  /** null for a step that code does, and for a persona that this version no longer has */
  persona: z.object({ id: z.string(), name: z.string(), body: z.string() }).nullable(),
  /** what the agent was asked in its last attempt; null before, and for runs of an earlier version */
  prompt: z.object({ system: z.string(), prompt: z.string() }).nullable(),
  /** what it said and did, oldest first; empty once it is no longer kept */
  transcript: z.array(TranscriptEntry),
  /** whether an earlier part of it is left out */
  transcript_is_cut: z.boolean(),
  /** oldest first; empty for a step that code does */
  attempts: z.array(AttemptDocument),
  /** in the order in which they were asked */
  questions: z.array(QuestionDocument),
});
export type StepDetail = z.infer<typeof StepDetail>;
