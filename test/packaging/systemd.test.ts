/** The systemd units: what systemd says of them where it is installed, and what they say of Baton. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { textOf } from '../house/house.ts';
import { expectKnownVariables, expectUnderstood } from './deployment.ts';

const UNITS = ['baton-bot.service', 'baton-worker@.service'];
const textOfUnit = (unit: string) => textOf(`deploy/systemd/${unit}`);

/** The lines `Key=value`, in their order. */
function settingsOf(unit: string): (readonly [string, string])[] {
  return [...textOfUnit(unit).matchAll(/^([A-Za-z]+)=(.*)$/gm)].map(([, key = '', value = '']) => [
    key,
    value,
  ]);
}

const settingOf = (unit: string, key: string) => settingsOf(unit).find(([each]) => each === key)?.[1];

function hasSystemd(): boolean {
  try {
    return execFileSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).startsWith('systemd');
  } catch {
    return false;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'baton-units-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns what `systemd-analyze verify` prints. The program and the user need not exist on this machine. */
function verified(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    text.replaceAll('/usr/bin/node', process.execPath).replace(/^(User|Group)=.*$/gm, '$1=root'),
  );
  const { stderr = '' } = (() => {
    try {
      return {
        stderr: execFileSync('systemd-analyze', ['verify', '--man=no', file], {
          encoding: 'utf8',
          stdio: 'pipe',
        }),
      };
    } catch (error) {
      return error as { stderr: string };
    }
  })();
  return stderr;
}

test.skipIf(!hasSystemd()).each(UNITS)('systemd takes %s as it is', (unit) => {
  expect(verified(unit.replace('@', '@1'), textOfUnit(unit))).toBe('');
});

test.skipIf(!hasSystemd())('a unit whose program is missing would be found', () => {
  const text = textOfUnit('baton-bot.service').replace('/usr/bin/node', '/usr/bin/nod');
  expect(verified('wrong.service', text)).toContain('/usr/bin/nod is not executable');
});

test.each(UNITS)('%s runs a command and sets variables that Baton knows', async (unit) => {
  const [program, launcher, ...argv] = (settingOf(unit, 'ExecStart') ?? '').split(' ');
  expect([program, launcher]).toEqual(['/usr/bin/node', '/opt/baton/bot/baton.js']);
  await expectUnderstood(argv);
  const set = settingsOf(unit).filter(([key]) => key === 'Environment');
  const names = set.flatMap(([, value]) => value.split(' ').map((pair) => pair.split('=', 1)[0] ?? ''));
  expect(names).toContain('BATON_HOME');
  expectKnownVariables(names);
});

test('both units are confined alike', () => {
  const [bot = [], worker = []] = UNITS.map((unit) =>
    settingsOf(unit).filter(([key]) => key !== 'Description' && key !== 'ExecStart'),
  );
  expect(worker).toEqual(bot);
  expect(bot.length).toBeGreaterThan(25);
});

test.each(UNITS)('%s leaves the sandbox its user namespaces, its mounts and a whole /proc', (unit) => {
  const keys = settingsOf(unit).map(([key]) => key);
  for (const key of ['ProtectKernelTunables', 'ProtectKernelLogs', 'ProtectProc', 'ProcSubset'])
    expect(keys).not.toContain(key);
  expect(settingOf(unit, 'RestrictNamespaces')?.split(' ')).toEqual(
    expect.arrayContaining(['user', 'mnt', 'pid', 'ipc', 'uts', 'net']),
  );
  expect(settingOf(unit, 'SystemCallFilter')).toContain('@mount');
});

test.each(UNITS)('%s stops by a signal to Baton alone, within half a minute', (unit) => {
  expect(settingOf(unit, 'KillMode')).toBe('mixed');
  expect(Number(settingOf(unit, 'TimeoutStopSec'))).toBe(30);
});
