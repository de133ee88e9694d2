/** The paths of a request, over a real repository: those that match nothing are refused before there is a run. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createGitRepositories } from '../../../adapters/git/repositories.ts';
import { pathFault } from '../../../flows/evidence/paths.ts';
import type { RunRequest } from '../../../runner/core/run-request.ts';
import { type MadeRepository, makeFolder, makeRepository } from '../../setup/repositories.ts';
import { SIX_STEPS, type Toy, toyCatalogue, toyRequest } from '../../setup/toy-runner.ts';
import { harness } from './harness.ts';

const on = harness();
let repository: MadeRepository;
let toy: Toy;
beforeAll(() => {
  repository = makeRepository({
    commits: [
      { files: { 'README.md': '# Till\n', 'src/a.ts': 'a\n', 'src/gone.ts': 'gone\n' } },
      { files: { 'src/gone.ts': null } },
    ],
  });
  const flow = { ...SIX_STEPS, compares: true };
  const environment = { PATH: process.env.PATH ?? '' };
  toy = {
    flow,
    options: {
      catalogue: { ...toyCatalogue({ flow }), pathFault },
      repositories: createGitRepositories({ home: makeFolder(), environment, log: () => undefined }),
    },
  };
});

/** `$TOP` stands for the repository's folder. */
function request(paths: readonly string[], resolves: RunRequest['resolves']): RunRequest {
  const { path } = repository;
  const project = { id: 'till', path, url: null, ref: null, host: 'toy-host' };
  return toyRequest({ project, resolves, paths: paths.map((each) => each.replace('$TOP', path)) });
}

describe.each(['now', 'later'] as const)('a request whose commit may be settled %s', (resolves) => {
  it.each<[path: string, hint: string]>([
    ['srcc/**', 'Nearest: src.'],
    ['./srcc/', 'Nearest: src.'],
    ['SRC', 'Nearest: src.'],
    ['src/A.ts', 'Nearest: src/a.ts.'],
    ['**/*.py', 'There are: README.md, src.'],
    ['$TOP/srcc', 'Nearest: src.'],
    ['/etc/passwd', "Paths count from the repository's root."],
  ])('is refused for the path %s, which no file matches, and nothing is stored', async (path, hint) => {
    const runner = await on.runner(toy);
    await expect(runner.service.start(request([path], resolves))).rejects.toMatchObject({
      kind: 'refused',
      code: 'no_files',
      path: 'paths',
      message: expect.stringContaining(hint),
    });
    expect(await on.query('SELECT FROM flow_runs')).toEqual([]);
  });

  it.each(['..', '../other', 'src/../../other', '$TOP/../other', '$TOP/..'])(
    'is refused for the path %s, which leads outside, and nothing is stored',
    async (path) => {
      const runner = await on.runner(toy);
      await expect(runner.service.start(request(['src', path], resolves))).rejects.toMatchObject({
        kind: 'refused',
        code: 'bad_path',
        path: 'paths',
      });
      expect(await on.query('SELECT FROM flow_runs')).toEqual([]);
    },
  );

  it.each<[path: string, stored: string]>([
    ['src', 'src'],
    ['./src', 'src'],
    ['src/', 'src/'],
    [' src/a.ts ', 'src/a.ts'],
    ['src/../README.md', 'README.md'],
    ['.', '.'],
    ['./', '.'],
    ['$TOP', '.'],
    ['$TOP/', '.'],
    ['$TOP/src/', 'src/'],
    ['$TOP/src/*.ts', 'src/*.ts'],
    // deleted by the change that the run is about
    ['src/gone.ts', 'src/gone.ts'],
  ])('takes the path %s as %s', async (path, stored) => {
    const runner = await on.runner(toy);
    const { run_id } = await runner.service.start(request([path], resolves));
    expect((await runner.service.run(run_id)).run.input.paths).toEqual([stored]);
  });

  it('is taken where one of several paths matches', async () => {
    const runner = await on.runner(toy);
    const { run_id } = await runner.service.start(request(['srcc', 'src'], resolves));
    expect((await runner.service.run(run_id)).run.input.paths).toEqual(['srcc', 'src']);
  });
});
