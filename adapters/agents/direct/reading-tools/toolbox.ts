/** The tools of one task, as the AI SDK takes them. All of them read, and nothing that they say goes unmasked. */
import { type Schema, type Tool, type ToolSet, tool, zodSchema } from 'ai';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import { gitDiff } from './git-diff.ts';
import { grep } from './grep.ts';
import { gitBlame, gitLog } from './history.ts';
import { type Library, openLibrary, refusal } from './library.ts';
import { list } from './list.ts';
import type { Mask } from './masked-files.ts';
import { read } from './read.ts';
import type { ReadingTool } from './reading-tool.ts';

export const TOOLS: Readonly<Record<string, ReadingTool>> = {
  list,
  read,
  grep,
  git_log: gitLog,
  git_diff: gitDiff,
  git_blame: gitBlame,
};

/** JSON Schemas, created once: the SDK would create them for every turn of every task. */
const INPUTS = new Map<ReadingTool, Schema>(Object.values(TOOLS).map((one) => [one, zodSchema(one.input)]));

/** The tool calls that a task has. */
export interface ToolAllowance {
  /** Whether the call may be made; each counts once, however often it is asked about. */
  allows(callId: string): boolean;
  isUsedUp(): boolean;
}

export function toolAllowance(most: number): ToolAllowance {
  const allowed = new Set<string>();
  const isUsedUp = () => allowed.size >= most;
  return {
    isUsedUp,
    allows: (callId) => allowed.has(callId) || (!isUsedUp() && allowed.add(callId).size > 0),
  };
}

export function createToolbox(repository: Repository, mask: Mask, allowance: ToolAllowance): ToolSet {
  const library = openLibrary(repository, mask);
  return Object.fromEntries(
    Object.entries(TOOLS).map(([name, one]) => [name, sdkTool(one, library, mask, allowance)]),
  );
}

function sdkTool(
  one: ReadingTool,
  library: Library,
  mask: Mask,
  allowance: ToolAllowance,
): Tool<unknown, string> {
  return tool({
    description: one.description,
    inputSchema: INPUTS.get(one) ?? one.input,
    execute: async (input: unknown, { toolCallId }) => {
      if (!allowance.allows(toolCallId)) {
        throw refusal('no_tools_left', 'No more tools may be used. Answer with what you have read.');
      }
      return mask(await one.run(input, library));
    },
  });
}
