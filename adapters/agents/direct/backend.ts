/**
 * The back end that needs no agent on the machine: it talks to a model's API (Anthropic, OpenAI, Google, or any server
 * that speaks OpenAI's) and lends the model our own tools, which read the blobs of the pinned commit and nothing else.
 */
import { createRequire } from 'node:module';
import type { AgentBackend, AgentTask } from '../../../runner/core/ports/agent.ts';
import { eventStream, failure, type LastEvent, type Reporter } from '../events.ts';
import { chooseModel, missingKeys } from './model-choice.ts';
import { type DirectOptions, readyProviders } from './options.ts';

/** Makes no call and loads no SDK before the first task. */
export function createDirectBackend(options: DirectOptions): AgentBackend {
  return {
    name: 'direct',
    needsCheckout: false,
    probe: async () =>
      readyProviders(options).length > 0
        ? { ok: true, version: agentVersion() }
        : { ok: false, ...missingKeys() },
    run: (task, signal) =>
      eventStream((report, until) => answerTask(options, task, until, report), signal, task.limits),
  };
}

async function answerTask(
  options: DirectOptions,
  task: AgentTask,
  signal: AbortSignal,
  report: Reporter,
): Promise<LastEvent> {
  const choice = chooseModel(options, task.model);
  if (choice.type === 'refused') {
    report.emit({ type: 'started' });
    return failure(choice.code, false, choice.message);
  }
  const model = `${choice.provider}/${choice.model}`;
  report.emit({ type: 'started', model, agentVersion: agentVersion() });
  const { runModelTask } = await import('./model-task.ts');
  return runModelTask(options, choice, task, signal, report);
}

function agentVersion(): string {
  const { version } = createRequire(import.meta.url)('ai/package.json') as { version: string };
  return `AI SDK ${version}`;
}
