/** What the agents of the stories say: three findings of tech debt, one of which is refuted. */
import { cited, type Entry, lensAnswer } from '../answers.ts';

const RATE = 'export const taxOf = (total: number): number => total * 0.19;';
const NEGATIVE = 'The tax is added to a total that may be negative';
const finding = (title: string, severity: 'P1' | 'P2', path: string, line: number, quote: string) => ({
  title,
  kind: 'bug' as const,
  severity,
  confidence: 100 as const,
  claim: `${title}, and nothing in the shop looks at it.`,
  failure: 'A customer is asked for the wrong sum.',
  recommendation: 'Test it, then say what shall hold.',
  evidence: [cited(path, line, quote)],
});

const FINDINGS = [
  finding(NEGATIVE, 'P1', 'src/cart.ts', 15, 'return total + taxOf(total);'),
  finding(
    'Vouchers are not taken into account',
    'P2',
    'src/cart.ts',
    8,
    '// TODO take vouchers into account',
  ),
  finding('The rate is the same for everything', 'P2', 'src/tax.ts', 1, RATE),
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
    because: 'There is one rate by law.',
    counter: [cited('src/tax.ts', 1, RATE)],
  },
  upheld('F4'),
  upheld('F5'),
];
