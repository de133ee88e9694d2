/** What one of our read-only tools is. None of them can be given anything that writes: they see the library alone. */
import { z } from 'zod';
import type { Library } from './library.ts';

export interface ReadingTool<Schema extends z.ZodType = z.ZodType> {
  readonly kind: 'read' | 'search';
  /** what it is for, for the model */
  readonly description: string;
  readonly input: Schema;
  /** What a call is about, in a few words, for people who watch. */
  title(input: z.output<Schema>): string;
  /** Text for the model, within the caps. Throws `BatonError` of kind `refused` or `step` for what can't be read. */
  run(input: z.output<Schema>, library: Library): Promise<string>;
}

/** Keeps the type of the input between a tool's parts. */
export function readingTool<Schema extends z.ZodType>(tool: ReadingTool<Schema>): ReadingTool<Schema> {
  return tool;
}

export const Path = z.string().max(1_000);
export const Line = z.int().min(1);
export const SideInput = z
  .enum(['head', 'base'])
  .optional()
  .describe('head (default): the commit that is read; base: the commit that it is compared with');
