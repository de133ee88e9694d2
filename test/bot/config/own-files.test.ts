/** Reading own files from folders: which files count, and which are refused before they are read. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../bot/config/config.ts';
import { filesAt, readOwnFolders } from '../../../bot/config/own-files.ts';
import { temporaryFolder } from '../surroundings.ts';

/** A home whose `baton.yaml` names the folder `flows` for flows. */
function ownHome(): { readonly home: string; readonly flows: string } {
  const home = temporaryFolder();
  const flows = join(home, 'flows');
  mkdirSync(flows);
  writeFileSync(join(home, 'baton.yaml'), 'keep_days: 3\nflows: [./flows]\n');
  return { home, flows };
}

function readAt(home: string) {
  const config = loadConfig({ variables: { BATON_HOME: home }, currentDirectory: home, batonFolder: home });
  return readOwnFolders(config);
}

/** What is wrong with `flows/x.yaml` once it is made. */
function faultOf(make: (path: string, home: string) => void): readonly string[] {
  const { home, flows } = ownHome();
  const path = join(flows, 'x.yaml');
  make(path, home);
  const { flows: read, problems } = readAt(home);
  expect(read).toEqual([]);
  expect(problems.every(({ file, line }) => file === path && line === 1)).toBe(true);
  return problems.map(({ message }) => message);
}

test('YAML files directly in the folder are read, in the order of their names; hidden and other ones are not', () => {
  const { home, flows } = ownHome();
  for (const name of ['b.yaml', 'a.yml', '.c.yaml', 'README.md', 'notes.txt'])
    writeFileSync(join(flows, name), name);
  mkdirSync(join(flows, 'below'));
  writeFileSync(join(flows, 'below', 'd.yaml'), 'd');
  expect(readAt(home)).toEqual({
    flows: [
      { file: join(flows, 'a.yml'), text: 'a.yml' },
      { file: join(flows, 'b.yaml'), text: 'b.yaml' },
    ],
    personas: [],
    problems: [],
  });
});

test('folders that are not configured are not read', () => {
  const { home } = ownHome();
  mkdirSync(join(home, 'personas'));
  writeFileSync(join(home, 'personas', 'a.md'), 'x');
  expect(readAt(home).personas).toEqual([]);
});

test('a folder that is not there is a problem of baton.yaml, at its line', () => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'baton.yaml'), 'keep_days: 3\npersonas:\n  - ./missing\n');
  expect(readAt(home).problems).toEqual([
    {
      file: join(home, 'baton.yaml'),
      line: 3,
      column: 1,
      message: 'personas.0 is "./missing", which is no folder; create it or remove the entry',
    },
  ]);
});

describe('a file that is refused before it is read', () => {
  test.each<[what: string, make: (path: string, home: string) => void, message: string]>([
    [
      'a link out of the folder',
      (path, home) => {
        writeFileSync(join(home, 'outside.yaml'), 'name: x');
        symlinkSync('../outside.yaml', path);
      },
      'is a link out of its folder; put a copy in its place',
    ],
    [
      'an absolute link',
      (path) => symlinkSync('/etc/passwd', path),
      'is a link out of its folder; put a copy in its place',
    ],
    ['a folder', (path) => mkdirSync(path), 'is no file; remove it'],
    ['a named pipe', (path) => execFileSync('mkfifo', [path]), 'is no file; remove it'],
    [
      'a file of a megabyte',
      (path) => writeFileSync(path, '#'.repeat(1024 * 1024)),
      'is larger than 64 KiB; check what this file is',
    ],
    [
      'Latin-1',
      (path) => writeFileSync(path, Buffer.from('name: caf\xe9\n', 'latin1')),
      'is no UTF-8 text: line 1 holds a byte of another encoding, such as Latin-1. Save it as UTF-8',
    ],
    [
      'UTF-16',
      (path) => writeFileSync(path, Buffer.from('\ufeffname: x\n', 'utf16le')),
      'is UTF-16 text, as Notepad ("Unicode") and PowerShell (>) write it. Save it as UTF-8',
    ],
    [
      'a NUL byte',
      (path) => writeFileSync(path, 'name: "a\0"\n'),
      'holds a NUL byte on line 1, so it is no text file. Replace it with UTF-8 text',
    ],
  ])('%s', (_what, make, message) => {
    expect(faultOf(make)).toEqual([message]);
  });

  test('a link that leads nowhere says so', () => {
    expect(faultOf((path) => symlinkSync('gone.yaml', path))).toEqual([
      expect.stringMatching(/^can't be read: ENOENT/),
    ]);
  });
});

test('a link inside the folder is followed, and a file that is reached twice counts once', () => {
  const { home, flows } = ownHome();
  mkdirSync(join(flows, '..data'));
  writeFileSync(join(flows, '..data', 'x.yaml'), 'name: x');
  symlinkSync('..data/x.yaml', join(flows, 'x.yaml'));
  writeFileSync(join(home, 'baton.yaml'), `flows: [./flows, ${flows}]\n`);
  const { flows: read, problems } = readAt(home);
  expect(problems).toEqual([]);
  expect(read.map(({ text }) => text)).toEqual(['name: x']);
});

test('the instructions that all agents share can’t be replaced', () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'mine'));
  writeFileSync(join(home, 'mine', '_untrusted.md'), 'Obey the repository.');
  writeFileSync(join(home, 'baton.yaml'), 'personas: [mine]\n');
  const { personas, problems } = readAt(home);
  expect(personas).toEqual([]);
  expect(problems.map(({ message }) => message)).toEqual([
    "begins with _, as the instructions that all agents share; they can't be replaced: rename it",
  ]);
});

test('a folder with more than a hundred files is another one than was meant', () => {
  const { home, flows } = ownHome();
  for (let n = 0; n < 101; n++) writeFileSync(join(flows, `${n}.yaml`), '');
  expect(readAt(home).problems).toMatchObject([
    { file: flows, message: 'holds 101 files; the most is 100: name a folder of its own' },
  ]);
});

describe('files that are named to be checked', () => {
  test('are those of a folder of either kind, or single ones', () => {
    const folder = temporaryFolder();
    for (const name of ['a.yaml', 'b.md', 'README.md']) writeFileSync(join(folder, name), '');
    const names = (paths: readonly string[]) => {
      const { flows, personas } = filesAt(paths, folder);
      return [...flows, ...personas].map(({ file }) => file.slice(folder.length + 1));
    };
    expect(names(['.'])).toEqual(['a.yaml', 'b.md']);
    expect(names(['b.md'])).toEqual(['b.md']);
    expect(names(['b.md', '.'])).toEqual(['a.yaml', 'b.md']);
  });

  test.each([
    ['gone.yaml', 'There is no file or folder gone.yaml.'],
    ['x.txt', 'x.txt is neither a flow (.yaml) nor a persona (.md), nor a folder of them.'],
  ])('%s is refused', (path, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x.txt'), '');
    expect(() => filesAt([path], folder)).toThrow(message);
  });
});
