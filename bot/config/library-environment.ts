/**
 * Makes the process's environment one that libraries can load in. Loaded before everything else.
 *
 * What other products set for themselves goes: `pg` would look for a compiled client that is not installed,
 * graphile-worker would work in other tables or write jobs to its log. And a user id without a name and without HOME
 * gets a home folder, as container runtimes give it one: a library that asks for it while it loads would end the process.
 */
import { homedir } from 'node:os';

const FOREIGN = /^(NODE_PG_FORCE_NATIVE|GRAPHILE_.*|NO_LOG_SUCCESS)$/;

for (const name of Object.keys(process.env)) {
  if (FOREIGN.test(name)) delete process.env[name];
}

try {
  homedir();
} catch {
  process.env.HOME = '/';
}
