/**
 * Prepares the process's environment for libraries, which read it while they load. So this is imported before everything
 * else.
 *
 * Variables that other products set for the same libraries are removed: with them, `pg` would look for a compiled client
 * that is not installed, and graphile-worker would use other tables or write jobs to its log. A user id without a name and
 * without HOME gets a home folder, as container runtimes do it: otherwise a library that asks for it would end the process.
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
