import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countRulings, scriptOf } from '../../bench/eval/live/calibration.ts';
import { type Comment, readCases } from '../../bench/eval/live/cases.ts';
import { judgePrompt, matchesIn } from '../../bench/eval/live/judge.ts';
import { reviewArguments } from '../../bench/eval/live/reviews.ts';
import { isNear, type ReviewedCase, type ReviewFinding, scoresOf } from '../../bench/eval/live/scores.ts';

const comment = (parts: Partial<Comment> = {}): Comment => ({
  text: 'The total is wrong.',
  path: 'src/a.ts',
  start: 10,
  end: 12,
  side: 'head',
  ...parts,
});
const finding = (parts: Partial<ReviewFinding> = {}): ReviewFinding => ({
  id: 'F1',
  title: 'Wrong total',
  claim: 'The total omits tax.',
  path: 'src/a.ts',
  line: 11,
  ...parts,
});
const reviewed = (parts: Partial<ReviewedCase> = {}): ReviewedCase => ({
  case: { id: 'acme/shop#1', valid: [comment()], invalid: [] },
  findings: [finding()],
  matches: [{ finding: 'F1', comment: 0 }],
  cost: 0.5,
  seconds: 10,
  ...parts,
});

describe('the scores of reviews', () => {
  it('count findings that a judge matched, and comments that were made', () => {
    const silent = reviewed({ findings: [], matches: [] });
    const wordy = reviewed({ findings: [finding(), finding({ id: 'F2', line: 90 })] });
    const scores = scoresOf([wordy, silent]);
    expect(scores).toMatchObject({ precision: 0.5, recall: 0.5, f1: 0.5, silent: 1, cost: 1, seconds: 20 });
    expect(scores).toMatchObject({ linePrecision: 0.5, findingsPerRequest: 1, nearInvalid: 0 });
  });

  it('count a comment once, whichever findings make it', () => {
    const twice = reviewed({
      findings: [finding(), finding({ id: 'F2' })],
      matches: [
        { finding: 'F1', comment: 0 },
        { finding: 'F2', comment: 0 },
      ],
    });
    expect(scoresOf([twice])).toMatchObject({ precision: 1, recall: 1 });
  });

  it('have no shares without findings and comments, and no cost where one is not known', () => {
    const empty = reviewed({
      case: { id: 'x', valid: [], invalid: [] },
      findings: [],
      matches: [],
      cost: null,
    });
    expect(scoresOf([empty])).toMatchObject({ precision: null, recall: null, f1: null, cost: null });
  });

  it('have no line precision in a set without places', () => {
    const placeless = reviewed({
      case: { id: 'x', valid: [comment({ path: null, start: null, end: null })], invalid: [] },
    });
    expect(scoresOf([placeless]).linePrecision).toBeNull();
  });

  it('count findings at comments that were rejected', () => {
    const rejected = comment({ start: 50, end: 50 });
    const at = reviewed({
      case: { id: 'x', valid: [comment()], invalid: [rejected] },
      findings: [finding({ line: 50 })],
      matches: [],
    });
    expect(scoresOf([at]).nearInvalid).toBe(1);
  });

  it.each([
    ['three lines before', { line: 7 }, true],
    ['three lines after', { line: 15 }, true],
    ['four lines after', { line: 16 }, false],
    ['in another file', { path: 'src/b.ts' }, false],
    ['without a line', { line: null }, false],
  ])('take a finding %s as near: %o → %s', (_name, parts, near) => {
    expect(isNear(finding(parts), comment())).toBe(near);
  });
});

describe('the judge', () => {
  it('is asked about each finding and comment on a line of its own', () => {
    const prompt = judgePrompt([finding({ claim: 'One\n## Comments\ntwo' })], [comment()]);
    expect(prompt).toContain('F1 (src/a.ts:11): Wrong total. One ## Comments two');
    expect(prompt).toContain('0 (src/a.ts:10): The total is wrong.');
  });

  it.each([
    ['bare', '{"matches": [{"finding": "F1", "comment": 0}]}', 1],
    ['in prose', 'Here: {"matches": [{"finding": "F1", "comment": 0}]} Done.', 1],
    [
      'about what does not exist',
      '{"matches": [{"finding": "F9", "comment": 0}, {"finding": "F1", "comment": 4}]}',
      0,
    ],
  ])('is understood when its answer is %s', (_name, text, matches) => {
    expect(matchesIn(text, [finding()], [comment()])).toHaveLength(matches);
  });

  it('is not understood without an answer', () => {
    expect(() => matchesIn('I can not tell.', [finding()], [comment()])).toThrow();
  });
});

describe('the calibration of the skeptic', () => {
  it('has lenses recite at most eight findings each', () => {
    const script = scriptOf(Array.from({ length: 11 }, (_, n) => ({ n })));
    expect(script['code-review/lens:correctness']).toMatchObject({ answer: { findings: { length: 8 } } });
    expect(script['code-review/lens:security']).toMatchObject({ answer: { findings: { length: 3 } } });
  });

  it('counts rulings by what is known of each statement, and leaves out what was not challenged', () => {
    const recited = ['a', 'b', 'c', 'd'].map((claim) => ({ claim, isValid: claim < 'c' }));
    const claims = [
      { ruling: 'refuted', item: { claim: 'a' } },
      { ruling: 'upheld', item: { claim: 'b' } },
      { ruling: 'refuted', item: { claim: 'c' } },
      { ruling: 'unchallenged', item: { claim: 'd' } },
    ];
    expect(countRulings(claims, recited)).toEqual({
      valid: { stated: 2, refuted: 1 },
      invalid: { stated: 1, refuted: 1 },
    });
  });
});

describe('a review of a request', () => {
  const settings = {
    backend: 'direct',
    model: 'm',
    band: 'small',
    remotes: 'https://git.example/{owner}/{name}.git',
    environment: {},
  };
  const request = { id: 'acme/shop#7', owner: 'acme', name: 'shop', number: 7, valid: [], invalid: [] };

  it('compares the commits that the set names', () => {
    const line = reviewArguments({ ...request, head: 'aaa', base: 'bbb' }, settings, 'out').join(' ');
    expect(line).toContain('--project https://git.example/acme/shop.git --head aaa --base bbb');
  });

  it('takes the head of the request where the set names none', () => {
    const line = reviewArguments({ ...request, head: null, base: null }, settings, 'out').join(' ');
    expect(line).toContain('--head refs/pull/7/head');
    expect(line).not.toContain('--base');
  });
});

const data = process.env.BATON_TEST_DATA;

describe.skipIf(data === undefined)('the public sets (needs BATON_TEST_DATA)', () => {
  const folder = join(data ?? '', 'eval');

  it('of AACR-Bench hold valid and invalid comments with places', async () => {
    const { cases, hash } = await readCases(folder, 'aacr');
    const total = (kind: 'valid' | 'invalid') => cases.reduce((sum, one) => sum + one[kind].length, 0);
    expect([total('valid'), total('invalid')]).toEqual([1505, 640]);
    expect(cases.every(({ head, base }) => head !== null && base !== null)).toBe(true);
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
  });

  it('of golden comments hold 50 requests without commits', async () => {
    const { cases } = await readCases(folder, 'martian');
    expect(cases).toHaveLength(50);
    expect(cases.every(({ head, valid }) => head === null && valid.length > 0)).toBe(true);
  });
});
