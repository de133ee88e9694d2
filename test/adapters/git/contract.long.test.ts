/** The port's contract, for the kinds of project that git serves as it does a local path or a URL. */
import { join } from 'node:path';
import { repositoryContract } from '../../contracts/repository-contract.ts';
import { gitAt, makeFolder, makeRepository } from '../../setup/repositories.ts';
import { atPath, atUrl, setting } from './projects.ts';

repositoryContract('a local path of SHA-256 objects', (story) => ({
  ...setting(),
  project: atPath(makeRepository({ commits: story, init: ['--object-format=sha256'] }).path),
}));

repositoryContract('a bare repository', (story) => {
  const bare = join(makeFolder(), 'shop.git');
  gitAt('/', ['clone', '--quiet', '--bare', makeRepository({ commits: story }).path, bare]);
  return { ...setting(), project: atPath(bare) };
});

repositoryContract('a linked work tree', (story) => {
  const tree = join(makeFolder(), 'tree');
  const repository = makeRepository({ commits: [...story, { files: { 'later.txt': 'later\n' } }] });
  repository.git('worktree', 'add', '--quiet', '-b', 'side', tree, 'HEAD~1');
  return { ...setting(), project: atPath(tree) };
});

repositoryContract('a clone that borrows its objects', (story) => {
  const clone = join(makeFolder(), 'clone');
  gitAt('/', ['clone', '--quiet', '--shared', makeRepository({ commits: story }).path, clone]);
  return { ...setting(), project: atPath(clone) };
});

repositoryContract('a submodule', (story) => {
  const outer = makeRepository({ files: { 'a.txt': 'a\n' } });
  outer.git('submodule', '--quiet', 'add', makeRepository({ commits: story }).path, 'inner');
  return { ...setting(), project: atPath(join(outer.path, 'inner')) };
});

repositoryContract('a file URL', (story) => ({
  ...setting(),
  project: atUrl(`file://${makeRepository({ commits: story }).path}`),
}));
