import { describe, expect, it } from 'vitest';
import { parseEvalOptions } from '../../bench/eval/options.ts';
import { countByRule, type RuleFinding, ruleFindings } from '../../bench/eval/rule-findings.ts';

const claim = (parts: Record<string, unknown>) => ({
  kind: 'finding',
  outcome: 'shown',
  severity: 'P2',
  title: 'Hotspot',
  evidence: [{ path: 'src/a.ts', start: 12 }],
  item: { rule: 'hotspot' },
  ...parts,
});

const document = (...claims: readonly unknown[]) => ({
  run: { commit_sha: 'abc' },
  steps: [
    { step_id: 'scope', output: '{}' },
    { step_id: 'verdict', output: JSON.stringify({ claims }) },
  ],
});

describe('what rules found in a run', () => {
  it('is read from its verdict, with the place in the report', () => {
    const { commit, findings } = ruleFindings('shop', document(claim({}), claim({ title: 'Second' })));
    expect(commit).toBe('abc');
    expect(findings.map(({ rank, title, location }) => [rank, title, location])).toEqual([
      [1, 'Hotspot', 'src/a.ts:12'],
      [2, 'Second', 'src/a.ts:12'],
    ]);
  });

  it('leaves out what agents found, but counts it for the place', () => {
    const { findings } = ruleFindings('shop', document(claim({ item: {} }), claim({})));
    expect(findings.map(({ rank }) => rank)).toEqual([2]);
  });

  it('has no place if the report does not show it', () => {
    const { findings } = ruleFindings('shop', document(claim({ outcome: 'below-gate' }), claim({})));
    expect(findings.map(({ rank, outcome }) => [rank, outcome])).toEqual([
      [null, 'below-gate'],
      [1, 'shown'],
    ]);
  });

  it('is an error without a verdict', () => {
    expect(() => ruleFindings('shop', { run: { commit_sha: null }, steps: [] })).toThrow('no verdict');
  });
});

describe('the counts by rule', () => {
  const finding = (parts: Partial<RuleFinding>): RuleFinding => ({
    repository: 'shop',
    rule: 'clone',
    severity: 'P3',
    rank: 2,
    outcome: 'shown',
    title: 'Copy',
    location: 'a.ts:1',
    ...parts,
  });

  it('have the rule with the most shown findings first', () => {
    const counts = countByRule([
      finding({ rule: 'secret', rank: null }),
      finding({}),
      finding({ repository: 'site', severity: 'P2', rank: 1 }),
    ]);
    expect(counts).toEqual([
      { rule: 'clone', shown: 2, others: 0, repositories: 2, severities: { P3: 1, P2: 1 }, first: 1 },
      { rule: 'secret', shown: 0, others: 1, repositories: 0, severities: {}, first: 0 },
    ]);
  });
});

describe('the command line of the evaluation', () => {
  it('takes a folder, and tech-debt at medium without more', () => {
    expect(parseEvalOptions(['offline', '--repos', 'there'])).toEqual({
      type: 'offline',
      request: { repositories: 'there', flow: 'tech-debt', band: 'medium', base: null },
      output: 'table',
    });
  });

  it.each([
    ['an unknown evaluation', ['online'], 'there is no evaluation "online"'],
    ['no data', ['live', '--model', 'm'], '--data DIR is missing'],
    ['no model', ['live', '--data', 'd'], '--model MODEL is missing'],
    [
      'an unknown set',
      ['live', '--data', 'd', '--model', 'm', '--set', 'x'],
      '--set is one of aacr, martian',
    ],
    ['a limit of nothing', ['live', '--data', 'd', '--model', 'm', '--limit', '0'], '--limit is a number'],
    [
      'a calibration without rejected comments',
      ['live', '--data', 'd', '--model', 'm', '--set', 'martian', '--calibrate'],
      '--calibrate needs the set aacr',
    ],
    ['no folder', ['offline'], '--repos DIR is missing'],
    ['an unknown size', ['offline', '--repos', 'x', '--size', 'huge'], '--size is one of'],
    ['an unknown option', ['offline', '--rep', 'x'], "Unknown option '--rep'"],
  ])('refuses %s', (_name, argv, why) => {
    expect(parseEvalOptions(argv)).toMatchObject({ type: 'refused', why: expect.stringContaining(why) });
  });

  it('measures the seeded gates without more', () => {
    expect(parseEvalOptions(['seeded'])).toEqual({ type: 'seeded' });
  });

  it('lets the model that reviews judge, too, without more', () => {
    expect(parseEvalOptions(['live', '--data', 'd', '--model', 'm'])).toMatchObject({
      type: 'live',
      request: { set: 'aacr', model: 'm', judge: 'm', backend: 'direct', band: 'small', limit: 10 },
    });
  });

  it('shows its help without words', () => {
    expect(parseEvalOptions([])).toEqual({ type: 'help' });
  });
});
