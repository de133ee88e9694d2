import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import { answerOf, asOutage, isOutage, isUnstorable } from '../../../runner/store/outage.ts';

const URL = 'postgresql://ana:hush@db.example:5433/baton';
const coded = (code: string, more: object = {}) =>
  Object.assign(new Error(`failed with ${code}`), { code, ...more });

describe('an outage', () => {
  it.each([
    [coded('53100'), 'database_full', 'cannot store: no space left on device (53100'],
    [coded('25006'), 'database_read_only', 'is read-only (25006'],
    [coded('58030'), 'database_io', 'cannot read or write its files (58030'],
    [coded('53200'), 'database_out_of_memory', 'is out of memory (53200'],
    [coded('53400'), 'database_limit', 'has reached a configured limit (53400'],
    [coded('53300'), 'database_connections', 'refuses connections: too many clients (53300'],
    [coded('57014'), 'database_silent', 'does not answer (57014'],
    [coded('ETIMEDOUT'), 'database_silent', 'does not answer (ETIMEDOUT'],
    [new Error('Query read timeout'), 'database_silent', 'does not answer (Query read timeout)'],
    [new Error('Connection terminated due to connection timeout'), 'database_silent', 'does not answer'],
    [new Error('timeout exceeded when trying to connect'), 'database_silent', 'does not answer'],
    [coded('55P03'), 'database_busy', 'is busy'],
    [coded('40001'), 'database_busy', 'is busy'],
    [coded('40P01'), 'database_busy', 'is busy'],
    [coded('ECONNREFUSED'), 'database_unreachable', 'db.example:5433'],
    [new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')], ''), 'database_unreachable', '5433'],
    [coded('ECONNRESET'), 'database_unreachable', '5433'],
    [coded('EPIPE'), 'database_unreachable', '5433'],
    [coded('EAI_AGAIN'), 'database_unreachable', '5433'],
    [coded('ENOENT', { syscall: 'connect' }), 'database_unreachable', '5433'],
    ...['57P01', '57P02', '57P03', '57P04', '57P05', '08000', '08006', '08P01'].map(
      (code) => [coded(code), 'database_unreachable', code] as const,
    ),
    [new Error('Connection terminated unexpectedly'), 'database_unreachable', '5433'],
    [
      new Error('Client has encountered a connection error and is not queryable'),
      'database_unreachable',
      '5433',
    ],
  ] as const)('is seen in %s, and named as one that passes', (error, code, phrase) => {
    expect(isOutage(error)).toBe(true);
    const named = asOutage(error, URL);
    expect(named).toMatchObject({ kind: 'environment', code, passing: true, cause: error });
    expect(String(named)).toContain(phrase);
    expect(String(named)).not.toContain('hush');
  });

  it.each([
    ['28P01', 'database_login'],
    ['28000', 'database_login'],
    ['3D000', 'database_missing'],
  ])('is none where the login or the database is wrong (%s), which is no bug either', (sqlstate, code) => {
    expect(isOutage(coded(sqlstate))).toBe(false);
    expect(asOutage(coded(sqlstate), URL)).toMatchObject({ kind: 'environment', code, passing: false });
  });

  it.each([
    coded('ENOENT', { syscall: 'open', path: '/etc/nothing' }),
    coded('ENOSPC', { syscall: 'write' }),
    coded('23505'),
    coded('22P05'),
    coded('42P01'),
    coded('XX000'),
    new TypeError('x is not a function'),
    new BatonError('refused', 'unknown_flow', 'There is no flow.'),
  ])('is not seen in %s, which is passed on as it is', async (error) => {
    expect(isOutage(error)).toBe(false);
    expect(asOutage(error, URL)).toBe(error);
    await expect(answerOf(URL, Promise.reject(error))).rejects.toBe(error);
  });

  it('is an answer that does not come in time', async () => {
    const never = new Promise<never>(() => undefined);
    await expect(answerOf(URL, never, 10)).rejects.toMatchObject({ code: 'database_silent', passing: true });
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
