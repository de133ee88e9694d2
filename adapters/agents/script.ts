/**
 * The script of the scripted back end: a JSON file that maps patterns to what an agent does (answer, wait, fail).
 * Patterns are `flow/step`, `flow/*`, a star and a step, `@persona` and `default`; `patternsOf` orders them.
 * A follow-up question to a step's agent is `ask:<step>`, as in `code-review/ask:lens:security`; all of them are `ask`.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { BatonError, messageOf } from '../../runner/core/errors.ts';

export const FAULTS = ['hang', 'crash', 'nonsense', 'flood', 'error', 'rate_limit'] as const;
export type Fault = (typeof FAULTS)[number];

const ScriptEntry = z.strictObject({
  /** sent as it is if it is a text, else as JSON; ignored if there is a `fault` */
  answer: z.union([z.string().min(1), z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
  /** milliseconds before the answer, the fault or the fallback */
  delay_ms: z.int().min(0).max(3_600_000).optional(),
  /** milliseconds in which the answer is said piece by piece; at once when left out */
  stream_ms: z.int().min(0).max(3_600_000).optional(),
  fault: z.enum(FAULTS).optional(),
  /** how many tasks this entry answers; after that the next most specific one does */
  times: z.int().min(1).optional(),
});
export type ScriptEntry = z.infer<typeof ScriptEntry>;

const PATTERN = /^(default|@[^/@*\s]+|\*\/[^/*\s]+|[^/@*\s]+\/\*|[^/@*\s]+\/[^/*\s]+)$/;

const ScriptFile = z.record(
  z.string().regex(PATTERN, 'a pattern is flow/step, */step, flow/*, @persona or default'),
  ScriptEntry,
);
export type Script = z.infer<typeof ScriptFile>;

/** The fields of a task's brief that patterns match. */
export const Subject = z.object({ flow: z.string(), step_id: z.string(), persona: z.string() });
export type Subject = z.infer<typeof Subject>;

/**
 * The patterns that match a task, the most specific first. Within a run the flow is fixed, so a pattern that names the
 * step is narrower than one that names the flow. Only the first entry counts: fields of wider ones are not inherited.
 */
export function patternsOf(subject: Subject): string[] {
  const { flow, step_id, persona } = subject;
  const asks = step_id.startsWith('ask:') ? [`${flow}/ask`, '*/ask'] : [];
  return [`${flow}/${step_id}`, `*/${step_id}`, ...asks, `${flow}/*`, `@${persona}`, 'default'];
}

/** Reads and checks a script. Throws `BatonError` of kind `refused`, code `bad_script`, that names the line or the entry. */
export async function loadScript(path: string): Promise<Script> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw badScript(`The script ${path} can't be read: ${messageOf(cause)}`, path, cause);
  });
  const document = parse(text, path);
  const checked = ScriptFile.safeParse(document);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the file'}: ${wordsOf(issue)}`,
  );
  throw badScript(`The script ${path} is not valid: ${faults.join('; ')}`, path, checked.error);
}

function badScript(message: string, path: string, cause: unknown): BatonError {
  return new BatonError('refused', 'bad_script', message, { path, cause });
}

function wordsOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? issue.issues.map((inner) => inner.message).join(', ') : issue.message;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = `line ${lineOfFault(text)}: ${messageOf(cause)}`;
    throw badScript(`The script ${path} is not JSON: ${place}`, path, cause);
  }
}

/**
 * V8 reports the position of some errors. For an unexpected token it quotes the text from ten characters before it (all
 * of a short text, hence the padding); for an early end it reports nothing.
 */
function lineOfFault(text: string): number {
  const padding = ' '.repeat(64);
  try {
    JSON.parse(padding + text + padding);
  } catch (error) {
    const message = messageOf(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const shown = /, \.\.\."(.*)"\.\.\. is not valid JSON$/s.exec(message)?.[1];
    const found = shown === undefined ? position : (padding + text).indexOf(shown.trimEnd()) + 10;
    if (found !== undefined)
      return text.slice(0, Math.max(0, Number(found) - padding.length)).split('\n').length;
  }
  return text.split('\n').length;
}
