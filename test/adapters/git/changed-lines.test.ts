import { expect, it } from 'vitest';
import { makeRepository } from '../../setup/repositories.ts';
import { atPath, refs, setting } from './projects.ts';

async function openAt(path: string) {
  const { repositories } = setting();
  return repositories.open(atPath(path), await repositories.pin(atPath(path), refs()));
}

const text = (first: number, second: number): string => `one() {\n  ${first}\n}\n\ntwo() {\n  ${second}\n}\n`;

it('returns the commits that changed the lines of a file, wherever they and the file were before', async () => {
  const { path } = makeRepository({
    commits: [
      { files: { 'old name.js': text(1, 1) }, message: 'both' },
      { files: { 'old name.js': text(1, 2) }, message: 'second' },
      { files: { 'old name.js': null, 'new name.js': text(1, 2) }, message: 'renamed' },
      { files: { 'new name.js': `// longer\n${text(1, 3)}` }, message: 'second, further down' },
    ],
  });
  const repository = await openAt(path);
  const subjects = async (first: number, last: number) =>
    (await repository.log({ path: 'new name.js', lines: [first, last] })).commits.map(
      ({ subject }) => subject,
    );
  expect(await subjects(6, 8)).toEqual(['second, further down', 'second', 'both']);
  expect(await subjects(2, 4)).toEqual(['both']);
  await repository.close();
});

it('counts nothing for lines that are not there', async () => {
  const repository = await openAt(makeRepository({ files: { a: 'x\n' } }).path);
  expect(await repository.log({ path: 'a', lines: [5, 9] })).toEqual({
    commits: [],
    counted: false,
    cut: true,
  });
  await repository.close();
});
