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
        gate: gateOf(category, 'small'),
        claims: claims.map((parts) => judged(parts)),
        challenged: false,
      },
      question: 'Who pays for the tenant?',
      focused: true,
    });

  test.each<[string, Parameters<typeof judged>[0][], Category]>([
    ['Nothing blocks a merge — 1 P2.', [{ severity: 'P2' }], 'Review'],
    ['Nothing blocks a merge — no finding passed the gate.', [], 'Review'],
    ['One thing to fix first: Export lists other tenants’ orders.', [{}], 'Analysis'],
    [
      'No finding passed the gate; what was looked at and what was not stands under Coverage & limits.',
      [],
      'Planning',
    ],
    [
      'Start with The way in: 1 stop on the way.',
      [{ kind: 'stop', title: 'The way in', severity: null, confidence: null }],
      'Discovery',
    ],
  ])('says: %s', (verdict, claims, category) => {
    expect(composed(claims, category).verdict).toBe(verdict);
  });

  test('answers a focus with what is nearest by its words, and says that nobody reasoned', () => {
    expect(composed([{ id: 'F1' }]).answer).toBe(
      'No agent wrote an answer; by its words, nearest to your focus: [F1] Export lists other tenants’ orders.',
    );
    expect(composed([]).answer).toContain('nothing that passed the gate shares a word');
  });
});
