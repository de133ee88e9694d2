/** Requirements as EARS sentences. */
import { describe, expect, it } from 'vitest';
import { earsProblems, earsSentence } from '../../../flows/checks/drafts/ears.ts';
import type { Requirement } from '../../../flows/contracts/plans.ts';

type Sentence = Parameters<typeof earsSentence>[0];
const of = (
  pattern: Requirement['pattern'],
  trigger: string,
  response: string,
  system = 'mailer',
): Sentence => ({
  pattern,
  trigger,
  system,
  response,
});

describe('the sentence of a requirement', () => {
  it.each([
    [of('ubiquitous', '', 'log in UTC'), 'The mailer shall log in UTC.'],
    [
      of('event', 'an order is paid', 'send one receipt'),
      'When an order is paid, the mailer shall send one receipt.',
    ],
    [
      of('state', 'the queue is full', 'refuse jobs'),
      'While the queue is full, the mailer shall refuse jobs.',
    ],
    [
      of('unwanted', 'the address is empty', 'log it'),
      'If the address is empty, then the mailer shall log it.',
    ],
    [of('optional', 'SMTP is configured', 'use it'), 'Where SMTP is configured, the mailer shall use it.'],
    [
      of('complex', 'while offline, when a job arrives', 'keep it'),
      'While offline, when a job arrives, the mailer shall keep it.',
    ],
  ])('%j reads %j', (requirement, sentence) => {
    expect(earsSentence(requirement)).toBe(sentence);
  });

  it('does not repeat words of the form that its fields have already', () => {
    expect(earsSentence(of('event', 'When an order is paid,', 'shall send one receipt.', 'the mailer'))).toBe(
      'When an order is paid, the mailer shall send one receipt.',
    );
    expect(earsSentence(of('ubiquitous', '', 'must answer', '`src/mail.ts`'))).toBe(
      '`src/mail.ts` shall answer.',
    );
  });
});

describe('what keeps a requirement from being well formed', () => {
  it.each([
    [of('event', '', 'send it'), ['It is of the form “event”, but names no condition.']],
    [of('ubiquitous', 'an order is paid', 'send it'), ['It always holds, but names a condition.']],
    [
      of('complex', 'offline and a job arrives', 'keep it'),
      ['It is complex, but its condition says neither “while” nor “when”.'],
    ],
    [of('event', 'it is paid', 'send it and shall log it'), ['It asks for several things at once.']],
    [of('event', 'it is paid', 'send it. Log it'), ['It asks for several things at once.']],
    [of('event', 'it is paid', 'send from and to addresses of v1.2'), []],
    [of('ubiquitous', '', 'log in UTC.'), []],
  ])('%j: %j', (requirement, problems) => {
    expect(earsProblems(requirement)).toEqual(problems);
  });
});
