/** `baton migrate`: brings the database's tables up to date, and ends. */
import type { Arguments, Command } from '../command.ts';
import type { Context } from '../context.ts';
import { noticeOn } from '../opened.ts';
import { watchShutdownSignals } from '../shutdown-signals.ts';
import { untilStopped } from '../stoppable.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'bring the database’s tables up to date, and end',
  details: `"baton start" does the same, and any number of processes may do it at once: one changes the tables, the others wait.
As a step of its own, before an upgrade, it shows what is wrong while the old processes still work.
Exit code: 0 when the tables are up to date, 1 when they could not be changed; then they are as they were.`,
  positionals: [],
  options: {},
  examples: [{ line: 'baton migrate', description: 'the first step of an upgrade' }],
  run,
};

async function run(_given: Arguments, { config, terminal, wiring }: Context): Promise<number> {
  const shutdown = watchShutdownSignals(terminal);
  try {
    const migrating = wiring.migrate(config, { signal: shutdown.asked, notice: noticeOn(terminal) });
    const migration = await untilStopped(migrating, shutdown, terminal);
    if (migration === null) return 1;
    const { version, changed } = migration;
    const what = changed ? 'The tables were brought up to date' : 'The tables are up to date';
    terminal.stdout.write(`${what}: schema version ${version}.\n`);
    return 0;
  } finally {
    shutdown.close();
  }
}
