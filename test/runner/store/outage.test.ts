import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import { answerOf, asOutage, isOutage, isUnstorable } from '../../../runner/store/outage.ts';

const URL = 'postgresql://ana:hush@db.example:5433/baton';
const coded = (code: string, more: object = {}) =>
  Object.assign(new Error(`failed with ${code}`), { code, ...more });

describe('an outage', () => {
  it.each([
    coded('ECONNREFUSED'),
    new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')], ''),
    coded('ECONNRESET'),
    coded('EPIPE'),
    coded('ETIMEDOUT'),
    coded('EAI_AGAIN'),
    coded('ENOENT', { syscall: 'connect' }),
    coded('57P01'),
    coded('57P02'),
    coded('57P03'),
    coded('08006'),
    coded('53300'),
    new Error('Connection terminated unexpectedly'),
    new Error('Connection terminated due to connection timeout'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Client has encountered a connection error and is not queryable'),
  ])('is seen in %s, and named as one that passes', (error) => {
    expect(isOutage(error)).toBe(true);
    expect(asOutage(error, URL)).toMatchObject({
      kind: 'environment',
      code: 'database_unreachable',
      passing: true,
      cause: error,
      message: expect.stringContaining('db.example:5433'),
    });
    expect(String(asOutage(error, URL))).not.toContain('hush');
  });

  it.each([
    coded('ENOENT', { syscall: 'open', path: '/etc/nothing' }),
    coded('23505'),
    coded('22P05'),
    coded('42P01'),
    coded('40P01'),
    new TypeError('x is not a function'),
    new BatonError('refused', 'unknown_flow', 'There is no flow.'),
  ])('is not seen in %s, which is passed on as it is', async (error) => {
    expect(isOutage(error)).toBe(false);
    expect(asOutage(error, URL)).toBe(error);
    await expect(answerOf(URL, Promise.reject(error))).rejects.toBe(error);
  });

  it('that was named once is not named again', () => {
    const named = asOutage(coded('57P01'), URL);
    expect(isOutage(named)).toBe(true);
    expect(asOutage(named, URL)).toBe(named);
  });
});

describe('what can’t be stored', () => {
  it.each([
    ['22021', true],
    ['22P05', true],
    ['54000', true],
    ['53100', false],
    ['57P01', false],
    ['', false],
  ])('is told by SQLSTATE: %j', (code, unstorable) => {
    expect(isUnstorable(coded(code))).toBe(unstorable);
  });
});
