/** What five lenses say of one change to a settings store: many statements, few causes. */
import type { Claim } from '../../../flows/contracts/checked.ts';
import { cited, claim } from './builders.ts';

/** The cause, lens, kind and severity; title, claim and failure; the places that it cites, the leading one first. */
type Row = readonly [
  cause: string,
  lens: string,
  kind: string,
  severity: 'P1' | 'P2' | 'P3',
  title: string,
  says: string,
  failure: string,
  at: string,
];

const ROWS: readonly Row[] = [
  [
    'deletion',
    'correctness',
    'bug',
    'P1',
    'Removed keys stay in the file: `shop plugin remove` no longer removes',
    '`mergeInto` starts from the file and only sets keys of the update; it never deletes one that is missing. A plugin deleted in memory stays on disk.',
    'After `shop plugin remove pay` the plugin is loaded again at the next start.',
    'store.ts:56-58 remove.ts:30-32',
  ],
  [
    'deletion',
    'api',
    'api',
    'P1',
    '`saveSettings` means "merge" instead of "replace"',
    'The file used to equal the settings after `saveSettings`. `mergeInto` now adds and overwrites, so a key that the caller deleted stays. `removePlugin` relies on the old meaning.',
    '`shop plugin remove` prints "removed" and leaves the plugin in the file; it is back at the next start.',
    'store.ts:56-58 remove.ts:30-32 plugins.md:88-88',
  ],
  [
    'deletion',
    'test',
    'test-gap',
    'P1',
    'No test removes a key, and `shop plugin remove` no longer removes',
    '`mergeInto` only adds and overwrites, so an entry deleted in memory stays in the file. All tests of the store add keys, and `remove.test.ts` mocks the store.',
    '`shop plugin remove` leaves the plugin in the file, and every test stays green.',
    'store.ts:56-58 remove.test.ts:44-47 remove.ts:30-32',
  ],
  [
    'overwrite',
    'reliability',
    'reliability',
    'P2',
    'Restoring references overwrites a value that was changed on purpose',
    'The restore step puts the reference back for every tracked path with a string, without comparing it with `resolved`. The new value is lost without an error.',
    'A user replaces `$PAY_KEY` by a new key; the file keeps the reference and the old key is used.',
    'store.ts:115-116 add.ts:14-16',
  ],
  [
    'overwrite',
    'correctness',
    'bug',
    'P1',
    'A value the user just changed is overwritten by the old reference',
    '`restoreReferences` puts the reference back whenever the tracked path holds a string. It never compares the value with `resolved`, which is recorded and dropped.',
    '`shop plugin add pay --key new` prints "updated", and the file keeps `$PAY_KEY`: the old key stays in use.',
    'store.ts:115-116 store.ts:92-95 add.ts:14-16',
  ],
  [
    'arrays',
    'correctness',
    'bug',
    'P1',
    'References inside arrays are tracked but never restored',
    '`trackReferences` descends into arrays, `restoreReferences` skips them, and `mergeInto` replaces the array as a whole by the resolved one.',
    'With `"args": ["$PAY_KEY"]` any save writes the real key into the file.',
    'store.ts:117-121 store.ts:75-77',
  ],
  [
    'arrays',
    'security',
    'security',
    'P1',
    'Secrets in arrays are tracked but never restored',
    'Array elements are tracked, but `restoreReferences` does not enter arrays, so the resolved array is written as it stands.',
    'Any save writes the key of `args` into the file in plain text.',
    'store.ts:117-121 resolve.ts:86-88',
  ],
  [
    'embedded',
    'correctness',
    'bug',
    'P1',
    'A string that only contains a reference is not tracked, so the secret is still written',
    '`trackReferences` records a value only when the whole string is one reference, but `resolveReferences` replaces them anywhere in a string.',
    '`Bearer $PAY_KEY` in a header: any save writes the real key into the file.',
    'store.ts:152-153 resolve.ts:21-21',
  ],
  [
    'embedded',
    'security',
    'security',
    'P1',
    'Secrets inside a longer string are still written to the file',
    'A value is tracked only when the whole string is one reference, while `resolveReferences` replaces references anywhere, so `Bearer $PAY_KEY` is resolved and not tracked.',
    'The real key stands in the settings file after any save.',
    'store.ts:152-155 resolve.ts:21-22',
  ],
  [
    'parse',
    'reliability',
    'reliability',
    'P2',
    'A file that cannot be parsed makes a save vanish',
    'On a parse error `updateFile` logs and returns as if it had written, and the caller goes on as if the value were stored.',
    'A half-edited file: every later setting acts in this session and is lost at its end.',
    'store.ts:34-38 settings.ts:19-22',
  ],
  [
    'comments',
    'correctness',
    'bug',
    'P3',
    'Comments inside arrays are lost on every save',
    '`mergeInto` assigns every array over the parsed one, changed or not, and comments hang on the parsed array.',
    'A comment in `exclude` is gone after the theme is switched.',
    'store.ts:75-77 store.ts:17-17',
  ],
];

/** The claims, each with its cause as the step that made it. */
export function settingsReview(): Claim[] {
  return ROWS.map(([cause, lens, kind, severity, title, says, failure, at]) =>
    claim({
      step_id: cause,
      lenses: [lens],
      personas: [lens],
      title,
      claim: says,
      failure,
      severity,
      ceiling: severity,
      evidence: at.split(' ').map((place) => {
        const [, path = '', start, end] = /^(.+):(\d+)-(\d+)$/.exec(place) ?? [];
        return cited({ path, start: Number(start), end: Number(end) });
      }),
      item: { kind },
    }),
  );
}
