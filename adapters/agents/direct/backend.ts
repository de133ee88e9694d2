/**
 * The back end that needs no agent on the machine: it talks to a model's API (Anthropic, OpenAI, Google, or any server
 * that speaks OpenAI's) and lends the model our own tools, which read the blobs of the pinned commit and nothing else.
 */
import { createRequire } from 'node:module';
import type { AgentBackend, AgentTask } from '../../../runner/core/ports/agent.ts';
import { type Emit, eventStream, type LastEvent } from './event-stream.ts';
import { chooseModel, missingKeys } from './model-choice.ts';
import { type DirectOptions, readyProviders } from './options.ts';
import { startClock } from './task-clock.ts';

/** Makes no call and loads no SDK before the first task. */
export function createDirectBackend(options: DirectOptions): AgentBackend {
  return {
    name: 'direct',
    needsCheckout: false,
    probe: async () =>
      readyProviders(options).length > 0
        ? { ok: true, version: agentVersion() }
        : { ok: false, reason: missingKeys() },
    run: (task, signal) => eventStream((emit, either) => answerTask(options, task, either, emit), signal),
  };
}

async function answerTask(
  options: DirectOptions,
  task: AgentTask,
  signal: AbortSignal,
  emit: Emit,
): Promise<LastEvent> {
  const choice = chooseModel(options, task.model);
  if (choice.type === 'refused') {
    emit({ type: 'started' });
    return { type: 'error', code: choice.code, retryable: false, message: choice.message };
  }
  emit({ type: 'started', model: `${choice.provider}/${choice.model}`, agentVersion: agentVersion() });
  const clock = startClock(task.limits, signal);
  try {
    const { runModelTask: converseWithModel } = await import('./conversation.ts');
    return await converseWithModel(options, choice, task, clock, emit);
  } finally {
    clock.stop();
  }
}

function agentVersion(): string {
  const { version } = createRequire(import.meta.url)('ai/package.json') as { version: string };
  return `AI SDK ${version}`;
}
