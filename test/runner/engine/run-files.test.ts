/** Files at a run's commit, read in any process on a host that has the repository. */
import { beforeAll, expect, it } from 'vitest';
import { createGitRepositories } from '../../../adapters/git/repositories.ts';
import { type MadeRepository, makeFolder, makeRepository } from '../../setup/repositories.ts';
import { SIX_STEPS, type Toy, toyRequest } from '../../setup/toy-runner.ts';
import { harness } from './harness.ts';

const on = harness();
let repository: MadeRepository;
let toy: Toy;
beforeAll(() => {
  repository = makeRepository({
    commits: [{ files: { 'src/a.ts': 'first\n', 'data.bin': '\0' } }, { files: { 'src/a.ts': 'second\n' } }],
  });
  const environment = { PATH: process.env.PATH ?? '' };
  const repositories = createGitRepositories({ home: makeFolder(), environment, log: () => undefined });
  toy = { flow: { ...SIX_STEPS, compares: true }, options: { repositories } };
});

const project = (host: string) => ({ id: 'till', path: repository.path, url: null, ref: null, host });

async function started(host = 'toy-host') {
  const runner = await on.runner(toy);
  const run_id = await on.start(runner, toyRequest({ project: project(host), base: 'HEAD~1', head: 'HEAD' }));
  return {
    run_id,
    read: (path: string, side: 'head' | 'base' = 'head') => runner.files.read(run_id, { path, side }),
  };
}

it('reads both sides as the run reads them, whatever is committed later', async () => {
  const { read } = await started();
  const [head = ''] = repository.git('rev-parse', 'HEAD').split('\n');
  repository.commit({ files: { 'src/a.ts': 'third\n' } });
  expect(await read('src/a.ts')).toEqual({ path: 'src/a.ts', text: 'second\n', commit_sha: head });
  expect(await read('src/a.ts', 'base')).toMatchObject({ text: 'first\n' });
});

it.each([
  ['src/none.ts', 'no_such_file'],
  ['../../etc/passwd', 'no_such_file'],
  ['data.bin', 'no_text'],
])('says what is wrong with %s', async (path, code) => {
  const { read } = await started();
  await expect(read(path)).rejects.toMatchObject({ code });
});

it('says that the repository is on another host', async () => {
  const { read } = await started('elsewhere');
  await expect(read('src/a.ts')).rejects.toMatchObject({ code: 'other_host' });
});

it('says that there is no such run', async () => {
  const { files } = await on.runner(toy);
  const read = files.read('1a2b3c4d-0000-4000-8000-000000000000', { path: 'a', side: 'head' });
  await expect(read).rejects.toMatchObject({ code: 'unknown_run' });
});
