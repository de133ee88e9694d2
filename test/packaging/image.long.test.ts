/**
 * The image without Docker: its files are copied and its packages installed as the Dockerfile says, and what came out
 * runs as the image runs it: as another user, who may write to its home and nowhere else.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { BATON_FOLDER, baton, ownFolder, type Started, startBaton } from '../end-to-end/processes.ts';
import { makeRepository } from '../setup/repositories.ts';
import { buildCommands, copiedFiles, healthCheck, imageEnvironment } from './dockerfile.ts';

/** Some user who is not root; the image's own number may belong to a person here. */
const USER = 64_123;
const TOKEN = 'a-token-for-this-test';
const isRoot = process.getuid?.() === 0;

const image = ownFolder();
const home = ownFolder();
const node = join(image, 'node');
/** A function with twelve branches in each language whose parser is a package of its own, and in TypeScript. */
const branches = (line: (n: number) => string) => Array.from({ length: 12 }, (_, n) => line(n)).join('');
const inC = branches((n) => `  if (x == ${n}) { return ${n + 3}; }\n`);
const inRust = branches((n) => `    if x == ${n} { return ${n + 3}; }\n`);
const repository = makeRepository({
  files: {
    'a.ts': `export function a(x: number): number {\n${inC}  return x;\n}\n`,
    'b.py': `def b(x):\n${branches((n) => `    if x == ${n}:\n        return ${n + 3}\n`)}    return x\n`,
    'c.go': `package c\n\nfunc C(x int) int {\n${inRust.replaceAll('    ', '\t')}\treturn x\n}\n`,
    'd.rs': `pub fn d(x: i32) -> i32 {\n${inRust}    x\n}\n`,
    'E.java': `class E {\n int e(int x) {\n${inC}  return x;\n }\n}\n`,
    'f.rb': `def f(x)\n${branches((n) => `  return ${n + 3} if x == ${n}\n`)}  x\nend\n`,
    'g.php': `<?php\nfunction g($x) {\n${inC.replaceAll('x', '$x')}  return $x;\n}\n`,
    'h.c': `int h(int x) {\n${inC}  return x;\n}\n`,
  },
});

beforeAll(() => {
  for (const folder of [dirname(image), dirname(repository.path), repository.path]) chmodSync(folder, 0o755);
  chmodSync(image, 0o755);
  // As the first stage: the packages alone, by its commands. Its cache is a folder that others may use here.
  const stage = ownFolder();
  const cache = join(stage, 'cache');
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(BATON_FOLDER, file), join(stage, file));
  for (const command of buildCommands()) {
    const line = command.replaceAll('/tmp/npm', cache);
    execFileSync('sh', ['-ec', line], {
      cwd: stage,
      env: { ...process.env, NODE_ENV: '', EMBEDDED_POSTGRES: 'yes' },
      stdio: 'pipe',
    });
  }
  execFileSync('cp', ['-a', join(stage, 'node_modules'), image]);
  rmSync(stage, { recursive: true });
  for (const file of copiedFiles()) {
    mkdirSync(dirname(join(image, file)), { recursive: true });
    copyFileSync(join(BATON_FOLDER, file), join(image, file));
  }
  execFileSync('chmod', ['-R', 'a+rX', image]);
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  chmodSync(home, 0o770);
  if (isRoot) chownSync(home, USER, 0);
}, 300_000);

/** Runs the words after the first, Node's own path, as the image's user by the image's Node. */
const asUser = [
  'sh',
  '-c',
  `shift; exec ${isRoot ? `setpriv --reuid=${USER} --regid=0 --clear-groups ` : ''}${node} "$@"`,
  'sh',
];

function aroundImage(variables: Readonly<Record<string, string>> = {}) {
  const launcher = join(image, 'bot', 'baton.js');
  const NODE_COMPILE_CACHE = join(home, 'compile-cache');
  const of = {
    ...imageEnvironment(),
    NODE_COMPILE_CACHE,
    BATON_HOME: home,
    BATON_API_TOKEN: TOKEN,
    ...variables,
  };
  return { home, launcher, before: asUser, variables: of };
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(typeof address === 'object' ? address?.port : 0);
}

/** The exit code of the image's health check. */
function health(PORT: string): number | null {
  const [, ...args] = healthCheck();
  return spawnSync(node, args, { env: { PORT } }).status;
}

/** Sends SIGTERM as a container's stop does, and returns the exit code and the seconds that it took. */
async function stop(service: Started): Promise<{ code: number | null; seconds: number }> {
  const began = performance.now();
  service.signal('SIGTERM');
  const { code } = await service.ended;
  return { code, seconds: (performance.now() - began) / 1000 };
}

describe('the image', () => {
  test('migrates, then starts a bot and a worker that pass the health check and stop in time', async () => {
    const started = [];
    for (const argv of [
      ['start', '--role', 'bot'],
      ['start', '--role', 'worker', '--probes'],
    ]) {
      const PORT = await freePort();
      expect(health(PORT)).toBe(1);
      const service = startBaton(argv, aroundImage({ PORT }));
      await service.says(/Baton listens on|Probes are answered on/);
      expect(health(PORT)).toBe(0);
      started.push(service);
    }
    const migrated = await baton(['migrate'], aroundImage());
    expect([migrated.code, migrated.out]).toEqual([
      0,
      expect.stringMatching(/^The tables are up to date: schema version \d+\.\n$/),
    ]);
    for (const service of started) {
      const { code, seconds } = await stop(service);
      expect(code).toBe(0);
      expect(seconds).toBeLessThan(10);
    }
  });

  test('refuses to start without a token, since others reach it', async () => {
    const { code, err } = await baton(['start'], aroundImage({ BATON_API_TOKEN: '' }));
    expect([code, err]).toEqual([2, expect.stringContaining('Set BATON_API_TOKEN')]);
  });

  test('lacks nothing that a run needs: its report and its picture are those of the checkout', async () => {
    const run = ['run', 'tech-debt', '--size', 'medium', '--project', repository.path, '--out'];
    const [inside, outside] = [join(home, 'report'), ownFolder()];
    const ended = await baton([...run, inside], aroundImage());
    expect(ended.code, ended.err).toBe(0);
    const here = await baton([...run, outside], { home: ownFolder() });
    expect(here.code, here.err).toBe(0);
    expect(readFileSync(join(inside, 'report.md'), 'utf8')).not.toContain('Not measured');
    for (const file of ['report.md', 'report.html'])
      expect(readFileSync(join(inside, file), 'utf8')).toBe(readFileSync(join(outside, file), 'utf8'));

    const { run: done } = JSON.parse(readFileSync(join(inside, 'run.json'), 'utf8')) as {
      run: { id: string };
    };
    const picture = join(home, 'run.png');
    expect((await baton(['show', done.id, '--timeline', picture], aroundImage())).code).toBe(0);
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
  });

  test.skipIf(!isRoot)('needs no network for a run without a model', async () => {
    const around = aroundImage();
    const run = ['run', 'codebase-tour', '--project', repository.path, '--out', join(home, 'tour')];
    const ended = await baton(run, { ...around, before: ['unshare', '--net', ...around.before] });
    expect(ended.code, ended.err).toBe(0);
  });
});
