import { describe, expect, it } from 'vitest';
import type { QuestionBrief } from '../../../flows/contracts/brief.ts';
import type { Fact } from '../../../flows/contracts/evidence-pack.ts';
import { createOffline } from '../../../flows/offline/offline.ts';
import { finding, outputs } from '../prompt/fixture.ts';

const answer = createOffline();
const { facts } = outputs.evidence;

const slow = {
  ...finding,
  title: 'One query per order',
  claim: '`listOrders` asks the database once for every order',
  evidence: [
    {
      type: 'code',
      path: 'src/orders.ts',
      start: 12,
      end: 14,
      quote: 'for (const id of ids) find(id);',
      side: 'head',
    },
    { type: 'fact', id: 'K2', value: 'export' },
  ],
};

function asked(
  question: string,
  output: unknown = { findings: [finding, slow] },
  more: Partial<QuestionBrief> = {},
) {
  return answer({
    flow: 'code-review',
    step_id: 'ask:lens:security',
    persona: 'security-reviewer',
    contract: 'Answer',
    question,
    output: JSON.stringify(output),
    earlier: [],
    facts,
    pack: outputs.evidence,
    ...more,
  } satisfies QuestionBrief);
}

describe('a question without a model', () => {
  it('is answered with a note that nobody judges it', () => {
    expect(asked('Why?')).toMatch(/^No model is configured, so nobody can weigh this question\./);
  });

  it('finds what the step said with words of the question, each with its citations', () => {
    const text = asked('Are the queries of the database slow?');
    expect(text).toContain('**One query per order**: `listOrders` asks the database once for every order');
    expect(text).toContain('  - `src/orders.ts:12-14` — `for (const id of ids) find(id);`');
    expect(text).toContain('  - [K2] serves GET /orders/:id/export · `src/export.ts:2` — ');
    expect(text).not.toContain('other tenants');
  });

  it('finds facts by their words, and by their numbers', () => {
    expect(asked('What does router.ts do?', {})).toContain(
      'Facts that have words of your question:\n\n- [K2] serves GET',
    );
    expect(asked('What is K1?', {})).toContain('- [K1] src/export.ts: modified');
  });

  it('lists the best matches first', () => {
    const text = asked('Which query asks the database about tenants, once for every order?');
    expect(text.indexOf('One query per order')).toBeLessThan(text.indexOf('Export lists other tenants'));
  });

  it('lists all statements of the step in short if nothing matches the question', () => {
    expect(asked('Is the weather fine?')).toContain(
      [
        'Nothing of it has words of your question. What it said, in short:',
        '',
        '- Export lists other tenants’ orders — `src/export.ts:2`',
        '- One query per order — `src/orders.ts:12-14`',
      ].join('\n'),
    );
  });

  it.each<[string, unknown, string]>([
    ['a tour', { stops: [{ title: 'Start here', path: 'a', why: 'w', evidence: [] }] }, 'Start here'],
    ['a ruling', { verdicts: [{ findingId: 'F3', ruling: 'refuted', because: 'b' }] }, 'F3: refuted'],
    [
      'a synthesis',
      { verdict: 'Not yet.', headline: [{ text: 'Tenants leak' }] },
      '- Not yet.\n- Tenants leak',
    ],
  ])('can say what %s said', (_, output, said) => {
    expect(asked('weather', output)).toContain(said);
  });

  it('says so when there is nothing to be said', () => {
    expect(asked('weather', { findings: [] })).toContain('said nothing that could be looked up');
  });

  it('contains no mention or link of the repository', () => {
    const hostile = { ...finding, title: '<!channel> @everyone [x](https://evil.example) tenants' };
    const [first] = facts as [Fact];
    const fact = { ...first, text: 'tenants <@U1> https://evil.example' };
    const text = asked('tenants', { findings: [hostile] }, { facts: [fact] });
    expect(text).not.toMatch(/<!channel>|<@U1>|@everyone|\]\(https/);
    expect(text).not.toMatch(/(?<!`)https:/);
  });

  it('is the same for the same question', () => {
    expect(asked('tenants')).toBe(asked('tenants'));
  });
});
