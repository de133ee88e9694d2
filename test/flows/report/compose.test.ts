import { describe, expect, test } from 'vitest';
import { gateOf } from '../../../flows/checks/verdict.ts';
import type { EvidencePack } from '../../../flows/contracts/evidence-pack.ts';
import { composeSynthesis } from '../../../flows/report/compose.ts';
import type { Category } from '../../../runner/core/step-spec.ts';
import { judged } from '../checks/builders.ts';
import { fact, packOf } from '../rules/fact-builder.ts';

describe('the synthesis by code', () => {
  const composed = (
    claims: Parameters<typeof judged>[0][],
    category: Category = 'Analysis',
    pack: EvidencePack | null = null,
  ) =>
    composeSynthesis({
      verdict: {
        category,
        gate: gateOf(category, 'small', false),
        claims: claims.map((parts) => judged(parts)),
        challenged: false,
      },
      question: 'Who pays for the tenant?',
      focused: true,
      pack,
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

  test('does not answer a focus, but names the places that speak of it and the findings near them', () => {
    const at = (path: string, line: number) =>
      fact('mention', {
        path,
        line,
        end: line,
        value: 3,
        data: { what: 'code', words: ['tenant'], sha: null },
      });
    const pack = packOf(at('src/export.ts', 4), at('src/tenant.ts', 1));
    expect(composed([{ id: 'F1' }], 'Analysis', pack).answer).toBe(
      'No model answered; the repository speaks of it in src/export.ts:4 and src/tenant.ts:1. Findings near it: [F1].',
    );
    expect(composed([]).answer).toBe('No model answered, and the repository has no words of your focus.');
  });

  test('says in one sentence what the project is, and where to start', () => {
    const about = (value: string, name: string | null) =>
      fact('about', { path: 'package.json', line: 2, end: 2, subject: 'description', value, data: { name } });
    const stop = { kind: 'stop', title: 'How it is used', severity: null, confidence: null } as const;
    const line = (value: string, name: string | null): string =>
      composed([{ ...stop, item: { path: 'README.md' } }], 'Discovery', packOf(about(value, name))).verdict;
    expect(line('Fast web framework', 'express')).toBe('express: Fast web framework. Start with README.md.');
    expect(line('Gson is a Java library. It has more.', 'gson')).toBe(
      'Gson is a Java library. Start with README.md.',
    );
    expect(line('x is a tool, e.g. for y, written in C. x is fast.', 'x')).toBe(
      'x is a tool, e.g. for y, written in C. Start with README.md.',
    );
  });
});
