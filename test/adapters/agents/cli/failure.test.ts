import { describe, expect, it } from 'vitest';
import { failuresOf } from '../../../../adapters/agents/cli/failure.ts';

const fail = failuresOf('Toy', 'Set TOY_KEY.');

describe('a failure of an agent', () => {
  it.each([
    ['API Error: 401 bad key', 'auth', false],
    ['Not logged in · Please run /login', 'auth', false],
    ['exceeded retry limit, last status: 429 Too Many Requests, request id: x', 'rate_limit', true],
    ['API Error: Request rejected (429) · slow down', 'rate_limit', true],
    ['unexpected status 503 Service Unavailable', 'model', true],
    ['We’re currently experiencing high demand, which may cause temporary errors.', 'model', true],
    ['The operation timed out.', 'timeout', true],
    ['stream disconnected before completion', 'model', true],
    ['connect ECONNREFUSED 127.0.0.1:1', 'model', true],
    ['API Error: 404 no such model', 'no_model', false],
    ['API Error: 402 Payment Required', 'no_credit', false],
    ['Your credit balance is too low to access the API', 'no_credit', false],
    ['exit code 139', 'model', false],
  ])('that says "%s" is of kind %s', (text, code, retryable) => {
    expect(fail(text)).toMatchObject({ type: 'error', code, retryable });
  });

  it('is of the kind of its status, whatever its words', () => {
    expect(fail('please run /login', 429)).toMatchObject({ code: 'rate_limit' });
  });

  it('says who failed, what was said and what to do, and is not long', () => {
    expect(fail('bad key', 401)).toHaveProperty('message', 'Toy failed: bad key. Set TOY_KEY.');
    expect(fail('').message).toContain('no reason given');
    expect(fail('x'.repeat(10_000)).message.length).toBeLessThan(1_000);
  });
});
