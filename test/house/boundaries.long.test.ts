/**
 * The boundary rules are proved to fire: a copy of the tree gets one breach of each, and the same command that
 * `npm run boundaries` runs must name every one of them.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { files, HOUSE, productFolders, textOf } from './house.ts';

/** One breach each: the rule, the file that breaks it, and its import. */
const BREACHES: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ['no-cycles', 'bot/planted-one.ts', './planted-two.ts'],
  ['core-is-pure', 'runner/core/planted-clock.ts', 'node:timers'],
  ['runner-is-given-the-rest', 'runner/engine/planted.ts', '../../flows/catalogue/catalogue.ts'],
  ['flows-see-core-only', 'flows/checks/planted.ts', '../../runner/store/run-rows.ts'],
  ['flows-contracts-sees-its-rooms-only', 'flows/contracts/planted.ts', '../secrets/mask.ts'],
  ['flows-secrets-sees-its-rooms-only', 'flows/secrets/planted.ts', '../checks/places.ts'],
  ['flows-spine-sees-its-rooms-only', 'flows/spine/planted.ts', '../evidence/paths.ts'],
  ['flows-evidence-sees-its-rooms-only', 'flows/evidence/collectors/planted.ts', '../../checks/places.ts'],
  ['flows-rules-sees-its-rooms-only', 'flows/rules/planted.ts', '../report/markdown.ts'],
  ['flows-checks-sees-its-rooms-only', 'flows/checks/planted-report.ts', '../report/compose.ts'],
  ['flows-ledger-sees-its-rooms-only', 'flows/ledger/planted.ts', '../checks/places.ts'],
  ['flows-report-sees-its-rooms-only', 'flows/report/planted.ts', '../catalogue/catalogue.ts'],
  ['flows-prompt-sees-its-rooms-only', 'flows/prompt/planted.ts', '../report/markdown.ts'],
  ['flows-offline-sees-its-rooms-only', 'flows/offline/planted.ts', '../prompt/fence.ts'],
  ['flows-catalogue-sees-its-rooms-only', 'flows/catalogue/planted.ts', '../secrets/mask.ts'],
  ['flows-own-sees-its-rooms-only', 'flows/own/planted.ts', '../prompt/fence.ts'],
  ['flows-shared-files-see-no-room', 'flows/planted-wording.ts', './checks/places.ts'],
  [
    'collector-processes-enter-flows-at-one-place',
    'bot/collectors/planted.ts',
    '../../flows/evidence/scope.ts',
  ],
  ['collectors-stand-on-their-rooms', 'flows/evidence/collectors/text/planted.ts', '../notes.ts'],
  ['personas-see-core-only', 'personas/planted.ts', '../flows/catalogue/catalogue.ts'],
  ['adapters-see-core-only', 'adapters/http/planted.ts', '../../runner/runner.ts'],
  ['adapters-are-strangers', 'adapters/git/planted.ts', '../http/binding.ts'],
  ['platform-sdks-in-adapters-only', 'bot/planted-server.ts', 'fastify'],
  ['database-in-the-store-only', 'runner/engine/planted-sql.ts', 'pg'],
  ['nothing-imports-tests', 'bot/planted-test.ts', '../test/flows/memory-repository.ts'],
  ['not-to-unresolvable', 'flows/planted-nowhere.ts', './nowhere.ts'],
  ['no-undeclared-packages', 'bot/planted-package.ts', 'vitest'],
];

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

let copy: string;
let cruise: Cruise;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'baton-boundaries-'));
  for (const file of files().filter((name) => /\.(ts|js|cjs|json)$/.test(name))) {
    cpSync(join(HOUSE, file), join(copy, file));
  }
  symlinkSync(join(HOUSE, 'node_modules'), join(copy, 'node_modules'));
  for (const [, file, imports] of BREACHES) plant(file, imports);
  plant('bot/planted-two.ts', './planted-one.ts');
  cruise = JSON.parse(runBoundaries('-T', 'json').stdout) as Cruise;
}, 120_000);

afterAll(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));

function plant(file: string, imports: string): void {
  mkdirSync(join(copy, dirname(file)), { recursive: true });
  writeFileSync(join(copy, file), `import '${imports}';\n\nexport const planted = true;\n`);
}

/** Runs the script of package.json as it stands there. */
function runBoundaries(...more: readonly string[]): {
  readonly stdout: string;
  readonly status: number | null;
} {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: { boundaries: string } };
  const [program = '', ...args] = scripts.boundaries.split(' ');
  return spawnSync(join('node_modules', '.bin', program), [...args, ...more], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
}

test('the cruise reads the whole tree, every folder of it', () => {
  const sources = cruise.modules.map(({ source }) => source);
  expect(cruise.summary.totalCruised).toBeGreaterThan(200);
  for (const folder of [...productFolders(), 'test', 'bench']) {
    expect(sources.filter((source) => source.startsWith(`${folder}/`)).length, folder).toBeGreaterThan(0);
  }
});

test('there is a planted breach for every rule, and for nothing else', () => {
  const { forbidden } = createRequire(import.meta.url)(join(HOUSE, '.dependency-cruiser.cjs')) as {
    forbidden: readonly { readonly name: string; readonly severity: string }[];
  };
  expect(BREACHES.map(([rule]) => rule).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  expect(new Set(forbidden.map(({ severity }) => severity))).toEqual(new Set(['error']));
});

test.each(BREACHES)('%s fires on %s', (rule, file) => {
  const fired = cruise.summary.violations.filter((violation) => violation.from === file);
  expect(fired.map((violation) => violation.rule.name)).toContain(rule);
});

test('a breach makes the command fail', () => {
  const { status, stdout } = runBoundaries();
  expect(stdout).toContain('not-to-unresolvable');
  expect(status).toBeGreaterThan(0);
});
