/** The frames that the WebSocket sends. Handlers must be idempotent: a frame may arrive twice. */
import { z } from 'zod';
import { RUN_STATUSES, STEP_STATUSES } from './run.ts';
import { BANDS } from './step-spec.ts';

export const RunStartedFrame = z.object({
  type: z.literal('flow_run_started'),
  run_id: z.uuid(),
  flow_name: z.string(),
  band: z.enum(BANDS),
  steps: z.array(
    z.object({
      step_id: z.string(),
      /** the persona's id; null for code steps */
      agent: z.string().nullable(),
      kind: z.enum(['agent', 'code']),
      chat_id: z.uuid().nullable(),
      label: z.string(),
    }),
  ),
});

export const StepUpdatedFrame = z.object({
  type: z.literal('flow_run_step_updated'),
  run_id: z.uuid(),
  step_id: z.string(),
  status: z.enum(STEP_STATUSES),
  /** on the last frame of a run, with the report */
  run_status: z.enum(RUN_STATUSES).optional(),
  report: z.string().nullable().optional(),
});

export const DeltaFrame = z.object({ type: z.literal('delta'), chat_id: z.uuid(), delta: z.string() });
export const ToolCallFrame = z.object({
  type: z.literal('tool_call'),
  chat_id: z.uuid(),
  name: z.string(),
  status: z.enum(['started', 'completed', 'failed', 'denied']),
  title: z.string().optional(),
});
export const MessageCompleteFrame = z.object({
  type: z.literal('message_complete'),
  chat_id: z.uuid(),
  text: z.string(),
});

/** What a step streams while it runs. */
export const ChatFrame = z.discriminatedUnion('type', [DeltaFrame, ToolCallFrame, MessageCompleteFrame]);
export type ChatFrame = z.infer<typeof ChatFrame>;

export const Frame = z.discriminatedUnion('type', [
  RunStartedFrame,
  StepUpdatedFrame,
  DeltaFrame,
  ToolCallFrame,
  MessageCompleteFrame,
]);
export type Frame = z.infer<typeof Frame>;
