import { describe, expect, test } from 'vitest';
import { gateOf } from '../../../flows/checks/verdict.ts';
import { composeSynthesis } from '../../../flows/report/compose.ts';
import type { Category } from '../../../runner/core/step-spec.ts';
import { judged } from '../checks/builders.ts';

describe('the synthesis by code', () => {
  const composed = (claims: Parameters<typeof judged>[0][], category: Category = 'Analysis') =>
    composeSynthesis({
      verdict: {
        category,
        gate: gateOf(category, 'small', false),
        claims: claims.map((parts) => judged(parts)),
        challenged: false,
      },
      question: 'Who pays for the tenant?',
      focused: true,
    });

  test.each<[string, Parameters<typeof judged>[0][], Category]>([
    ['Nothing blocks a merge: 1 medium.', [{ severity: 'P2' }], 'Review'],
    ['Nothing blocks a merge: no findings.', [], 'Review'],
    ['Start with F1: Export lists other tenants’ orders. 1 high.', [{}], 'Analysis'],
    [
      'Start with F1: hotspot `send()` in a.js (complexity 23). 1 medium.',
      [{ source: 'rule', severity: 'P2', title: 'Hotspot: `send()` in a.js (complexity 23)' }],
      'Analysis',
    ],
    ['No findings.', [], 'Planning'],
    [
      'Start with The way in: 1 stop on the way.',
      [{ kind: 'stop', title: 'The way in', severity: null, confidence: null }],
      'Discovery',
    ],
  ])('says: %s', (verdict, claims, category) => {
    expect(composed(claims, category).verdict).toBe(verdict);
  });

  test.each<[string, Parameters<typeof judged>[0][]]>([
    ['No rule found a problem; not reviewed by a model.', []],
    ['Rules found 1 medium; not reviewed by a model.', [{ severity: 'P2' }]],
    ['Do not merge yet: 1 high.', [{}]],
  ])('without a model says of a review: %s', (verdict, claims) => {
    const gate = gateOf('Review', 'small', false);
    const judgedClaims = claims.map((parts) => judged(parts));
    const input = { category: 'Review' as const, gate, claims: judgedClaims, challenged: false };
    const made = composeSynthesis({ verdict: input, question: '', focused: false, read: false });
    expect(made.verdict).toBe(verdict);
  });

  test('answers a focus with the nearest claims by words, and says that no agent answered', () => {
    expect(composed([{ id: 'F1' }]).answer).toBe(
      'No agent wrote an answer. Nearest to your focus by its words: [F1] Export lists other tenants’ orders.',
    );
    expect(composed([]).answer).toContain('no finding shares a word');
  });
});
