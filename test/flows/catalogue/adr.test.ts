/** Where the next decision record goes, and what is in it. */
import { describe, expect, it } from 'vitest';
import { adrSections } from '../../../flows/catalogue/adr-sections.ts';
import { decisionConvention } from '../../../flows/catalogue/decision-convention.ts';
import { recordLines } from '../../../flows/catalogue/decision-record.ts';
import type { Adr } from '../../../flows/contracts/documents.ts';
import type { Fact } from '../../../flows/contracts/evidence-pack.ts';
import type { VerdictView } from '../../../flows/report/document.ts';
import { Page } from '../../../flows/report/page.ts';
import type { ReportModel } from '../../../flows/report/report-model.ts';
import { fact, packOf } from '../rules/fact-builder.ts';

const record = (path: string, number: string | null, headings: string[] = []): Fact =>
  fact('adrs', { path, subject: `Decision ${number}`, value: 'accepted', data: { number, headings } });
const NYGARD = ['Status', 'Context', 'Decision', 'Consequences'];

describe('the next record', () => {
  it.each([
    [[], 'docs/decisions/0001-use-redis.md', 'MADR'],
    [[record('docs/adr/0007-a.md', '0007', NYGARD)], 'docs/adr/0008-use-redis.md', 'Nygard'],
    [[record('adr/ADR-012-a.md', '012', ['Decision Outcome'])], 'adr/ADR-013-use-redis.md', 'MADR'],
    [[record('docs/adr/09_a.md', '09')], 'docs/adr/10_use_redis.md', 'MADR'],
    [
      [record('doc/adr/0003-c.md', '0003', NYGARD), record('doc/adr/0001-a.md', '0001', NYGARD)],
      'doc/adr/0004-use-redis.md',
      'Nygard',
    ],
    [
      [
        record('old/adr/0090-x.md', '0090'),
        record('doc/adr/0001-a.md', '0001'),
        record('doc/adr/0002-b.md', '0002'),
      ],
      'doc/adr/0003-use-redis.md',
      'MADR',
    ],
    [[record('docs/decisions/use-x.md', null)], 'docs/decisions/0001-use-redis.md', 'MADR'],
  ])('after %j is %s in the form of %s', (records, file, template) => {
    const convention = decisionConvention(packOf(...records));
    expect(convention.fileFor('Use Redis?')).toBe(file);
    expect(convention.template).toBe(template);
  });
});

const ADR: Adr = {
  ...{ title: 'Use Redis', status: 'proposed', context: 'Jobs wait [B1].', drivers: ['p95 below 50 ms'] },
  options: [
    { name: 'Redis', summary: 'A list.', pros: ['it is there'], cons: ['it forgets'] },
    { name: 'PostgreSQL', summary: '', pros: [], cons: [] },
  ],
  outcome: { chosen: 'Redis', because: 'it is there' },
  consequences: { good: ['jobs start at once'], bad: ['one more service'] },
  ...{
    confirmation: 'A test measures the wait.',
    basis: [],
    supersedes: '0002-x.md',
    moreInfo: '',
    openQuestions: ['Who runs it?'],
  },
};
const parts = { written: true, context: [], basis: ['B1: jobs are polled (src/a.ts:3)'] };

describe('the text of a record', () => {
  it('has the sections of MADR, each with what its author wrote', () => {
    const lines = recordLines({ ...parts, adr: ADR, convention: { template: 'MADR', number: '0003' } });
    expect(lines.filter((line) => line.startsWith('#'))).toEqual([
      ...['# Use Redis', '## Context and Problem Statement', '## Decision Drivers', '## Considered Options'],
      ...['## Decision Outcome', '### Consequences', '### Confirmation', '## Pros and Cons of the Options'],
      ...['### Redis', '## More Information'],
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Chosen option: “Redis”, because it is there',
        '* Good, because it is there',
        '* Supersedes 0002-x.md',
        '* B1: jobs are polled (src/a.ts:3)',
      ]),
    );
  });

  it('has the sections of Nygard where the records have them', () => {
    const lines = recordLines({ ...parts, adr: ADR, convention: { template: 'Nygard', number: '0003' } });
    expect(lines.filter((line) => /^##? /.test(line)).slice(0, 4)).toEqual([
      '# 3. Use Redis',
      '## Status',
      '## Context',
      '## Decision',
    ]);
  });
});

describe('the report without a model', () => {
  const facts = [
    record('doc/adr/0001-use-redis.md', '0001', NYGARD),
    fact('mention', {
      path: 'src/queue.ts',
      line: 3,
      end: 3,
      value: 3,
      data: { what: 'symbol', words: ['redis'], sha: null },
    }),
    fact('manifests', {
      path: 'package.json',
      data: { ecosystem: 'npm', dependencies: ['redis', 'pg'], devDependencies: [], scripts: [] },
    }),
  ];
  const question = 'Replace Redis for the queue?';
  const model = {
    pack: packOf(...facts),
    failure: null,
    draft: null,
    given: {},
    question,
  } as unknown as ReportModel;
  const page = new Page({
    ...{ places: { cited: [], paths: [] }, facts: [], codeHost: null, shas: { head: 'a', base: null } },
  });
  const shown = JSON.stringify(adrSections.after(model, page));

  it('decides nothing, and says so in one line', () => {
    expect(shown).toContain('Decision: not made (no model configured).');
    expect(shown).not.toContain('Chosen option');
  });

  it('quotes the question and what the repository has on it', () => {
    expect(shown).toContain('> Replace Redis for the queue?');
    expect(shown).toContain('src/queue.ts:3');
    expect(shown).toContain('Dependencies concerned: redis"');
  });

  it('names the file to copy it to, here and in the verdict', () => {
    const file = 'doc/adr/0002-replace-redis-for-the-queue.md';
    expect(shown).toContain(file);
    expect(adrSections.verdict?.(model as unknown as VerdictView)).toContain(file);
  });

  it('takes the decision that was given by name before the focus', () => {
    const named = { ...model, given: { decision: 'Drop Redis' } } as unknown as VerdictView;
    expect(adrSections.verdict?.(named)).toContain('0002-drop-redis.md');
  });
});
