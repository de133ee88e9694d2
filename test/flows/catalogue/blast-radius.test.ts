/** What a change reaches, and the checklist made of it. */
import { describe, expect, it } from 'vitest';
import { blastRadius, namedFiles } from '../../../flows/catalogue/blast-radius.ts';
import { implementationPlanSections } from '../../../flows/catalogue/implementation-plan-sections.ts';
import type { Fact } from '../../../flows/contracts/evidence-pack.ts';
import type { FileMeasure } from '../../../flows/contracts/measures.ts';
import { openPlan } from '../../../flows/offline/left-open.ts';
import { fact, file, packOf, scopeOf } from '../rules/fact-builder.ts';
import { draftModel, textsOf } from './draft-model.ts';

const measure = (path: string, imports: string[] = [], changes = 0): FileMeasure => ({
  path,
  changes,
  complexity: 1,
  fan_in: 0,
  imports,
  tested: null,
});

const measures = [
  measure('src/db.ts', [], 9),
  measure('src/orders.ts', ['src/db.ts'], 4),
  measure('src/web.ts', ['src/orders.ts']),
  measure('test/orders.test.ts', ['src/orders.ts']),
  // A cycle must not be followed for ever.
  measure('src/loop.ts', ['src/web.ts', 'src/loop.ts']),
];
const mention = (path: string, what: 'code' | 'TODO' | 'document' = 'code') =>
  fact('mention', {
    path,
    line: 3,
    end: 3,
    quote: `about ${path}`,
    data: { what, words: ['orders'], sha: null },
  });
const files = ['src/db.ts', 'src/orders.ts', 'src/web.ts', 'src/loop.ts', 'src/alone.ts'].map((path) =>
  file(path),
);
const scope = {
  files: [...files, file('test/orders.test.ts', 'test'), file('README.md', 'docs')],
};
const together = fact('cochange', {
  path: 'src/db.ts',
  value: 5,
  data: { other: 'src/orders.ts', share: 60, linked: true },
});

describe('blastRadius', () => {
  const pack = { ...packOf(together), measures };

  it('follows imports to whoever depends on a file, and tells tests apart', () => {
    const { reaches, dependents, tests } = blastRadius(['src/db.ts'], pack, scopeOf(pack, scope));
    expect(reaches).toEqual([
      {
        path: 'src/db.ts',
        importers: ['src/orders.ts'],
        dependents: 3,
        tests: ['test/orders.test.ts'],
        changes: 9,
        partners: [{ path: 'src/orders.ts', commits: 5 }],
      },
    ]);
    expect([dependents, tests]).toEqual([3, 1]);
  });

  it('counts what depends on several files once, and none of the files themselves', () => {
    const { dependents } = blastRadius(['src/db.ts', 'src/orders.ts'], pack, scopeOf(pack, scope));
    expect(dependents).toBe(2);
  });

  it('names source files that speak of the request, each once', () => {
    const speaking = packOf(
      mention('src/web.ts'),
      mention('README.md'),
      mention('src/web.ts'),
      mention('src/db.ts'),
    );
    expect(namedFiles(speaking, scopeOf(speaking, scope))).toEqual(['src/web.ts', 'src/db.ts']);
  });
});

describe('an implementation plan without a model', () => {
  const texts = (...facts: readonly Fact[]) =>
    textsOf(
      implementationPlanSections,
      draftModel({
        draft: { contract: 'Plan', document: openPlan({ question: 'x' }) },
        ticket: 'Orders as CSV',
        facts,
        measures,
        scope,
      }),
    );

  it('is a blast radius and a checklist, and no empty form', () => {
    const found = texts(
      mention('src/db.ts'),
      mention('src/alone.ts', 'TODO'),
      mention('README.md', 'document'),
      together,
      fact('command', { path: 'package.json', line: 1, subject: 'test', value: 'npm test', data: {} }),
    );
    expect(Object.keys(found)).toEqual(['Blast radius', 'Checklist']);
    expect(found['Blast radius']).toContain('1 direct, 3 in all');
    for (const line of [
      'Keep the importers working:',
      '`src/db.ts`: `src/orders.ts`',
      'Extend the tests that reach them:',
      '`src/db.ts`: `test/orders.test.ts`',
      'Write a test first, since none reaches:',
      '`src/orders.ts`, with `src/db.ts` in 5 commits',
      'Update the documents:',
      'Settle the notes in the code:',
      'Run `npm test`.',
    ]) {
      expect(found.Checklist).toContain(line);
    }
  });

  it('says so where the repository has no words of the request', () => {
    const found = texts();
    expect(Object.keys(found)).toEqual(['Blast radius']);
    expect(found['Blast radius']).toContain('has no words of this request');
  });
});
