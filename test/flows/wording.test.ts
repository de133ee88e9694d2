/** Cutting text: at every length the result is made of whole words, and nothing that was cut is struck by the lint. */
import { describe, expect, test } from 'vitest';
import { lintSynthesis } from '../../flows/checks/synthesis-lint.ts';
import { gateOf } from '../../flows/checks/verdict.ts';
import { composeSynthesis } from '../../flows/report/compose.ts';
import { knownPlaces } from '../../flows/report/known-places.ts';
import { cutText, functionName } from '../../flows/wording.ts';
import { judged, scope } from './checks/builders.ts';

const TEXTS = [
  'Hotspot: handle() in src/export.ts (complexity 1433, 2500 changes in 24 months)',
  'The export reads 1,234,567 rows of `src/with space.ts:12-48`, and 3.75 s pass',
  '😀 12345 😀😀 67890 größer',
  'src/a/very/deep/folder/with/many/parts/file.generated.ts:1234',
  '123456789012345678901234567890',
];

describe.each(TEXTS)('%s', (text) => {
  const words = new Set(text.split(/\s+/));

  test('is cut at every length without a part of a word', () => {
    const { length } = [...text];
    for (let most = 1; most <= length + 1; most++) {
      const cut = cutText(text, most);
      expect([...cut].length).toBeLessThanOrEqual(most);
      if (most >= length) expect(cut).toBe(text);
      else expect(cut).toMatch(/…$/);
      const kept = cut.replace(/…$/, '').split(/\s+/).filter(Boolean);
      if (most < length && kept.length > 1) for (const word of kept) expect(words).toContain(word);
      expect(cut).not.toMatch(
        /\d…$/u.test(cut) && kept.length === 1 && !words.has(kept[0] ?? '') ? /./ : /^$/,
      );
    }
  });
});

test('a word that is longer than the line is never cut within a number', () => {
  for (let most = 1; most < 60; most++) {
    const cut = cutText(TEXTS[3] ?? '', most).replace(/…$/, '');
    expect(cut === '' || /[^\p{L}\p{N}_.]$/u.test(cut) || /^\p{L}+$/u.test(cut)).toBe(true);
  }
});

test("a run's own headline passes the lint at whatever place it is cut", () => {
  for (let padding = 150; padding < 240; padding++) {
    const claim = `${'word '.repeat(48).slice(0, padding)} 1433 changes in 24 months, see src/export.ts:7 and 98765 more`;
    const claims = [
      judged({ id: 'F1', severity: 'P1', title: 'Hotspot', claim: claim.repeat(2), failure: '' }),
    ];
    const verdict = {
      category: 'Analysis' as const,
      gate: gateOf('Analysis', 'small', false),
      claims,
      challenged: false,
    };
    const places = knownPlaces({ verdict, pack: null, scope: scope(['src/export.ts']) });
    const said = composeSynthesis({ verdict, question: 'Is it?', focused: false });
    const cited = { ...places, cited: [...places.cited, { path: 'src/export.ts', start: 7, end: 7 }] };
    const context = { verdict, facts: new Map(), places: cited, written: said };
    expect(lintSynthesis(said, context).struck).toEqual([]);
  }
});

test.each([
  ['App.open', '`App.open()`'],
  ['Base#open', '`Base#open`'],
  ['Batch.#commit', '`Batch.#commit()`'],
  ['callback of useEffect in Cart', 'callback of `useEffect` in `Cart`'],
  [
    'callback of visit in function returned by fileTree',
    'callback of `visit` in function returned by `fileTree`',
  ],
])('the function %s is written %s', (name, written) => {
  expect(functionName(name)).toBe(written);
});
