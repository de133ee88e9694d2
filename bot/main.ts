/**
 * Where Baton is put together: the one place that knows every part. The command line decides what to do; this hands it
 * the real database, repositories, back ends, flows and server.
 */
// First: libraries read the environment while they load.
import './config/library-environment.ts';

import { wiring } from './app/wiring.ts';
import { runCli } from './cli/cli.ts';

// Should the process end before the command has answered, it has not done what it was asked for.
process.exitCode = 1;
process.exit(await runCli(process.argv.slice(2), wiring));
