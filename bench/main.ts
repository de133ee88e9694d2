/** `npm run bench`: measures what it is asked to, one part after the other, and leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chatPart } from './chat/chat.ts';
import { consolePart } from './console/console.ts';
import { directPart } from './direct/direct.ts';
import { latencyPart } from './latency.ts';
import { offlinePart } from './offline/offline.ts';
import { helpText, parseOptions } from './options.ts';
import type { Part } from './part.ts';
import { schedulesPart } from './schedules.ts';
import { runnerPart } from './six-steps/runner.ts';
import { startupPart } from './startup.ts';
import { machineText } from './surroundings/machine.ts';
import { type Server, startServer } from './surroundings/server.ts';
import { sectionText } from './surroundings/table.ts';
import { writesPart } from './writes.ts';

const PARTS: readonly Part[] = [
  runnerPart,
  latencyPart,
  writesPart,
  offlinePart,
  startupPart,
  chatPart,
  directPart,
  schedulesPart,
  consolePart,
];
const INTERRUPTED = 130;

process.exit(await main(process.argv.slice(2)));

async function main(argv: readonly string[]): Promise<number> {
  const asked = parseOptions(argv, PARTS);
  if (asked.type === 'help') {
    process.stdout.write(helpText(PARTS));
    return 0;
  }
  if (asked.type === 'refused') {
    process.stderr.write(`bench: ${asked.why}. See npm run bench -- --help\n`);
    return 2;
  }
  const interrupt = new AbortController();
  // Under npm Ctrl-C arrives twice; the second one must not cut the cleaning up short.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());
  try {
    await measure(asked.parts, asked.rounds, interrupt.signal);
    return 0;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write('bench: stopped; what it made is removed\n');
    return INTERRUPTED;
  }
}

async function measure(parts: readonly Part[], rounds: number, signal: AbortSignal): Promise<void> {
  await using undo = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const says = (line: string) => {
    process.stderr.write(`${line}\n`);
  };
  let server: Promise<Server> | null = null;
  undo.defer(async () => (await server?.catch(() => null))?.close());
  process.stdout.write(`${await machineText()}\n\n`);
  for (const part of parts) {
    const sections = await part.run({
      rounds,
      folder,
      signal,
      says,
      server() {
        server ??= startServer(folder, says);
        return server;
      },
    });
    for (const section of sections) process.stdout.write(`${sectionText(section)}\n`);
  }
}
