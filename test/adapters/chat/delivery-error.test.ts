/** What failed calls mean for a post, on a made-up platform. */
import { expect, test } from 'vitest';
import {
  faultTable,
  networkCause,
  rateLimitedError,
  unreachableError,
} from '../../../adapters/chat/delivery-error.ts';

const failures = faultTable([
  ['place', 'invite the bot', ['not_there', 403]],
  ['message', 'the message no longer exists', [404]],
]);

test.each([
  ['not_there', { reason: 'place', message: 'invite the bot (not_there)' }],
  [403, { reason: 'place', message: 'invite the bot (403)' }],
  [404, { reason: 'message', message: 'the message no longer exists (404)' }],
])('the code %s has its reason and its remedy', (code, expected) => {
  const cause = new Error('x');
  expect(failures(code, cause)).toMatchObject({ ...expected, cause });
});

test('a code that is not in the table has no meaning', () => {
  expect(failures('404', null)).toBeNull();
});

test('a rate limit without a time waits for a second', () => {
  expect(rateLimitedError('Toy', 3_000, null)).toMatchObject({ reason: 'rate_limited', retryAfterMs: 3_000 });
  expect(rateLimitedError('Toy', 0, null).retryAfterMs).toBe(1_000);
});

const coded = (code: string) => Object.assign(new Error(code), { code });

test.each<[string, unknown, 'unsent' | 'doubtful']>([
  ['nobody listens', coded('ECONNREFUSED'), 'unsent'],
  [
    'nobody listens on any address',
    new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]),
    'unsent',
  ],
  ['one address was reached', new AggregateError([coded('ECONNREFUSED'), coded('ECONNRESET')]), 'doubtful'],
  ['the connection broke', new Error('fetch failed', { cause: coded('ECONNRESET') }), 'doubtful'],
  ['the name is unknown', new Error('fetch failed', { cause: coded('ENOTFOUND') }), 'unsent'],
])('a call that failed because %s', (_name, error, reason) => {
  expect(unreachableError('Toy', error).reason).toBe(reason);
});

test('the message names the underlying cause', () => {
  const error = new TypeError('fetch failed', { cause: coded('ECONNREFUSED') });
  expect(unreachableError('Toy', error).message).toBe('Toy can’t be reached: ECONNREFUSED');
  expect(networkCause(new AggregateError([coded('first'), coded('second')]))).toBe('first');
});
