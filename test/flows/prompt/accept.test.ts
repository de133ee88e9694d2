import { describe, expect, it } from 'vitest';
import type { LensOutput } from '../../../flows/contracts/finding.ts';
import { createAgentSteps } from '../../../flows/prompt/agent-steps.ts';
import { finding, inputOf, outputs, personas, shared } from './fixture.ts';

const steps = createAgentSteps({ personas, shared });
const lens: LensOutput = {
  lens: 'security-reviewer',
  filesRead: ['src/export.ts'],
  findings: [finding],
  notChecked: [],
};
const whole = JSON.stringify(lens);
const accept = async (
  answer: unknown,
  ...[step = 'lens:security', setting]: Partial<Parameters<typeof inputOf>>
) => {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const accepted = await steps.accept(text, inputOf(step, setting));
  return { ...accepted, value: JSON.parse(accepted.output) };
};
const refusal = async (answer: unknown, step?: string): Promise<unknown> =>
  accept(answer, step).then(
    () => null,
    (error: unknown) => error,
  );

describe('what the thread shows of an answer', () => {
  it('is how many findings there are, and the gravest three, with places that exist', async () => {
    const [code] = finding.evidence;
    const many = (['P3', 'P0', 'P2', 'P1'] as const).map((severity) => ({ ...finding, severity }));
    const { findings } = await accept({ ...lens, findings: many });
    expect(findings?.total).toBe(4);
    expect(findings?.top.map(({ severity }) => severity)).toEqual(['P0', 'P1', 'P2']);
    expect(findings?.top[0]).toEqual({
      severity: 'P0',
      title: finding.title,
      path: code?.type === 'code' ? code.path : null,
      line: 2,
      url: null,
    });
  });

  it('is nothing of an agent that returns no findings', async () => {
    const tour = { stops: [], glossary: [], runIt: [], pitfalls: [] };
    const { findings } = await accept(tour, 'lens:tour', { flow: 'codebase-tour' });
    expect(findings).toBeUndefined();
  });
});

describe('an answer is found', () => {
  it.each([
    ['as the whole text', whole],
    ['after a byte order mark', `\uFEFF${whole}\n`],
    [
      'in a code fence',
      `Here you are:\n\n\`\`\`json\n${JSON.stringify(lens, null, 2)}\n\`\`\`\nAnything else?`,
    ],
    ['within prose', `I read {some} files and the {"braces"} in them. ${whole} That is all.`],
    ['after a smaller object', `First I thought {"findings": "none"}, but then: ${whole}`],
    ['with commas before closing brackets', whole.replaceAll('}]', '},]').replaceAll(']}', '],}')],
    ['with comments', whole.replace('{', '{ // the lens\n').replace(']}', '], // that is all\n}')],
    ['after forty pieces of code', `${'if (a) { b(); }\n'.repeat(60)}${whole}`],
    ['in a fence after another one', `\`\`\`ts\nconst a = { b: 1 };\n\`\`\`\n\`\`\`json\n${whole}\n\`\`\``],
    ['in a list of one', `[${whole}]`],
    ['in a text of JSON', JSON.stringify(whole)],
    ['below the name of the contract', `{"LensOutput": ${whole}}`],
    ['with braces in its strings', `See: ${whole} and {"}`],
  ])('%s', async (_where, text) => {
    expect((await accept(text)).value).toEqual(lens);
  });

  it('with commas and brackets inside its strings left alone', async () => {
    const odd = { ...lens, notChecked: ['a ",}" and a \\ and [1,] stay'] };
    expect((await accept(`${JSON.stringify(odd).slice(0, -1)},}`)).value).toEqual(odd);
  });
});

describe('the texts of an answer', () => {
  const saying = (text: string) => whole.replace('"notChecked":[]', `"notChecked":["${text}"]`);

  it.each([
    ['line breaks and tabs', 'one\n\ttwo', 'one\n\ttwo'],
    ['a backslash that escapes nothing', String.raw`\d+ and \w`, String.raw`\d+ and \w`],
    ['what is well escaped', String.raw`\\ \" \u00e9 \n`, '\\ " é \n'],
    ['what looks like a comment', 'https://example.org // no', 'https://example.org // no'],
  ])('may hold %s', async (_, written, read) => {
    expect((await accept(`${saying(written).slice(0, -1)},}`)).value.notChecked).toEqual([read]);
  });
});

describe('an answer is refused, with the place,', () => {
  it.each([
    ['when it is empty', '  ', /LensOutput: the answer is empty/],
    ['when it is prose', 'Looks fine to me.', /holds no JSON object/],
    ['when it breaks off', whole.slice(0, -40), /breaks off within its JSON, after \d+ characters/],
    ['when it is a list', '[1, 2]', /is no JSON object/],
    ['when it is nonsense', 'Sure! {"findings": [oh, well}', /LensOutput: the/],
    ['when it meets another contract', { verdicts: [] }, /filesRead: Invalid input: expected array/],
    [
      'when a field has the wrong type',
      { ...lens, findings: 'none' },
      /findings: Invalid input: expected array/,
    ],
    [
      'when every finding is malformed',
      { ...lens, findings: [{ title: 'x' }] },
      /findings\.0\.kind: .*; findings\.0\.severity: .* \(and \d+ more\)/,
    ],
    ['when it is cut within a fence', `\`\`\`json\n${whole.slice(0, 60)}`, /breaks off within its JSON/],
    ['when it is no more than a name', '"LensOutput"', /is no JSON object/],
  ])('%s', async (_when, answer, message) => {
    const error = await refusal(answer);
    expect(error).toMatchObject({ name: 'BatonError', kind: 'step', code: 'contract' });
    expect(String(error)).toMatch(message);
  });

  it('when a synthesis has no verdict', async () => {
    const error = await refusal({ headline: [], answer: '', nextSteps: [], openQuestions: [] }, 'synth');
    expect(String(error)).toMatch(/Synthesis: verdict: /);
  });
});

describe('a flood', () => {
  it('is cut to the step’s limit, the gravest first, and counted', async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      ...finding,
      title: `no ${index}`,
      severity: index === 400 ? 'P0' : 'P2',
    }));
    const { value, summary } = await accept({ ...lens, findings: many });
    expect(value.findings).toHaveLength(8);
    expect(value.findings[0].title).toBe('no 400');
    expect(summary).toBe('8 findings, 492 over the limit left out');
  });

  it('of stops is cut to the contract’s limit', async () => {
    const stop = { title: 't', path: 'a.ts', lines: '1-2', why: 'w', evidence: [] };
    const stops = Array.from({ length: 40 }, (_, index) => ({ ...stop, order: index + 1 }));
    const tour = { stops, glossary: [], runIt: [], pitfalls: [] };
    const { value, summary } = await accept(tour, 'lens:tour', { flow: 'codebase-tour' });
    expect(value.stops).toHaveLength(12);
    expect(summary).toBe('12 stops');
  });

  it('of words is cut, and a quote without any addition', async () => {
    const quote = 'const rows = '.repeat(90);
    const long = { ...finding, claim: 'x'.repeat(900), evidence: [{ ...finding.evidence[0], quote }] };
    const { value } = await accept({ ...lens, findings: [long] });
    expect(value.findings[0].claim).toHaveLength(400);
    expect(value.findings[0].claim.endsWith('…')).toBe(true);
    expect(value.findings[0].evidence[0].quote).toBe(quote.slice(0, 600));
  });

  it('of files read is bounded', async () => {
    const filesRead = Array.from({ length: 9000 }, (_, index) => `f${index}`);
    expect((await accept({ ...lens, filesRead })).value.filesRead).toHaveLength(2000);
  });
});

describe('one bad item', () => {
  it('does not cost the other findings, and is counted', async () => {
    const { value, summary } = await accept({
      ...lens,
      findings: [finding, { ...finding, severity: 'critical' }],
    });
    expect(value.findings).toHaveLength(1);
    expect(summary).toBe('1 finding, 1 malformed left out');
  });

  it('among the citations does not cost the finding', async () => {
    const evidence = [{ type: 'hearsay' }, ...finding.evidence];
    expect(
      (await accept({ ...lens, findings: [{ ...finding, evidence }] })).value.findings[0].evidence,
    ).toEqual(finding.evidence);
  });

  it('among the refutations becomes a doubt', async () => {
    const verdicts = [
      { findingId: 'F1', ruling: 'refuted', because: 'it just is', counter: [] },
      { findingId: 'F2', ruling: 'upheld', because: 'tried', counter: [] },
    ];
    const { value, summary } = await accept({ verdicts }, 'skeptic-1');
    expect(value.verdicts[0]).toMatchObject({ findingId: 'F1', ruling: 'uncertain' });
    expect(summary).toBe('1 upheld, 1 uncertain');
  });
});

describe('what an agent may not say', () => {
  const byRule = { ...finding, source: 'rule' as const };

  it('is that its finding is a rule’s', async () => {
    const { value } = await accept({ ...lens, findings: [byRule] });
    expect(value.findings[0].source).toBe('agent');
  });

  it('is that it has an impact, or is near the focus', async () => {
    const { value } = await accept({ ...lens, findings: [{ ...finding, impact: 99, nearFocus: true }] });
    expect(Object.keys(value.findings[0])).not.toContain('impact');
    expect(Object.keys(value.findings[0])).not.toContain('nearFocus');
  });

  it('is not that a rule’s finding, handed on, is a rule’s', async () => {
    const known = { ...byRule, title: outputs.rules[0]?.findings[0]?.title };
    const { value } = await accept({ ...lens, findings: [known] });
    expect(value.findings[0].source).toBe('rule');
  });

  it('is left to the offline back end', async () => {
    const { value } = await accept({ ...lens, findings: [byRule] }, 'lens:security', {
      run: { backend: 'offline' },
    });
    expect(value.findings[0].source).toBe('rule');
  });

  it('is that another lens looked', async () => {
    expect((await accept({ ...lens, lens: 'architect' })).value.lens).toBe('security-reviewer');
  });
});

describe('a ruling', () => {
  const corrected = { title: 'Export lists orders', claim: 'only to staff', failure: '', severity: 'P2' };
  const ruled = { findingId: 'F1', ruling: 'narrowed', because: 'staff only', counter: [] };

  it('may narrow a claim to a corrected one', async () => {
    const { value } = await accept({ verdicts: [{ ...ruled, corrected }] }, 'skeptic-1');
    expect(value.verdicts[0]).toMatchObject({ ruling: 'narrowed', corrected });
  });

  it('that narrows to nothing is uncertain', async () => {
    const { value } = await accept({ verdicts: [ruled] }, 'skeptic-1');
    expect(value.verdicts[0]).toMatchObject({ ruling: 'uncertain', corrected: null });
  });

  it('keeps no correction beside another ruling', async () => {
    const { value } = await accept({ verdicts: [{ ...ruled, ruling: 'upheld', corrected }] }, 'skeptic-1');
    expect(value.verdicts[0]).toMatchObject({ ruling: 'upheld', corrected: null });
  });
});

describe('the one line of a step', () => {
  it.each([
    ['no findings', { ...lens, findings: [] }, 'lens:security'],
    ['1 finding', lens, 'lens:security'],
    ['nothing to challenge', { verdicts: [] }, 'skeptic-1'],
    ['not reviewed by a model', { verdicts: [], challenged: false }, 'skeptic-1'],
    ['nothing to settle', { clusters: [], conflicts: [], severityChanges: [] }, 'arbiter'],
    [
      'Merge it.',
      { verdict: 'Merge it.', headline: [], answer: '', nextSteps: [], openQuestions: [] },
      'synth',
    ],
  ])('says %s', async (summary, answer, step) => {
    expect((await accept(answer, step)).summary).toBe(summary);
  });
});
