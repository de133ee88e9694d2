/** Formats the arguments and results of agents' tools for the activity line. */
import { z } from 'zod';
import type { AgentEvent } from '../../../runner/core/ports/agent.ts';
import { reportedOutput } from '../events.ts';

export type ToolKind = NonNullable<Extract<AgentEvent, { type: 'tool' }>['kind']>;

const LONGEST_TITLE = 160;

/** The most informative arguments of a call, under the names that agents use. */
const KnownArguments = z.object({
  file_path: z.string().optional(),
  filePath: z.string().optional(),
  path: z.string().optional(),
  pattern: z.string().optional(),
  command: z.string().optional(),
  query: z.string().optional(),
});

/** `Read src/app.ts`, in one line. */
export function titleOf(name: string, input: unknown): string {
  const parsed = KnownArguments.safeParse(input);
  const { command, pattern, query, file_path, filePath, path } = parsed.success ? parsed.data : {};
  const what = command ?? pattern ?? query ?? file_path ?? filePath ?? path;
  return oneLine(what === undefined ? name : `${name} ${what}`);
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_TITLE);
}

const Blocks = z.array(z.union([z.object({ text: z.string() }), z.unknown()]));

/** A tool's answer is a text, or a list of blocks of which some are. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return reportedOutput(content);
  const blocks = Blocks.safeParse(content);
  const texts = (blocks.success ? blocks.data : []).flatMap((block) => {
    const parsed = z.object({ text: z.string() }).safeParse(block);
    return parsed.success ? [parsed.data.text] : [];
  });
  return reportedOutput(texts.join('\n'));
}
