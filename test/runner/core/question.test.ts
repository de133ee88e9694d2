import { describe, expect, it } from 'vitest';
import { cleanQuestion, lengthOf } from '../../../runner/core/question.ts';

describe('a question', () => {
  it('loses its control characters and the space around it, and keeps its lines', () => {
    expect(cleanQuestion(' \u0007is it\r\nsafe\u001b[2J?\t\n')).toBe('is it\nsafe[2J?');
  });

  it('has as many characters as people count', () => {
    expect(lengthOf('a👍b')).toBe(3);
  });
});
