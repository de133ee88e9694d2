/** The facts of a clone that lacks objects, and of Git LFS pointers. */
import { describe, expect, it } from 'vitest';
import { scopeHandler } from '../../../flows/evidence/scope.ts';
import { cloneOf, loseObject, unpack } from '../../setup/clones.ts';
import { makeRepository } from '../../setup/repositories.ts';
import { collected, draftsOf, open, openFiles, scopeOf, stepInput } from './fixture.ts';

const SOURCE = 'export function a(x) {\n  // TODO: ask\n  return x;\n}\n';
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a1'.repeat(32)}\nsize 9999\n`;

function story(): string {
  return makeRepository({
    commits: [
      { files: { 'src/a.js': SOURCE, 'src/b.js': 'b();\n', 'test/a.test.js': "import '../src/b.js';\n" } },
      { files: { 'src/a.js': `${SOURCE}a(1);\n`, 'src/b.js': 'b(2);\n' }, author: 'Bo' },
    ],
  }).path;
}

describe('the facts of a clone without old contents', () => {
  it('count changes by name and leave the lines out', async () => {
    const repository = await open(cloneOf(story(), '--filter=blob:none'));
    const { facts, unavailable } = await collected(repository, 'history');
    const churn = facts.filter(({ kind }) => kind === 'churn');
    expect(churn.map(({ path, value }) => [path, value])).toEqual([
      ['src/a.js', 2],
      ['src/b.js', 2],
      ['test/a.test.js', 1],
    ]);
    expect(churn[0]?.text).toBe('changed by 2 commits of 2 authors in 24 months');
    expect(unavailable).toEqual([
      {
        kind: 'churn',
        reason:
          'changes are counted by name, without lines and renames: older file contents are not in the clone',
        clone: true,
      },
    ]);
  });

  it('say that a comment cannot be dated', async () => {
    const repository = await open(cloneOf(story(), '--filter=blob:none'));
    const { facts, unavailable } = await collected(repository, 'notes');
    expect(facts.find(({ kind }) => kind === 'todo')).toMatchObject({ value: 'unknown' });
    expect(unavailable).toEqual([
      {
        kind: 'todo',
        reason: '1 comment is not dated: older file contents are not in the clone',
        clone: true,
      },
    ]);
  });

  it('say where the history is cut', async () => {
    const path = makeRepository({
      commits: ['1', '2', '3', '4'].map((text) => ({ files: { 'src/a.js': `${text}\n` } })),
    }).path;
    unpack(path);
    loseObject(path, 'HEAD~3^{tree}');
    const { facts, unavailable } = await collected(await open(path), 'history');
    expect(facts.find(({ kind }) => kind === 'churn')).toMatchObject({ value: 2 });
    expect(facts.some(({ kind }) => kind === 'age')).toBe(false);
    expect(unavailable).toContainEqual({
      kind: 'age',
      reason: 'history is cut at 2 commits: older trees are not in the clone',
      clone: true,
    });
  });

  it('do not say that no test reaches a file while a test cannot be read', async () => {
    const path = story();
    unpack(path);
    loseObject(path, 'HEAD:test/a.test.js');
    const { facts, unavailable } = await collected(await open(path), 'modules');
    expect(facts.some(({ kind }) => kind === 'test-reach')).toBe(false);
    expect(unavailable).toContainEqual({
      kind: 'test-reach',
      reason: '1 file that may import others is not in the clone',
      clone: true,
    });
  });
});

describe('the scope of a clone that lacks files', () => {
  it('has them with their reason, and the changed files that cannot be compared', async () => {
    const repository = await open(cloneOf(story(), '--filter=blob:none', '--no-checkout'), 'HEAD~1');
    const scope = await scopeOf(repository);
    expect(scope.files.map(({ path, omitted, lines }) => [path, omitted, lines])).toEqual([
      ['src/a.js', 'not-in-clone', 0],
      ['src/b.js', 'not-in-clone', 0],
      ['test/a.test.js', 'not-in-clone', 0],
    ]);
    expect(scope.changed).toEqual([
      { path: 'src/a.js', status: 'modified', added: 0, deleted: 0, missing: true },
      { path: 'src/b.js', status: 'modified', added: 0, deleted: 0, missing: true },
    ]);
    expect(scope.files.map(({ role }) => role)).toEqual(['src', 'src', 'test']);
    const { unavailable } = await collected(repository, 'inventory');
    expect(unavailable).toEqual([{ kind: 'tree', reason: '3 files are not in the clone', clone: true }]);
  });
});

describe('the summary of the scope', () => {
  it('counts the files that are missing in this clone', async () => {
    const path = story();
    unpack(path);
    loseObject(path, 'HEAD:src/b.js');
    const { summary, facts } = await scopeHandler(stepInput(await open(path), { handler: 'scope' }));
    expect(summary).toContain(', 1 file missing in this clone');
    expect(facts).toMatchObject({ not_in_clone: 1 });
  });

  it('is right where attributes and manifests are not in the clone', async () => {
    const { path } = makeRepository({
      files: { '.gitattributes': '* -text\n', 'package.json': '{}\n', 'a.ts': 'x\n' },
    });
    unpack(path);
    loseObject(path, 'HEAD:.gitattributes');
    loseObject(path, 'HEAD:package.json');
    const { files } = await scopeOf(await open(path));
    expect(files.map(({ role, omitted }) => [role, omitted])).toEqual([
      ['config', 'not-in-clone'],
      ['src', null],
      ['config', 'not-in-clone'],
    ]);
  });
});

describe('a Git LFS pointer', () => {
  it('is no source: it has no lines and no language, and is noted', async () => {
    const repository = await openFiles({ 'src/a.js': SOURCE, 'src/data.py': POINTER, 'src/big.js': POINTER });
    const scope = await scopeOf(repository);
    expect(scope.files.map(({ path, omitted, lines }) => [path, omitted, lines])).toEqual([
      ['src/a.js', null, 4],
      ['src/big.js', 'lfs-pointer', 0],
      ['src/data.py', 'lfs-pointer', 0],
    ]);
    const langs = await draftsOf(repository, 'inventory', 'langs');
    expect(langs.map(({ subject, data }) => [subject, data.files])).toEqual([['JavaScript', 1]]);
    const { unavailable } = await collected(repository, 'inventory');
    expect(unavailable).toEqual([
      { kind: 'tree', reason: '2 files are Git LFS pointers; their content is not read' },
    ]);
  });
});
