/** Lines of a file at a run's pinned commit, as the API gives them: text in pieces, each with what it is in its language. */
import { z } from 'zod';

/** What a piece of code is, in the words of highlighters. */
export const TOKEN_KINDS = [
  'attribute',
  'comment',
  'constant',
  'function',
  'keyword',
  'name',
  'number',
  'string',
  'type',
  'variable',
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export const SourceToken = z.object({
  text: z.string(),
  /** null for plain text */
  kind: z.enum(TOKEN_KINDS).nullable(),
});
export type SourceToken = z.infer<typeof SourceToken>;

export const SourceDocument = z.object({
  path: z.string(),
  side: z.enum(['head', 'base']),
  commit_sha: z.string(),
  /** the number of the first line that is given, from 1 */
  first: z.int(),
  /** how many lines the file has */
  total: z.int(),
  /** secrets are masked, long lines cut */
  lines: z.array(z.array(SourceToken)),
});
export type SourceDocument = z.infer<typeof SourceDocument>;
