/** What a report on requirements says, with requirements and without a model. */
import { describe, expect, it } from 'vitest';
import { requirementDiscoverySections as sections } from '../../../flows/catalogue/requirement-discovery-sections.ts';
import type { Requirement, RequirementSet } from '../../../flows/contracts/plans.ts';
import { fact, file } from '../rules/fact-builder.ts';
import { type DraftParts, draftModel, statement, textsOf, verdictOf } from './draft-model.ts';

const TICKET = 'Users can download the invoice of an order';

const set = (parts: Partial<RequirementSet> = {}): RequirementSet => ({
  requirements: [],
  assumptions: [],
  questions: [],
  nonGoals: [],
  ...parts,
});

const requirement = (parts: Partial<Requirement> = {}): Requirement => ({
  id: 'R1',
  pattern: 'event',
  trigger: 'an owner asks for it',
  system: 'billing',
  response: 'return the invoice as PDF',
  from: 'input',
  status: 'missing',
  priority: 'must',
  evidence: [],
  assumption: false,
  ...parts,
});

const facts = [
  fact('mention', {
    ...{ path: 'docs/bill.md', line: 2, quote: 'Invoices are sent by mail.', value: 9 },
    data: { what: 'document', words: ['invoice'], sha: null },
  }),
  fact('mention', {
    ...{ path: 'src/invoice.ts', line: 7, quote: 'export function makeInvoice() {', value: 4 },
    data: { what: 'symbol', words: ['invoice'], sha: null },
  }),
  fact('routes', {
    path: 'src/web.ts',
    line: 4,
    subject: 'GET /invoices',
    data: { method: 'GET', route: '/invoices', handler: null, guards: [], health: false },
  }),
];
const files = [
  ...['docs/bill.md', 'src/invoice.ts', 'src/web.ts'],
  ...Array.from({ length: 50 }, (_, at) => `src/${at}.ts`),
].map((path) => file(path, path.startsWith('docs') ? 'docs' : 'src'));

const offline = (parts: Partial<DraftParts> = {}) =>
  draftModel({
    draft: {
      contract: 'RequirementSet',
      document: set({ questions: [{ text: 'Who may do it?', blocks: [] }] }),
    },
    facts,
    totals: { 'mention:invoice': 2, 'mention:order': 40, 'mention:download': 0 },
    scope: { files },
    ticket: TICKET,
    ...parts,
  });

describe('requirements without a model', () => {
  it('are none: the report says so, and where to start reading in the source', () => {
    expect(verdictOf(sections, offline())).toBe(
      'No requirements: no model is configured; 1 question to answer first. Start reading at src/invoice.ts:7.',
    );
  });

  it('are replaced by the request, the questions of a checklist, and what the repository has of the words', () => {
    expect(textsOf(sections, offline())).toEqual({
      Request: `“${TICKET}”`,
      'Questions to answer first':
        'From a checklist over the words of the request; no model read it.\nWho may do it?',
      'Words of the request in the repository': [
        '`invoice` | 2 files | docs/bill.md:2',
        'In no file: `download`.',
        'Too common to narrow it down: `order`.',
        '`docs/bill.md:2` — `Invoices are sent by mail.` (document)',
        '`src/invoice.ts:7` — `export function makeInvoice() {` (symbol)',
      ].join('\n'),
      'Existing parts with similar names': 'route | `GET /invoices` | src/web.ts:4',
    });
  });

  it('say nothing of words that nobody looked up', () => {
    const texts = textsOf(sections, offline({ facts: [], totals: {} }));
    expect(Object.keys(texts)).toEqual(['Request', 'Questions to answer first']);
  });

  it('do not tell which words of another language are in no file, nor quote the marks of Markdown', () => {
    const texts = textsOf(sections, offline({ ticket: '## Rechnung\n- Invoice download für Kunden' }));
    expect(texts.Request).toBe('“Rechnung Invoice download für Kunden”');
    expect(texts['Words of the request in the repository']).not.toContain('In no file');
  });

  it('have no sections in a run that failed', () => {
    expect(textsOf(sections, offline({ failure: { step_id: 'verify', reason: 'broken' } }))).toEqual({});
  });
});

describe('requirements that a model wrote', () => {
  const document = set({
    requirements: [requirement()],
    questions: [{ text: 'Are drafts included?', blocks: ['R1'] }],
    assumptions: ['Orders have one invoice'],
    nonGoals: ['Printing'],
  });
  const written = (claims: ReturnType<typeof statement>[]) =>
    offline({
      draft: {
        ...{ contract: 'RequirementSet', document, written: true, claims },
        problems: [{ at: 'R1', text: 'It asks for several things at once.' }],
      },
    });
  const claims = [
    statement('requirement', { ...requirement() }),
    statement(
      'requirement',
      { ...requirement({ id: 'R2', status: 'exists', response: 'keep it' }) },
      { id: 'C2' },
    ),
    statement(
      'requirement',
      { ...requirement({ id: 'R3' }) },
      { id: 'C3', outcome: 'refuted', ruling: 'refuted' },
    ),
  ];

  it('are counted by what exists, refuted ones left out', () => {
    expect(verdictOf(sections, written(claims))).toBe(
      '2 requirements: 1 exist, 0 partly, 1 missing; 1 question to answer first.',
    );
  });

  it('are sentences of EARS with status and priority; questions name what they block', () => {
    const texts = textsOf(sections, written(claims));
    expect(texts.Requirements).toBe(
      [
        '**R1** When an owner asks for it, the billing shall return the invoice as PDF. *missing, must* [C1]',
        '**R2** When an owner asks for it, the billing shall keep it. *exists, must* [C2]',
      ].join('\n'),
    );
    expect(texts['Questions to answer first']).toBe('Are drafts included? (blocks R1)');
    expect(texts.Assumptions).toBe('Orders have one invoice');
    expect(texts['Non-goals']).toBe('Printing');
    expect(texts['Problems found by code']).toBe('R1: It asks for several things at once.');
  });

  it('stand without the list of lines that mention the words', () => {
    const texts = textsOf(sections, written(claims));
    expect(texts['Words of the request in the repository']).not.toContain('makeInvoice');
  });
});
