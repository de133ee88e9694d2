import { expect, test } from 'vitest';
import { outputAnswer, outputMarkdown } from '../../../bot/commands/output.ts';

const evidence = { type: 'code', path: 'src/pay.ts', start: 3, end: 4, quote: 'if (`a`) {', side: 'base' };
const finding = {
  title: 'Retries forever',
  kind: 'bug',
  severity: 'P1',
  confidence: 75,
  claim: 'The loop has no limit.',
  failure: 'A dead server keeps it busy.',
  evidence: [
    evidence,
    { type: 'search', pattern: 'retry', fixed: true, glob: '**', expect: { op: 'eq', n: 1 } },
  ],
  recommendation: 'Stop after five.',
  effort: 'S',
  origin: null,
  assumptions: [],
};

test('findings are read with severity, confidence, claim and citations', () => {
  const lens = {
    lens: 'reliability',
    filesRead: ['src/pay.ts'],
    findings: [finding],
    notChecked: ['the queue'],
  };
  expect(outputMarkdown(JSON.stringify(lens))).toBe(
    [
      '### P1 · 75 · Retries forever',
      'The loop has no limit.',
      '**When it fails:** A dead server keeps it busy.',
      '- `src/pay.ts:3-4` (base) — ``if (`a`) {``\n- search for `retry` in `**`: eq 1',
      '**Do:** Stop after five.',
      '**Not checked**\n- the queue',
      '**Read 1 file**\n- `src/pay.ts`',
    ].join('\n\n'),
  );
});

test('no findings are said to be none', () => {
  const lens = { lens: 'security', filesRead: [], findings: [], notChecked: [] };
  expect(outputMarkdown(JSON.stringify(lens))).toBe('No findings.');
});

test('rulings are read by the claim that they are on', () => {
  const verdicts = [{ findingId: 'F1', ruling: 'upheld', because: 'The loop is there.', counter: [] }];
  expect(outputMarkdown(JSON.stringify({ verdicts }))).toBe('### F1 · upheld\n\nThe loop is there.');
});

test('a synthesis is read verdict first', () => {
  const synthesis = {
    verdict: 'Fix the retries.',
    headline: [{ text: 'They never end', refs: ['F1', 'F2'] }],
    answer: 'Because of the loop.',
    nextSteps: [{ text: 'Add a limit', refs: [] }],
    openQuestions: [],
  };
  expect(outputMarkdown(JSON.stringify(synthesis))).toBe(
    '**Fix the retries.**\n\n- They never end (F1, F2)\n\nBecause of the loop.\n\n**Next steps**\n- Add a limit',
  );
});

test('any other JSON is printed so that it can be read, in a fence that it can not end', () => {
  expect(outputMarkdown('{"a":["```"]}')).toBe('````json\n{\n  "a": [\n    "```"\n  ]\n}\n````');
});

test.each(['# A report\n', '42', 'null', '{broken'])(
  'text that is no JSON object is left as it is: %j',
  (text) => {
    expect(outputMarkdown(text)).toBe(text);
  },
);

test('what is too long for a message becomes a file, whole', () => {
  const output = 'x'.repeat(11_001);
  expect(outputAnswer({ step_id: 'lens:security', label: 'Security', output })).toMatchObject({
    kind: 'message',
    file: { name: 'lens-security.md', text: output },
  });
  expect(outputAnswer({ step_id: 'a', label: 'A', output: output.slice(1) })).not.toHaveProperty('file');
});
