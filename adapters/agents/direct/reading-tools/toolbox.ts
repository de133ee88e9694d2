/** The tools of one task, in the AI SDK's form. All of them only read, and all of their answers are masked. */
import { type Schema, type Tool, type ToolSet, tool, zodSchema } from 'ai';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import { counted } from './caps.ts';
import { type CommitReader, readCommit, refusal } from './commit-reader.ts';
import { gitDiff } from './git-diff.ts';
import { grep } from './grep.ts';
import { gitBlame, gitLog } from './history.ts';
import { list } from './list.ts';
import type { Mask } from './masked-files.ts';
import { read } from './read.ts';
import type { ReadingTool } from './reading-tool.ts';
import { references } from './references.ts';

export const TOOLS: Readonly<Record<string, ReadingTool>> = {
  list,
  read,
  grep,
  references,
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
  /** how many more may be made */
  left(): number;
}

export function toolAllowance(most: number): ToolAllowance {
  const allowed = new Set<string>();
  const isUsedUp = () => allowed.size >= most;
  return {
    isUsedUp,
    left: () => most - allowed.size,
    allows: (callId) => allowed.has(callId) || (!isUsedUp() && allowed.add(callId).size > 0),
  };
}

export function createToolbox(repository: Repository, mask: Mask, allowance: ToolAllowance): ToolSet {
  const reader = readCommit(repository, mask);
  return Object.fromEntries(
    Object.entries(TOOLS).map(([name, one]) => [name, sdkTool(one, reader, mask, allowance)]),
  );
}

function leftText(left: number): string {
  return left === 0 ? 'no tool calls left: answer now' : `${counted(left, 'tool call')} left`;
}

/** What a model is told before its first call. */
export function allowanceText(most: number): string {
  return `## Tools\n\nYou may make ${counted(most, 'tool call')}. Several in one turn are welcome; each counts. Every result says how many are left, and one more turn is kept for your answer.`;
}

function sdkTool(
  one: ReadingTool,
  reader: CommitReader,
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
      const answer = await mask(await one.run(input, reader));
      return `${answer}\n\n[${leftText(allowance.left())}]`;
    },
  });
}
