import { describe, expect, test } from 'vitest';
import { type LintContext, lintSynthesis } from '../../../flows/checks/synthesis-lint.ts';
import { gateOf } from '../../../flows/checks/verdict.ts';
import type { CheckedDraft } from '../../../flows/contracts/draft.ts';
import type { Synthesis } from '../../../flows/contracts/judgement.ts';
import { composeSynthesis } from '../../../flows/report/compose.ts';
import { knownPlaces } from '../../../flows/report/known-places.ts';
import type { Category } from '../../../runner/core/step-spec.ts';
import { cited, fact, judged, pack, scope } from './builders.ts';

function contextFor(category: Category = 'Analysis'): LintContext {
  const claims = [
    judged({ id: 'F1', severity: 'P0', claim: 'It runs 12 queries.' }),
    judged({ id: 'F2', severity: 'P2', title: 'Slow start', claim: 'It waits 250 ms.' }),
    judged({ id: 'F3', outcome: 'refuted', ruling: 'refuted' }),
    judged({ id: 'F4', outcome: 'below-gate' }),
  ];
  const verdict = { category, gate: gateOf(category, 'small', false), claims, challenged: true };
  const facts = pack([fact({ id: 'K12', value: 31, line: 7, end: 7, quote: 'export const x = 1;' })]);
  return {
    verdict,
    facts: new Map(facts.facts.map((one) => [one.id, one])),
    places: knownPlaces({ verdict, pack: facts, scope: scope(['src/export.ts', 'src/router.ts']) }),
    written: composeSynthesis({ verdict, question: 'Is the export slow?', focused: true }),
  };
}

function written(parts: Partial<Synthesis>): Synthesis {
  return {
    verdict: 'Two things stand in the way.',
    headline: [],
    answer: '',
    nextSteps: [],
    openQuestions: [],
    ...parts,
  };
}

const answerAfter = (answer: string) => lintSynthesis(written({ answer }), contextFor());

describe('the synthesis lint', () => {
  test.each([
    'The export reads all tenants [F1].',
    'It runs 12 queries [F1], and `src/export.ts` changed 31 times [K12].',
    'See `src/export.ts:2` and src/export.ts:7 for it [F1].',
    '1 P0 and 1 P2 passed the gate.',
    'It waits 250 ms [F2]. Start there and/or with the router.',
    'Callers of `GET /orders/export` meet it.',
  ])('keeps what rests on what was checked: %s', (sentence) => {
    expect(answerAfter(sentence)).toMatchObject({ struck: [], synthesis: { answer: sentence } });
  });

  test.each([
    'It is also broken elsewhere [F9].',
    'The build is slow [K99].',
    'As F77 shows, it leaks.',
    'The router is at fault [F3].',
    'It may also be late [F4].',
    'It runs 13 queries [F1].',
    'It waits 2,500 ms [F2].',
    'It changed 32 times [K12].',
    'There are 4711 callers.',
    'It waits 12 ms [F2].',
    'See `src/export.ts:99` [F1].',
    'See `src/invented.ts:2` [F1].',
    'The file `lib/ghost/queue.ts` holds it [F1].',
    'The file `ghost.ts` holds it [F1].',
    'Read more at https://evil.example/fix [F1].',
  ])('strikes what does not: %s', (sentence) => {
    const kept = 'The export reads all tenants [F1].';
    const { synthesis, struck } = answerAfter(`${kept} ${sentence}`);
    expect(synthesis.answer).toBe(kept);
    expect(struck).toEqual([expect.objectContaining({ where: 'answer', text: sentence })]);
  });

  test('strikes every one of 300 injected ids, numbers and places', () => {
    const injected = Array.from({ length: 100 }, (_, at) => [
      `This is seen again [F${at + 10}].`,
      `It takes ${1000 + at} ms [F2].`,
      `It stands in src/module-${at}.ts:${at + 1} too [F1].`,
    ]).flat();
    for (const sentence of injected) expect(answerAfter(sentence).synthesis.answer, sentence).toBe('');
  });

  test('drops a headline or step whose references do not exist', () => {
    const { synthesis } = lintSynthesis(
      written({
        headline: [
          { text: 'Made up', refs: ['F9'] },
          { text: 'Real', refs: ['F1'] },
        ],
        nextSteps: [
          { text: 'Fix it', refs: ['F3'] },
          { text: 'Fix that', refs: ['F2'] },
        ],
      }),
      contextFor(),
    );
    expect(synthesis.headline.map(({ text }) => text)).toEqual(['Real']);
    expect(synthesis.nextSteps.map(({ text }) => text)).toEqual(['Fix that']);
  });

  test('does not let an agent write the verdict of a Review', () => {
    const { synthesis } = lintSynthesis(written({ verdict: 'Ship it.' }), contextFor('Review'));
    expect(synthesis.verdict).toBe('Do not merge yet: 1 critical, 1 medium.');
  });

  test('puts a verdict by code where the agent’s is struck', () => {
    const { synthesis } = lintSynthesis(written({ verdict: 'All 99 checks are green.' }), contextFor());
    expect(synthesis.verdict).toBe(
      'Start with F1: Export lists other tenants’ orders. 1 critical, 1 medium.',
    );
  });

  test('strikes nothing of an agent that repeats what code would write', () => {
    for (const category of ['Analysis', 'Review', 'Discovery'] as const) {
      const context = contextFor(category);
      expect(lintSynthesis(context.written, context).struck).toEqual([]);
    }
  });

  describe('numbers of what a rule found', () => {
    const said = (text: string) => {
      const verdict = {
        ...contextFor().verdict,
        claims: [
          judged({
            claim: 'a.ts and b.ts share 66 lines; 39 of them at a.ts:5.',
            item: { source: 'rule', figures: [66] },
            evidence: [cited({ type: 'fact', ref: 'K1', path: 'a.ts', start: 5, end: 43, text: '39 lines' })],
          }),
        ],
      };
      const facts = new Map([['K1', fact({ id: 'K1', value: 39, line: 5, end: 43, quote: 'x' })]]);
      const lint = lintSynthesis(written({ answer: `${text} [F1].` }), { ...contextFor(), verdict, facts });
      return lint.struck.length === 0;
    };

    test.each(['39 lines are the same', 'They share 66 lines', 'Look at line 43'])(
      'may be repeated: %s',
      (text) => expect(said(text)).toBe(true),
    );

    test('are its figures and its facts, not the numbers of its wording', () => {
      expect(said('They share 40 lines')).toBe(false);
    });
  });
});

describe('the synthesis of a plan', () => {
  const draft = {
    contract: 'Plan',
    document: {
      tasks: [
        { id: 'T1', title: 'Add', files: [{ path: 'src/new.ts', change: 'new' }], steps: ['Wait 45 s'] },
      ],
    },
  } as unknown as CheckedDraft;
  const base = contextFor('Planning');
  const places = knownPlaces({ verdict: base.verdict, pack: null, scope: null, draft });
  const answerOf = (answer: string) => lintSynthesis(written({ answer }), { ...base, draft, places });

  test.each(['Begin with [T1].', 'It makes `src/new.ts` [T1].', 'It waits 45 s.'])(
    'may name what the plan names: %s',
    (sentence) => {
      expect(answerOf(sentence).synthesis.answer).toBe(sentence);
    },
  );

  test.each(['Then do [T7].', 'The requirement [R2] is met.', 'It makes `src/other.ts`.', 'It waits 46 s.'])(
    'may not name what the plan does not: %s',
    (sentence) => {
      expect(answerOf(sentence).struck).toHaveLength(1);
    },
  );
});
