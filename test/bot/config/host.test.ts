import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formerHosts, hostOf } from '../../../bot/config/host.ts';
import { hostName } from '../../../runner/core/hosts.ts';
import { temporaryFolder } from '../surroundings.ts';

const place = (home = temporaryFolder()) => ({ home, homeSource: 'a test' });
const ofOtherName = spawnSync('unshare', ['--uts', 'hostname', 'other.home']).status === 0;

/** The host as another process sees it, on a machine of that name. */
function elsewhere(name: string, home: string): string {
  const script = `import { hostOf } from '${new URL('../../../bot/config/host.ts', import.meta.url)}';
    console.log(hostOf({ home: '${home}', homeSource: '' }))`;
  const node = [process.execPath, '--input-type=module', '-e', script];
  const renamed = ['--uts', 'sh', '-c', 'hostname "$0" && exec "$@"', name, ...node];
  return spawnSync('unshare', renamed).stdout.toString().trim();
}

test('a host has a readable name, and keeps its id in its home', () => {
  const home = place();
  const host = hostOf(home);
  expect(host).toMatch(/^[A-Za-z0-9._-]+~[0-9a-f]{8}$/);
  expect(hostName(host)).toBe(hostname().replace(/[^A-Za-z0-9._-]+/g, '-'));
  expect(readdirSync(home.home)).toEqual(['host']);
  expect(readFileSync(join(home.home, 'host'), 'utf8')).toBe(`${host}\n`);
  expect(formerHosts(home)).toEqual([hostname()]);
});

test('two homes on one machine are one host', () => {
  expect(hostOf(place())).toBe(hostOf(place()));
});

test('an id that was damaged is made again', () => {
  const home = place();
  writeFileSync(join(home.home, 'host'), '\0\0\0');
  expect(hostOf(home)).toBe(hostOf(place()));
});

test.runIf(ofOtherName)('a host stays the same when the machine gets another name', () => {
  const home = temporaryFolder();
  const before = elsewhere('laptop', home);
  expect(before).toMatch(/^laptop~/);
  expect(elsewhere('other.home', home)).toBe(before);
  expect(formerHosts(place(home))).toEqual(['laptop', hostname()]);
});

test.runIf(ofOtherName)('machines of two names are two hosts', () => {
  expect(elsewhere('laptop', temporaryFolder())).not.toBe(elsewhere('other.home', temporaryFolder()));
});

test('a host that cannot be stored is refused with the remedy', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(() => hostOf(place(file))).toThrow('Set BATON_HOME to a folder that can be written');
});
