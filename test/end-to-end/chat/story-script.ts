/** What the agents of the stories say: three findings of tech debt, one of which is refuted. */
import { cited, type Entry, lensAnswer } from '../answers.ts';

const NEGATIVE = 'The tax is added to a total that may be negative';
const finding = (title: string, severity: 'P1' | 'P2', line: number, quote: string) => ({
  title,
  kind: 'bug' as const,
  severity,
  confidence: 100 as const,
  claim: `${title}, and nothing in the shop looks at it.`,
  failure: 'A customer is asked for the wrong sum.',
  recommendation: 'Test it, then say what shall hold.',
  evidence: [cited('src/cart.ts', line, quote)],
});

const FINDINGS = [
  finding(NEGATIVE, 'P1', 15, 'return total + taxOf(total);'),
  finding('Vouchers are not taken into account', 'P2', 8, '// TODO take vouchers into account'),
  finding('Refunds are skipped without a word', 'P2', 12, 'if (item.price < 0) continue;'),
];

/** `delay_ms` is how long the agents of tech debt take. */
export function storyScript(delay_ms: number): Readonly<Record<string, Entry>> {
  return {
    'tech-debt/*': { delay_ms },
    'tech-debt/lens:maintainability': { delay_ms, answer: lensAnswer(...FINDINGS) },
    'tech-debt/skeptic-1': { delay_ms, answer: { verdicts: VERDICTS } },
  };
}

const upheld = (findingId: string) => ({
  findingId,
  ruling: 'upheld',
  because: 'It stands there.',
  counter: [],
});
const VERDICTS = [
  upheld('F1'),
  upheld('F2'),
  {
    findingId: 'F3',
    ruling: 'refuted',
    because: 'The line skips them on purpose.',
    counter: [cited('src/cart.ts', 12, 'if (item.price < 0) continue;')],
  },
  upheld('F4'),
  upheld('F5'),
];
