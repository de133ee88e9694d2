/**
 * Ctrl-C and SIGTERM, by the ways they come: to the process, to npm, to the whole group of a terminal. Each ends
 * cleanly, cancels the run first, and leaves nothing running, the embedded database server included.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MadeRepository } from '../setup/repositories.ts';
import { scripted } from './answers.ts';
import { familyOf, type Process, stillThere, until } from './process-table.ts';
import { baton, commandOf, environmentOf, ownFolder, type Started, startBaton } from './processes.ts';
import { controlsIn } from './reports.ts';
import { makeShop } from './shop.ts';

/** Nobody keeps its server: every process starts it and stops it. */
const home = ownFolder();
let shop: MadeRepository;
beforeAll(() => {
  shop = makeShop();
});

/** Long enough for all that is here to end, short against a signal that did nothing. */
const HANG = { '*/skeptic-1': { fault: 'hang' } } as const;

interface Hanging {
  readonly process: Started;
  readonly id: string;
  /** it and all that it has started */
  readonly family: readonly Process[];
}

async function startHanging(throughNpm: boolean): Promise<Hanging> {
  const around = { home, folder: shop.path, variables: scripted(HANG), throughNpm };
  const process = startBaton(['run', 'tech-debt'], around);
  const [, id = ''] = await process.says(/Run (\w{8}):/);
  await process.says(/running +Skeptic/);
  const family = familyOf(process.pid);
  expectServerIn(family);
  return { process, id, family };
}

/**
 * Otherwise the test would not see whether it is left. A child of the server bears the server's own command line until
 * it has named itself, so the server is the one that no other such process has started.
 */
function expectServerIn(family: readonly Process[]): void {
  const postgres = family.filter(({ command }) => command.includes('/bin/postgres'));
  const ids = new Set(postgres.map(({ pid }) => pid));
  expect(postgres.filter(({ parent }) => !ids.has(parent))).toHaveLength(1);
}

async function expectNothingLeft(family: readonly Process[]): Promise<void> {
  await until(() => stillThere(family).length === 0);
}

async function statusOf(id: string): Promise<string> {
  const { code, out, err } = await baton(['show', id, '--json'], { home });
  expect(code, err).toBe(0);
  return JSON.parse(out).run.status;
}

describe('baton run', () => {
  test.each([1, 2])(
    'ends at Ctrl-C, pressed %i times within a tenth of a second, with its run cancelled',
    async (times) => {
      const { process, id, family } = await startHanging(false);
      process.signal('SIGINT', 'group');
      if (times === 2) {
        await pause(50);
        process.signal('SIGINT', 'group');
      }
      const ended = await process.ended;
      expect(ended.code).toBe(130);
      expect(ended.out).toContain(`Run ${id} cancelled`);
      await expectNothingLeft(family);
      expect(await statusOf(id)).toBe('cancelled');
    },
  );
});

describe('npm run baton', () => {
  test('passes on the SIGTERM that npm gets', async () => {
    const { process, id, family } = await startHanging(true);
    process.signal('SIGTERM');
    const ended = await process.ended;
    expect(ended.code).not.toBe(0);
    await expectNothingLeft(family);
    expect(await statusOf(id)).toBe('cancelled');
  });

  test('takes Ctrl-C once, though it arrives from the terminal and from npm', async () => {
    const { process, id, family } = await startHanging(true);
    process.signal('SIGINT', 'group');
    process.signal('SIGINT', 'group');
    const ended = await process.ended;
    expect(ended.code).toBe(130);
    expect(ended.out).toContain(`Run ${id} cancelled`);
    await expectNothingLeft(family);
    expect(await statusOf(id)).toBe('cancelled');
  });
});

describe('npm start', () => {
  test.each([
    ['SIGTERM to npm', (npm: Started) => npm.signal('SIGTERM')],
    [
      'a doubled Ctrl-C',
      (npm: Started) => {
        npm.signal('SIGINT', 'group');
        npm.signal('SIGINT', 'group');
      },
    ],
  ])('ends cleanly at %s', async (_way, stop) => {
    const npm = startBaton(['start'], { home, variables: { PORT: '0' }, throughNpm: true });
    const [, address = ''] = await npm.says(/Baton listens on (http:\S+)/);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    const family = familyOf(npm.pid);
    expectServerIn(family);
    stop(npm);
    expect((await npm.ended).out).toContain('Stopped.');
    await expectNothingLeft(family);
  });
});

describe('on a terminal', () => {
  test('Ctrl-C gives it back with the cursor shown, and no control character from a name', async () => {
    shop.commit({ files: { 'bell\u0007\u001b[2J.ts': '// TODO\n' } });
    const around = { home, folder: shop.path, variables: { ...scripted(HANG), TERM: 'xterm' } };
    const line = commandOf(['run', 'tech-debt'], false)
      .map((word) => `'${word}'`)
      .join(' ');
    // `script` gives it a terminal; its own log goes nowhere.
    const pty = spawn('script', ['-qefc', line, '/dev/null'], {
      cwd: shop.path,
      env: environmentOf(around),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const closed = once(pty, 'close');
    let screen = '';
    pty.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
    try {
      await until(() => /Skeptic +\d:\d\d/.test(screen));
      const family = familyOf(pty.pid ?? 0);
      expectServerIn(family);
      pty.stdin.write('\u0003');
      const [code] = await closed;
      expect(code).toBe(130);
      await expectNothingLeft(family);
    } finally {
      pty.kill('SIGKILL');
    }
    expect(screen).toContain('cancelling…');
    expect(screen.lastIndexOf('\u001b[?25h')).toBeGreaterThan(screen.lastIndexOf('\u001b[?25l'));
    const plain = stripVTControlCharacters(screen).replaceAll('\r', '');
    expect(controlsIn(plain)).toEqual([]);
  });
});
