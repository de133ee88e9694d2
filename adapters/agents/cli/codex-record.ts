/**
 * Finds calls that Codex did not report: `codex exec --json` omits every call that its own sandbox refused (0.169.0).
 * The session log in the private home has all calls, so it is read after Codex has exited.
 */
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Progress } from '../events.ts';
import { oneLine, textOf } from './tool-text.ts';

const MOST_BYTES = 64 * 1024 * 1024;
const REFUSED = /read-only|rejected|not permitted|permission denied/i;
const FAILED = /exited with code [1-9]|unsupported call|failed to parse/;

const Call = z.object({
  type: z.enum(['function_call', 'custom_tool_call']),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string().optional(),
  input: z.string().optional(),
});
const Output = z.object({
  type: z.enum(['function_call_output', 'custom_tool_call_output']),
  call_id: z.string(),
  output: z.string(),
});
/** A call that the stream reported too. */
const Reported = z.object({ type: z.literal('item_completed'), item: z.object({ id: z.string() }) });
const Entry = z.object({ payload: z.union([Call, Output, Reported]) });

/** Returns both events of each call that the stream omitted. */
export async function missingCalls(folder: string): Promise<Progress[]> {
  const entries = (await logsBelow(folder)).flatMap((text) => text.split('\n').flatMap(entryOf));
  const reported = new Set(entries.flatMap((entry) => ('item' in entry ? [entry.item.id] : [])));
  const outputs = new Map(
    entries.flatMap((entry) => ('output' in entry ? [[entry.call_id, entry.output]] : [])),
  );
  return entries
    .filter((entry) => 'name' in entry)
    .filter(({ call_id }) => !reported.has(call_id))
    .flatMap((call) => eventsOf(call, outputs.get(call.call_id) ?? ''));
}

function eventsOf(call: z.infer<typeof Call>, output: string): Progress[] {
  const input = call.arguments ?? call.input ?? '';
  const tool = {
    type: 'tool',
    id: call.call_id,
    name: call.name,
    kind: 'execute',
    title: oneLine(input),
  } as const;
  const status = REFUSED.test(output) ? 'denied' : FAILED.test(output) ? 'failed' : 'completed';
  return [
    { ...tool, status: 'started' },
    { ...tool, status, output: textOf(output) },
  ];
}

function entryOf(line: string): z.infer<typeof Entry>['payload'][] {
  try {
    const entry = Entry.safeParse(JSON.parse(line));
    return entry.success ? [entry.data.payload] : [];
  } catch {
    return [];
  }
}

/** The agent could write there, so nothing but plain files of a bounded size is read, and no link is followed. */
async function logsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const texts = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return logsBelow(path);
    return entry.isFile() && entry.name.endsWith('.jsonl') ? [await readBounded(path)] : [];
  });
  return (await Promise.all(texts)).flat();
}

async function readBounded(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null);
  if (file === null) return '';
  try {
    return (await file.stat()).size > MOST_BYTES ? '' : await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
