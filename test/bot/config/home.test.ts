import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkHome } from '../../../bot/config/home.ts';
import { surroundings, temporaryFolder } from '../surroundings.ts';

const isRoot = process.getuid?.() === 0;
const root = temporaryFolder();
const at = (name: string) => join(root, name);
const place = (home: string) => ({ home, homeSource: 'set in the environment' });
writeFileSync(at('file'), '');
symlinkSync(at('circle'), at('circle'));

test.each([
  ['a file', at('file'), 'it is a file, not a folder'],
  ['below a file', at('file/deep/home'), `${at('file')} is a file, not a folder`],
  ['blank', '', 'it is blank'],
  ['a link to itself', at('circle'), ''],
  ['a path with a zero byte', at('a\0b'), 'the path holds a zero byte'],
  ['a name that is too long', at('x'.repeat(300)), 'the path is too long'],
  ['a path that is too long', at('deep/'.repeat(1000)), 'the path is too long'],
  ['below a folder that the kernel keeps', '/proc/baton', ''],
])('a home is refused that is %s', (_, home, why) => {
  expect(() => checkHome(place(home))).toThrow(
    expect.objectContaining({
      kind: 'environment',
      code: 'home_not_writable',
      path: 'BATON_HOME',
      message: expect.stringMatching(
        /^BATON_HOME.* \(set in the environment\) cannot be written: .*\. Set BATON_HOME to a folder that can be written\.$/,
      ),
    }),
  );
  expect(() => checkHome(place(home))).toThrow(why);
});

test('a home that can be written is created if it does not exist, and left empty', () => {
  checkHome(place(at('new/home')));
  expect(readdirSync(at('new/home'))).toEqual([]);
});

test.runIf(!isRoot)('a home is refused that this user may not write', () => {
  mkdirSync(at('closed'));
  chmodSync(at('closed'), 0o500);
  expect(() => checkHome(place(at('closed/home')))).toThrow('permission denied');
});

test.runIf(isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0)(
  'a home is refused that is on a read-only file system',
  () => {
    mkdirSync(at('disk'));
    const script = `mount -t tmpfs -o ro tmpfs ${at('disk')} && exec "$0" --input-type=module -e "$1"`;
    const check = `import { checkHome } from '${new URL('../../../bot/config/home.ts', import.meta.url)}';
      for (const home of ['${at('disk')}', '${at('disk/deep/home')}'])
        try { checkHome({ home, homeSource: '' }) } catch (error) { console.log(error.message) }`;
    const { stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', script, process.execPath, check]);
    expect(stdout.toString().match(/its file system is read-only/g)).toHaveLength(2);
  },
);

test.each([{ DATABASE_URL: 'postgres://app@127.0.0.1:1/app' }, {}])(
  'a command is refused before anything else with a home that cannot be written: %j',
  async (variables) => {
    const around = surroundings({ variables: { ...variables, BATON_HOME: at('file') } });
    expect(await around.run('run', 'code-review')).toBe(1);
    expect(around.err()).toBe(
      `baton: BATON_HOME ${at('file')} (set in the environment) cannot be written: it is a file, not a folder. Set BATON_HOME to a folder that can be written.\n`,
    );
    expect(around.closed()).toBe(0);
  },
);

test.each([['help'], ['version'], ['flows'], ['personas']])('baton %s needs no home', async (command) => {
  const around = surroundings({ variables: { BATON_HOME: at('file') } });
  expect(await around.run(command)).toBe(0);
  expect(around.err()).toBe('');
});
