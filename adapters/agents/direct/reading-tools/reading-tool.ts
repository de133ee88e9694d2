/** The shape of Baton's read-only tools. They only get the commit's reader, so none can write. */
import { z } from 'zod';
import type { CommitReader } from './commit-reader.ts';

export interface ReadingTool<Schema extends z.ZodType = z.ZodType> {
  readonly kind: 'read' | 'search';
  /** its purpose, for the model */
  readonly description: string;
  readonly input: Schema;
  /** Describes a call in a few words, for the activity line. */
  title(input: z.output<Schema>): string;
  /** Text for the model, within the caps. Throws `BatonError` of kind `refused` or `step` for what can't be read. */
  run(input: z.output<Schema>, reader: CommitReader): Promise<string>;
}

/** Infers the input's type for all parts of a tool. */
export function readingTool<Schema extends z.ZodType>(tool: ReadingTool<Schema>): ReadingTool<Schema> {
  return tool;
}

export const Path = z.string().max(1_000);
export const Line = z.int().min(1);
export const SideInput = z
  .enum(['head', 'base'])
  .optional()
  .describe('head (default): the commit that is read; base: the commit that it is compared with');
