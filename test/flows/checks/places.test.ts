/** Paths in sentences: what was checked stays whole, whatever signs the path holds, and nothing else is named by its line. */
import { describe, expect, test } from 'vitest';
import { type KnownPlaces, unknownPlace, withCheckedPlaces } from '../../../flows/checks/places.ts';

const ODD = [
  'src/with space.ts',
  'src/two  spaces here.ts',
  'docs/My Notes (old).md',
  'app/[id]/page.tsx',
  'a b/c.ts',
  'src/tenant:export.ts',
  'src/größe und maß.ts',
  "it's/o'clock.ts",
  'src/a,b & c.ts',
  'src/x#1.ts',
  '日本 語/ファイル.ts',
] as const;

function knowing(path: string): KnownPlaces {
  return { paths: [path, 'src/plain.ts', 'with/space.ts'], cited: [{ path, start: 3, end: 5 }] };
}

describe.each(ODD)('in a sentence, %s', (path) => {
  const known = knowing(path);

  test.each([
    ['a line that was cited', `In ${path}:4 the tenant is not checked.`],
    ['a range that was cited', `See \`${path}:3-5\` for the loop.`],
    ['the path alone', `All of ${path} is untested.`],
    ['both, one after the other', `${path}:3 and ${path}:5 differ.`],
  ])('stays whole with %s', (_case, text) => {
    expect(withCheckedPlaces(text, known)).toBe(text);
    expect(unknownPlace(text, known).fault).toBeNull();
  });

  test('keeps its path when the line was not cited', () => {
    expect(withCheckedPlaces(`In ${path}:99 it leaks.`, known)).toBe(`In ${path} it leaks.`);
    expect(unknownPlace(`In ${path}:99 it leaks.`, known).fault).toBe(`${path}:99 was not cited`);
  });

  test('lends its digits to no number of the sentence', () => {
    expect(unknownPlace(`In ${path}:4 it waits.`, known).rest).not.toMatch(/\d/);
  });
});

test('a path is found by its end too', () => {
  const known = knowing('src/with space.ts');
  expect(withCheckedPlaces('See `with space.ts:4` and with space.ts:77.', known)).toBe(
    'See `with space.ts:4` and with space.ts.',
  );
});

test('a path with a space that is not there loses more than its end', () => {
  const known = knowing('src/with space.ts');
  expect(withCheckedPlaces('See `src/no such file.ts:5` for it.', known)).toBe(
    'See a place that was not checked for it.',
  );
});

test('an ordinary path that is not there is replaced whole', () => {
  expect(withCheckedPlaces('See src/none.ts:5 for it.', knowing('src/with space.ts'))).toBe(
    'See a place that was not checked for it.',
  );
});
