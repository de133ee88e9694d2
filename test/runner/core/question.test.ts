import { describe, expect, it } from 'vitest';
import { MOST_FAULTS } from '../../../runner/core/advance.ts';
import { afterQuestionFault, cleanQuestion, lengthOf } from '../../../runner/core/question.ts';

describe('a question', () => {
  it('loses its control characters and the space around it, and keeps its lines', () => {
    expect(cleanQuestion(' \u0007is it\r\nsafe\u001b[2J?\t\n')).toBe('is it\nsafe[2J?');
  });

  it('has as many characters as people count', () => {
    expect(lengthOf('a👍b')).toBe(3);
  });
});

describe('a fault met while answering', () => {
  const fault = { message: 'Too many requests.', passing: true };

  it('is met again later, each time after a longer while, and then fails the question', () => {
    const met = Array.from({ length: MOST_FAULTS + 1 }, (_, faults) => afterQuestionFault(faults, fault));
    expect(met).toEqual([
      { type: 'again', delay_ms: 500 },
      { type: 'again', delay_ms: 2000 },
      { type: 'again', delay_ms: 8000 },
      { type: 'fail', error: 'Too many requests. (tried 4 times)' },
    ]);
  });

  it('fails the question at once when it will not pass', () => {
    expect(afterQuestionFault(0, { message: 'The model refused.', passing: false })).toEqual({
      type: 'fail',
      error: 'The model refused.',
    });
  });
});
