/** The texts that an operator sees in the log. */
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../../flows/contracts/evidence-pack.ts';
import { logMessages } from '../../../../flows/evidence/collectors/log-messages.ts';
import { memoryRepository, type Texts } from '../../memory-repository.ts';
import { file } from '../../rules/fact-builder.ts';

async function messagesIn(texts: Texts) {
  const files = Object.keys(texts).map((path) => file(path, 'src', 5));
  const scope = { files } as unknown as Scope;
  const { facts } = await logMessages.collect(
    { repository: memoryRepository(texts), scope },
    new AbortController().signal,
  );
  return facts;
}

describe('a message', () => {
  it.each([
    ['console.error("cannot reach the queue");', 'error cannot reach the queue'],
    ["logger.error({ err }, 'cannot reach the queue');", 'error cannot reach the queue'],
    ['log.Fatalf("cannot open %s", path)', 'fatal cannot open %s'],
    ['slog.Error("cannot reach the queue", "err", err)', 'error cannot reach the queue'],
    ['logging.exception("cannot reach the queue")', 'error cannot reach the queue'],
    ['sys.exit("cannot read the configuration")', 'fatal cannot read the configuration'],
    ['LOGGER.severe("cannot reach the queue");', 'fatal cannot reach the queue'],
    ['logger.warn(f"retries {n} of {most}")', 'warning retries {n} of {most}'],
    ['warn!("cannot reach the queue");', 'warning cannot reach the queue'],
    ['_logger.LogCritical("cannot reach the queue");', 'fatal cannot reach the queue'],
    ['console.error(\n  "cannot reach the queue",\n);', 'error cannot reach the queue'],
    ['throw new Error("DATABASE_URL is not set");', 'startup DATABASE_URL is not set'],
    ['throw new Error("expected a name here");', ''],
    ['console.error(error);', ''],
    ['console.error("failed");', ''],
    ['console.error("Unknown error");', ''],
    ['console.error("const preset = {");', ''],
    ['// console.error("cannot reach the queue");', ''],
    ['console.log("cannot reach the queue");', ''],
  ])('of %j is %j', async (source, expected) => {
    const facts = await messagesIn({ 'src/a.ts': `${source}\n` });
    expect(facts.map(({ subject, value }) => `${subject} ${value}`).join()).toBe(expected);
  });

  it('that is logged at several places is one, with their number', async () => {
    const [only, ...rest] = await messagesIn({
      'src/a.ts': 'console.error("cannot reach the queue");\n',
      'src/b.ts': 'console.error("cannot reach the queue");\n',
    });
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ path: 'src/a.ts', data: { times: 2 } });
  });

  it('comes first the graver it is, and last where only developers see it', async () => {
    const facts = await messagesIn({
      'scripts/seed.ts': 'console.error("cannot seed the database");\n',
      'src/a.ts': 'logger.warn("cannot reach the queue");\nlogger.fatal("cannot bind the port");\n',
    });
    expect(facts.map(({ value }) => value)).toEqual([
      ...['cannot bind the port', 'cannot reach the queue', 'cannot seed the database'],
    ]);
  });
});
