/** What the tests of CLI back ends share: the sandbox, folders, tasks, and a program to stand in for the agent. */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openSandbox, type Sandbox } from '../../../../adapters/agents/cli/sandbox.ts';
import type {
  AgentBackend,
  AgentEvent,
  AgentLimits,
  AgentTask,
} from '../../../../runner/core/ports/agent.ts';
import { eventsOf, taskOf } from '../../../contracts/agent-contract.ts';
import { makeFolder, makeRepository } from '../../../setup/repositories.ts';
import type { UserAction } from '../../../setup/stand-in-agent.ts';
import { withoutTypes } from '../../../setup/without-types.ts';

export const STAND_IN = withoutTypes(new URL('../../../setup/stand-in-agent.ts', import.meta.url));

export const unconfined: Sandbox = await openSandbox({ mode: 'none' });
export const confined: Sandbox = await openSandbox({ mode: 'auto' });
export const canConfine = confined.kind === 'bwrap';
if (!canConfine) process.stderr.write(`tests of the sandbox are passed over: ${confined.reason}\n`);

/** The one that agents run in here; that an agent without a sandbox behaves the same is tried with the toy agent. */
export const usual: Sandbox = canConfine ? confined : unconfined;

/** A folder for private homes. */
export function makeHomes(): string {
  return realpathSync(makeFolder());
}

/** A work tree with one file. */
export function makeCheckout(): string {
  return makeRepository({ files: { 'sum.js': 'export const add = (a, b) => a - b;\n' } }).path;
}

/** A task for the stand-in: its prompt is what the stand-in does. */
export function taskFor(
  acts: readonly UserAction[],
  cwd: string,
  limits: Partial<AgentLimits> = {},
): AgentTask {
  const task = taskOf(null);
  return { ...task, prompt: JSON.stringify(acts), cwd, limits: { ...task.limits, ...limits } };
}

/** The arguments of every process on the machine that has `marker` among them. */
export function processesWith(marker: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.includes(marker) ? [words.join(' ')] : [];
      } catch {
        return [];
      }
    });
}

/** A time to sleep that no other process on the machine has: hours, told apart by their fraction. */
export function makeMarker(): string {
  return `86400.${process.pid}${Math.floor(performance.now() * 1000)}`;
}

/** How a back end starts its program for `task`, whatever comes of it; `home` is what stands for the private home. */
export async function startOf(backend: AgentBackend, task: AgentTask) {
  const file = join(makeFolder(), 'start.json');
  const prompt = JSON.stringify([{ show: 'environment', file } satisfies UserAction]);
  await eventsOf(backend, { ...task, prompt });
  const Start = z.object({ arguments: z.array(z.string()), environment: z.record(z.string(), z.string()) });
  const start = Start.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { ...start, home: start.environment.HOME ?? '' };
}

export function lastOf(events: readonly AgentEvent[]): AgentEvent | undefined {
  return events.at(-1);
}
