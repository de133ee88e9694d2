/** What a checklist asks of a ticket. */
import { describe, expect, it } from 'vitest';
import { ticketQuestions } from '../../../flows/offline/ticket-questions.ts';

/** Names a role, a result and a failure, and nothing else that a question could follow from. */
const COMPLETE =
  'As an admin I can download the invoice of an order; if the order is not found, it returns 404.';

const ROLE = 'Who does this, and who must not? The text names no role.';
const FAILURE = 'What happens when it fails, or when the input is wrong? The text names no such case.';
const RESULT = 'How will one see that it is done? The text names no result.';

describe('questions to a ticket', () => {
  it('are none where it says who, what is seen, and what happens otherwise', () => {
    expect(ticketQuestions(COMPLETE)).toEqual([]);
  });

  it.each([
    ['The export of orders should be in the menu; an invalid range is refused', [ROLE]],
    ['Users can export the orders of a month from the menu', [FAILURE]],
    ['Add an export of the orders for users, and fail on an empty range', [RESULT]],
    [
      `${COMPLETE} Set a timeout for the request.`,
      ['What is the limit? The text speaks of “timeout” without a number.'],
    ],
    [`${COMPLETE} Set a timeout of 5 s for the request.`, []],
    [
      `${COMPLETE} Rename the route to bills.`,
      ['What holds for callers and data that are there before the change (“Rename”)?'],
    ],
    [`${COMPLETE} Rename the route to bills and keep the old one as an alias.`, []],
    [
      `${COMPLETE} Delete the file after that.`,
      ['Is it erased or only hidden, and what of that which refers to it (“Delete”)?'],
    ],
    [`${COMPLETE} It must be fast.`, ['“fast”: within what time, for how much data or load?']],
  ])('%j: %j', (text, questions) => {
    expect(ticketQuestions(text)).toEqual(questions);
  });

  it('do not follow from what is missing in a few words', () => {
    expect(ticketQuestions('Add rate limiting')).toEqual([
      'What is the limit? The text speaks of “rate” without a number.',
    ]);
  });

  it.each([
    ['another language', 'Die Suche muss schnell und robust sein, limit und cache inklusive'],
    ['code', '`rate limit`\n```js\ndelete user.cache;\n```\n'],
    ['no words', '12345 !!'],
    ['nothing', ''],
  ])('are none to %s', (_what, text) => {
    expect(ticketQuestions(text)).toEqual([]);
  });

  it('are at most eight, four of them on vague words', () => {
    const text =
      'Make a fast, easy, secure, robust, scalable and modern cache, rename the columns, delete the rows of the table';
    const questions = ticketQuestions(text);
    expect(questions).toHaveLength(8);
    expect(questions.filter((question) => question.startsWith('“'))).toHaveLength(4);
  });
});
