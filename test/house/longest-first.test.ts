/** The order in which the test files are taken. */
import { expect, test } from 'vitest';
import { LONGEST_FOLDERS, rankOf } from '../setup/longest-first.ts';
import { files } from './house.ts';

test.each(LONGEST_FOLDERS)('%s, which is taken early, has long tests', (folder) => {
  expect(files().some((file) => file.startsWith(folder) && file.endsWith('.long.test.ts'))).toBe(true);
});

test('a story in chat is taken before a command line, and that before a rule', () => {
  const paths = [
    '/home/ana/baton/test/flows/rules/rules.test.ts',
    '/home/ana/baton/test/end-to-end/signals.long.test.ts',
    '/home/ana/baton/test/end-to-end/chat/story-slack.long.test.ts',
  ];
  expect(paths.toSorted((one, other) => rankOf(one) - rankOf(other))).toEqual(paths.toReversed());
});
