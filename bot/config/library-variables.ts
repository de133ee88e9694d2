/**
 * Takes variables out of the environment that libraries read while they load, and that other products set for
 * themselves: `pg` would look for a compiled client that is not installed, graphile-worker would work in other tables
 * or write jobs to its log. Loaded before everything else.
 */
const FOREIGN = /^(NODE_PG_FORCE_NATIVE|GRAPHILE_.*|NO_LOG_SUCCESS)$/;

for (const name of Object.keys(process.env)) {
  if (FOREIGN.test(name)) delete process.env[name];
}
