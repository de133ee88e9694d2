/** A repository whose every setting names a program: none of them runs, and nothing of it is touched. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  fingerprint,
  gitAt,
  type MadeRepository,
  makeFolder,
  makeRepository,
} from '../../setup/repositories.ts';
import { atPath, refs, setting } from './projects.ts';

const HOOKS = [
  'post-checkout',
  'post-index-change',
  'reference-transaction',
  'pre-commit',
  'post-merge',
  'fsmonitor-watchman',
];

interface Trap {
  readonly repository: MadeRepository;
  /** the names of the programs that ran */
  sprung(): string[];
}

function layTraps(): Trap {
  const canaries = makeFolder();
  const programs = makeFolder();
  const trap = (name: string) => {
    const path = join(programs, name);
    writeFileSync(path, `#!/bin/sh\ntouch '${canaries}/${name}'\ncat 2>/dev/null\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const inner = makeRepository({ files: { 'inner.txt': 'inner\n' } });
  const repository = makeRepository({
    commits: [
      {
        files: {
          'a.txt': 'one\n',
          'b.bin': 'text\n',
          '.gitattributes': '* filter=evil diff=evil ident eol=crlf\n*.bin binary\n',
        },
      },
      {
        files: {
          'a.txt': 'one\ntwo\n',
          '@everyone <!channel>': 'x\n',
          'bell\u0007\u202e.txt': 'x\n',
          'latin1:\xff\xfe': 'x\n',
          '.mailmap': 'Boss <boss@example.org> <ana@example.org>\n',
        },
      },
    ],
  });
  repository.git('submodule', '--quiet', 'add', inner.path, 'inner');
  repository.commit({ files: {}, message: 'Add a submodule' });
  const { git, path } = repository;
  for (const hook of HOOKS) {
    mkdirSync(join(path, '.git', 'hooks'), { recursive: true });
    writeFileSync(join(path, '.git', 'hooks', hook), `#!/bin/sh\ntouch '${canaries}/${hook}'\n`);
    chmodSync(join(path, '.git', 'hooks', hook), 0o755);
  }
  const included = join(makeFolder(), 'included');
  writeFileSync(included, `[core]\nfsmonitor = ${trap('included-fsmonitor')}\n`);
  const settings = {
    'filter.evil.clean': trap('clean'),
    'filter.evil.smudge': trap('smudge'),
    'filter.evil.required': 'true',
    'diff.evil.textconv': trap('textconv'),
    'diff.evil.command': trap('diff-command'),
    'diff.external': trap('diff-external'),
    'core.fsmonitor': trap('fsmonitor'),
    'core.pager': trap('pager'),
    'core.sshCommand': trap('ssh'),
    'core.alternateRefsCommand': trap('alternate-refs'),
    'core.editor': trap('editor'),
    'core.askPass': trap('askpass'),
    'credential.helper': trap('credential'),
    'gpg.program': trap('gpg'),
    'log.showSignature': 'true',
    'alias.log': `!${trap('alias')}`,
    'include.path': included,
    'submodule.inner.update': `!${trap('submodule')}`,
    'remote.origin.url': inner.path,
    'remote.origin.uploadpack': trap('uploadpack'),
    'remote.origin.promisor': 'true',
    'extensions.partialClone': 'origin',
    'uploadpack.packObjectsHook': trap('pack-objects'),
    'trailer.evil.command': trap('trailer'),
  };
  git('config', '-f', join(path, '.git/modules/inner/config'), 'core.fsmonitor', trap('inner-fsmonitor'));
  for (const [key, value] of Object.entries(settings))
    git('config', '-f', join(path, '.git/config'), key, value);
  repository.write({ 'a.txt': 'changed\n', 'new.txt': 'new\n' });
  return { repository, sprung: () => readdirSync(canaries) };
}

describe('a hostile repository', () => {
  it('runs nothing and is left byte for byte as it was', async () => {
    const { repository, sprung } = layTraps();
    const { path } = repository;
    for (const name of sprung()) throw new Error(`${name} ran while the trap was laid`);
    const before = fingerprint(path);
    const { repositories } = setting();
    const pin = await repositories.pin(atPath(path), refs({ base: 'HEAD~2', compares: true }));
    const opened = await repositories.open(atPath(path), pin);
    for (const side of ['head', 'base'] as const) {
      for (const entry of await opened.list(side)) await opened.read(entry.path, side);
      await opened.grep({ pattern: 'one|two|x', fixed: false, side });
    }
    await opened.log({});
    await opened.log({ path: 'a.txt', days: 10 });
    await opened.blame('a.txt', 1, 2);
    expect((await opened.diff()).map((file) => file.path)).toContain('"bell\\a\\342\\200\\256.txt"');
    const checkout = await repositories.checkout(atPath(path), pin);
    expect(await checkout.changed()).toEqual([]);
    await checkout.remove();
    await opened.close();
    expect(pin.notes.join('\n')).toContain('uncommitted changes (1 changed, 1 new)');
    expect(sprung()).toEqual([]);
    expect(fingerprint(path)).toBe(before);
  });

  it('would have run its programs under a plain git', () => {
    const { repository, sprung } = layTraps();
    try {
      gitAt(repository.path, ['status']);
    } catch {
      // whether it succeeds does not matter
    }
    expect(sprung()).not.toEqual([]);
  });

  it('cannot hide a file from a search or a diff with its attributes', async () => {
    const { repository } = layTraps();
    const { repositories } = setting();
    repository.git('config', '--unset', 'core.fsmonitor');
    const sha = gitAt(repository.path, ['rev-parse', 'HEAD~2']);
    const pin = await repositories.pin(atPath(repository.path), refs({ head: sha }));
    const opened = await repositories.open(atPath(repository.path), pin);
    expect(await opened.grep({ pattern: 'text', fixed: true, glob: '*.bin' })).toMatchObject([
      { path: 'b.bin' },
    ]);
    await opened.close();
  });

  it('cannot hold a reader up with pipes in the place of files', async () => {
    const { path, git } = makeRepository({ files: { 'a.txt': 'a\n' } });
    const sha = git('rev-parse', 'HEAD');
    for (const name of ['config', 'index', 'commondir']) {
      rmSync(join(path, '.git', name), { force: true });
      execFileSync('mkfifo', [join(path, '.git', name)]);
    }
    const pin = await setting().repositories.pin(atPath(path), refs());
    expect(pin.commit_sha).toBe(sha);
    expect(pin.notes.join()).toContain('could not be told whether the work tree has changes');
  });

  it('cannot place a checkout’s files outside of it', async () => {
    const outside = makeFolder();
    const { path } = makeRepository({ files: { evil: { link: outside } } });
    const { repositories } = setting();
    const pin = await repositories.pin(atPath(path), refs());
    const checkout = await repositories.checkout(atPath(path), pin);
    expect(existsSync(join(checkout.path, 'evil'))).toBe(true);
    writeFileSync(join(checkout.path, 'evil'), 'x');
    expect(readdirSync(outside)).toEqual([]);
    expect(await checkout.changed()).toEqual(['evil']);
    await checkout.remove();
  });
});
