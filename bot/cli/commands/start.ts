/** `baton start`: runs the service until a signal stops it. */
import { assertSafeBinding } from '../../../adapters/http/binding.ts';
import { accessTokens } from '../../config/environment.ts';
import type { Arguments, Command } from '../command.ts';
import { type Context, SERVICE_ROLES } from '../context.ts';
import { watchShutdownSignals } from '../shutdown-signals.ts';
import { untilStopped } from '../stoppable.ts';

export const startCommand: Command = {
  name: 'start',
  summary: 'start the service: web console, HTTP API, chats and worker',
  details: `Any number of processes on any number of machines may share one database (DATABASE_URL).
"all" serves and works, "bot" only serves, "worker" only works. Ctrl-C or SIGTERM ends it cleanly.`,
  positionals: [],
  options: {
    probes: { description: 'a worker answers /healthz, /readyz and /metrics on HOST and PORT too' },
    open: { description: 'open the console in a browser' },
    role: { value: 'ROLE', choices: SERVICE_ROLES, description: 'what this process does (default: all)' },
  },
  examples: [
    { line: 'baton start', description: 'serves http://127.0.0.1:3000 and executes runs' },
    { line: 'baton start --open', description: 'the same, and opens the console in a browser' },
    {
      line: 'PORT=8080 baton start --role bot',
      description: 'serves on another port and leaves the work to workers',
    },
  ],
  run,
};

async function run(given: Arguments, { config, terminal, wiring }: Context): Promise<number> {
  const role = SERVICE_ROLES.find((candidate) => candidate === given.value('role')) ?? 'all';
  if (role !== 'worker') assertSafeBinding(config.environment.HOST, accessTokens(config.environment));
  const shutdown = watchShutdownSignals(terminal);
  try {
    const starting = wiring.startService(config, { role, probes: given.switch('probes') }, shutdown.asked);
    const service = await untilStopped(starting, shutdown, terminal);
    if (service === null) return 0;
    terminal.stdout.write(
      `${service.address === null ? 'Baton works.' : `Baton listens on ${service.address}`}\n`,
    );
    for (const note of service.notes) terminal.stdout.write(`${note}\n`);
    if (given.switch('open')) await openConsole(service.address, { terminal, wiring });
    const asked = Promise.withResolvers<void>();
    if (shutdown.asked.aborted) asked.resolve();
    shutdown.asked.addEventListener('abort', () => asked.resolve(), { once: true });
    try {
      await asked.promise;
      terminal.stdout.write('Stopping…\n');
    } finally {
      await service.stop();
    }
    terminal.stdout.write('Stopped.\n');
    return 0;
  } finally {
    shutdown.close();
  }
}

/** A machine without a desktop has no browser, and the service runs all the same. */
async function openConsole(
  address: string | null,
  { terminal, wiring }: Pick<Context, 'terminal' | 'wiring'>,
): Promise<void> {
  if (address === null) return void terminal.stdout.write('A worker has no console to open.\n');
  try {
    await wiring.openInBrowser(address);
  } catch {
    terminal.stdout.write(`No browser could be opened here. The console is at ${address}\n`);
  }
}
