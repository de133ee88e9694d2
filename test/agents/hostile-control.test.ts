/**
 * The control: the hostile repository is hostile. Started by hand, as its vendor means it to be, each agent runs what the
 * repository configures, so that silence in `real-agents.test.ts` means something.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostileRepository } from './hostile-repository.ts';
import { type Door, openDoor } from './knocks.ts';
import { type StandInModel, startModel } from './model.ts';
import { installed, opencodeEnvironment } from './subjects.ts';

let home: string;
const PATH = process.env.PATH ?? '';
const KEY = 'a-key-of-the-stand-in';
let model: StandInModel;
let door: Door;

beforeAll(async () => {
  // Not below the temporary folder, where Codex refuses to have its home.
  const parent = join(homedir(), '.cache');
  mkdirSync(parent, { recursive: true });
  home = mkdtempSync(join(parent, 'baton-hostile-'));
  [model, door] = await Promise.all([startModel(), openDoor()]);
});

afterAll(async () => {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  await Promise.all([model?.stop(), door?.close()]);
});

it('runs its servers and plugins in an OpenCode that is let', async () => {
  const { OPENCODE_DISABLE_PROJECT_CONFIG: _, ...environment } = opencodeEnvironment(model.url);
  const checkout = hostileRepository(door.url).path;
  await ended('opencode', ['run', 'Answer.'], checkout, { ...environment, STAND_IN_API_KEY: KEY });
  expect(door.heard).toEqual(expect.arrayContaining(['opencode-mcp', 'opencode-plugin']));
});

it('runs its servers in a Codex that trusts it', async () => {
  const checkout = hostileRepository(door.url).path;
  const config = [
    'model_provider = "local"',
    '[model_providers.local]',
    'name = "local"',
    `base_url = "${model.url}/v1"`,
    'env_key = "OPENAI_API_KEY"',
    `[projects."${checkout}"]`,
    'trust_level = "trusted"',
    '',
  ];
  writeFileSync(join(home, 'config.toml'), config.join('\n'));
  await ended('codex', ['exec', '-m', 'stand-in', 'Answer.'], checkout, {
    CODEX_HOME: home,
    OPENAI_API_KEY: KEY,
  });
  expect(door.heard).toContain('codex-mcp');
});

function ended(
  program: string,
  args: string[],
  cwd: string,
  environment: Record<string, string>,
): Promise<void> {
  const child = spawn(installed(program) ?? program, args, {
    cwd,
    env: { PATH, HOME: home, ...environment },
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}
