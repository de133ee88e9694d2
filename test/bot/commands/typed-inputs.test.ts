/** What people type after `/flow` in a channel whose default flow is `tech-debt`, and what they would expect of it. */
import { describe, expect, test } from 'vitest';
import { withoutInvisible } from '../../../runner/core/invisible-text.ts';
import { parse } from './grammar.ts';

/** In short: `start tech-debt: focus`, `verb show 1a2b`, `launcher`, `wrong`, `offer Start Tech debt | history`. */
function outcome(text: string): string {
  const command = parse(text);
  switch (command.kind) {
    case 'start': {
      const { flow_name, question, band, fast } = command.options;
      const size = band === 'small' ? '' : ` ${band}`;
      return `start ${flow_name ?? 'default'}${size}${fast ? ' fast' : ''}${question === null ? '' : `: ${question}`}`;
    }
    case 'verb': {
      const { run, channel } = command.given;
      return ['verb', command.verb, run, channel].filter(Boolean).join(' ');
    }
    case 'offer':
      return `offer ${command.offers.map(({ label }) => label).join(' | ')}`;
    default:
      return command.kind;
  }
}

const means = (rows: readonly (readonly [typed: string, expected: string])[]) =>
  test.each(rows)('%j', (typed, expected) => expect(outcome(typed)).toBe(expected));

describe('a flow is named by', () => {
  means([
    ['code review', 'start code-review'],
    ['Code Review', 'start code-review'],
    ['Code-Review:', 'start code-review'],
    ['code-review!', 'start code-review'],
    ['code_review', 'start code-review'],
    ['code‑review is it safe?', 'start code-review: is it safe?'],
    ['code–review is it safe?', 'start code-review: is it safe?'],
    ['code review: is the retry logic safe?', 'start code-review: is the retry logic safe?'],
    ['code-review:is it safe?', 'start code-review: is it safe?'],
    ['code review - is it safe?', 'start code-review: is it safe?'],
    ['Code review — the API', 'start code-review: the API'],
    ['code review, please', 'start code-review'],
    ['`code-review`', 'start code-review'],
    ['`code-review` is it safe?', 'start code-review: is it safe?'],
    ['*code-review* is it safe?', 'start code-review: is it safe?'],
    ['**Code review** is it safe?', 'start code-review: is it safe?'],
    ['_code review_', 'start code-review'],
    ['"code-review"', 'start code-review'],
    ['“code review” is it safe?', 'start code-review: is it safe?'],
    ['"code-review is it safe?"', 'start code-review: is it safe?'],
    ['`/flow code-review is it safe?`', 'start code-review: is it safe?'],
    ['/flow code-review is it safe?', 'start code-review: is it safe?'],
    ['Payment safety check of refunds', 'start pay-check: of refunds'],
    ['pay check', 'start pay-check'],
    ['decision record', 'start adr'],
    ['ADR: why Postgres?', 'start adr: why Postgres?'],
    ['tech debt —size large –fast the cache', 'start tech-debt large fast: the cache'],
    ['--size large tech debt', 'start tech-debt large'],
    ['Tech debt --size Large, in src/', 'start tech-debt large: in src/'],
    ['code review 🙏', 'start code-review'],
    ['code review\nis it safe?', 'start code-review: is it safe?'],
    ['CODE REVIEW!!!', 'start code-review'],
    ['cOdE-rEvIeW', 'start code-review'],
    ['Code—Review.', 'start code-review'],
    ['Tech–debt…', 'start tech-debt'],
    ['code review flow', 'start code-review'],
    ['the tech debt flow, please', 'start tech-debt'],
    ['Root-Cause: checkout returns 500', 'start root-cause: checkout returns 500'],
    ['Decision Record: Postgres or MySQL?', 'start adr: Postgres or MySQL?'],
    ['(code review)', 'start code-review'],
    ['«code review»', 'start code-review'],
    ['- code review', 'start code-review'],
    ['1. code review', 'start code-review'],
    ['> code review is it safe?', 'start code-review: is it safe?'],
    ['🚀🚀 code review', 'start code-review'],
    [':rocket: tech debt', 'start tech-debt'],
    ['```\ncode review\n```', 'start code-review'],
    ['code review\r\nis it safe?', 'start code-review: is it safe?'],
    ['flow code-review is it safe?', 'start code-review: is it safe?'],
    ['@baton code review', 'start code-review'],
    ['code review <@U0ANA>', 'start code-review'],
    ['code review, cc @ana', 'start code-review'],
    ['‘tech debt’ —size medium', 'start tech-debt medium'],
    ['Code review –fast.', 'start code-review fast'],
    ['--fast --size large tech debt --fast', 'start tech-debt large fast'],
    ['tech debt --SIZE=LARGE', 'start tech-debt large'],
    ['tech debt --size:large the cache', 'start tech-debt large: the cache'],
    ['tech debt size:large', 'start tech-debt large'],
    ['tech debt --size “large” the cache', 'start tech-debt large: the cache'],
    ['tech debt --fast yes', 'start tech-debt fast'],
    ['Tech debt.\u00a0Is the cache safe?', 'start tech-debt: Is the cache safe?'],
    ['code\u202freview', 'start code-review'],
    ['code review：is it safe？', 'start code-review: is it safe？'],
    ['tech debt 借金', 'start tech-debt: 借金'],
  ]);
});

describe('run and start before a flow are understood in', () => {
  means([
    ['run code-review is it safe?', 'start code-review: is it safe?'],
    ['Run code review please', 'start code-review'],
    ['start the code review on the retry logic', 'start code-review: the retry logic'],
    ['please run a quick code review of src/orders', 'start code-review: src/orders'],
    ['can you run tech-debt --fast?', 'start tech-debt fast'],
    ['hey, could you please start the tech debt flow for the parser', 'start tech-debt: the parser'],
    ["let's do a code review", 'start code-review'],
    ['a code review, please', 'start code-review'],
    ['please code-review this', 'start code-review'],
    ['run', 'launcher'],
    ['start!', 'launcher'],
    ['run it please', 'launcher'],
    ['start something', 'launcher'],
    ['launch', 'launcher'],
    ['run code-reveiw on the API', 'offer Start Code review | Start Tech debt'],
    ['run the tests twice, are they stable?', 'start default: run the tests twice, are they stable?'],
    ['the code review found nothing, why?', 'start default: the code review found nothing, why?'],
    ['thanks, now run tech-debt', 'start tech-debt'],
    ['hi team, code review the parser', 'start code-review: the parser'],
    ["I'd like a code review", 'start code-review'],
    ['good morning, can you do a code review of src/?', 'start code-review: src/?'],
    ['start over', 'launcher'],
    ['run again please', 'launcher'],
    ['run all flows', 'launcher'],
  ]);
});

describe('a sentence that begins with the word of a command is a question:', () => {
  means([
    ['retry logic is not safe?', 'offer Start Tech debt'],
    ['retry logic', 'offer Start Tech debt'],
    ['list all the endpoints without auth', 'offer Start Tech debt | list'],
    ['show me where errors are swallowed', 'offer Start Tech debt'],
    ['show 404 pages that leak', 'offer Start Tech debt'],
    ['show dead code', 'offer Start Tech debt'],
    ['show facade', 'offer Start Tech debt | show facade'],
    ['export is slow', 'offer Start Tech debt'],
    ['export 404 pages are slow', 'offer Start Tech debt'],
    ['help me find the slow queries', 'offer Start Tech debt | help'],
    ['history of the parser', 'offer Start Tech debt | history'],
    ["cancel buttons don't work", 'offer Start Tech debt'],
    ['projects that nobody owns?', 'offer Start Tech debt | projects'],
    ['schedule conflicts are not detected', 'offer Start Tech debt | schedule'],
    ['schedule the cleanup twice, is it safe?', 'offer Start Tech debt | schedule'],
    ['schedule tech-debt is what worries me', 'offer Start Tech debt | schedule'],
    ['schedule every job twice', 'offer Start Tech debt | schedule'],
    ['can you schedule the retries better?', 'start default: can you schedule the retries better?'],
    ['"list" is slow', 'start default: "list" is slow'],
    ['can you list the endpoints without auth?', 'start default: can you list the endpoints without auth?'],
    ['list all the places where we swallow errors', 'offer Start Tech debt | list'],
    ['cancel culture in our retry logic?', 'offer Start Tech debt'],
    ['why does the retry loop never end?', 'offer Start Tech debt | why'],
    ['schedule a review of the parser', 'offer Start Tech debt | schedule'],
    ['schedule a code review for tomorrow', 'offer Start Tech debt | schedule'],
    ['retry 3 times before failing?', 'offer Start Tech debt'],
    ['notify on failure?', 'offer Start Tech debt'],
    ['notify off-by-one errors', 'offer Start Tech debt'],
    ['export const x = 1', 'offer Start Tech debt'],
    ['cancel 1a2b3c4d and 2b3c4d5e', 'offer Start Tech debt'],
    ['cancel\n    at foo (a.ts:1)', 'offer Start Tech debt'],
    ['stop using redux?', 'start default: stop using redux?'],
    ['open the pod bay doors', 'start default: open the pod bay doors'],
    ['status codes are wrong', 'start default: status codes are wrong'],
    ['continue on error?', 'start default: continue on error?'],
    ['list.map is not a function', 'start default: list.map is not a function'],
    ['run tests in parallel?', 'start default: run tests in parallel?'],
    ['flow control is missing', 'start default: flow control is missing'],
  ]);
});

describe('a command is given by', () => {
  means([
    ['help', 'verb help'],
    ['help please', 'verb help'],
    ['Help!', 'verb help'],
    ['help me', 'verb help'],
    ['please help', 'verb help'],
    ['list!', 'verb list'],
    ['*list*', 'verb list'],
    ['history, thanks 🙏', 'verb history'],
    ['show 1a2b3c4d please', 'verb show 1a2b3c4d'],
    ['show run `1a2b3c4d`.', 'verb show 1a2b3c4d'],
    ['can you cancel the run 1a2b3c4d?', 'verb cancel 1a2b3c4d'],
    ['retry #1a2b3c4d', 'verb retry 1a2b3c4d'],
    ['export 1a2b3c4d to <#C0AB12345|general> please', 'verb export 1a2b3c4d C0AB12345'],
    ['schedule', 'verb schedule'],
    ['schedule, please', 'verb schedule'],
    ['schedule list', 'verb schedule'],
    ['schedule tech-debt', 'verb schedule'],
    ['schedule weekdays 8:00 tech-debt', 'verb schedule'],
    ['schedule Every Monday at 18:00', 'verb schedule'],
    ['schedule “weekdays 8:00”', 'verb schedule'],
    ['schedule every 45 minutes', 'verb schedule'],
    ['schedule */5 * * * * tech-debt', 'verb schedule'],
    ['schedule add 1st of the month 6:00', 'verb schedule'],
    ['schedule tech-debt shop weekdays 8:00', 'verb schedule'],
    ['schedule code review hourly', 'verb schedule'],
    ['schedule --project shop daily 7:00', 'verb schedule'],
    ['schedule mondays', 'verb schedule'],
    ['show', 'wrong'],
    ['cancel it', 'wrong'],
    ['retry please', 'wrong'],
    ['show 1a2b3c4z', 'wrong'],
    ['export 1a2b general', 'wrong'],
    ['HISTORY…', 'verb history'],
    ['Show 1A2B3C4D?', 'verb show 1A2B3C4D'],
    ['show “1a2b3c4d”', 'verb show 1a2b3c4d'],
    ['hey show 1a2b3c4d', 'verb show 1a2b3c4d'],
    ['thanks! list', 'verb list'],
    ['- list', 'verb list'],
    ['flow list', 'verb list'],
    ['flow', 'launcher'],
    ['list flows', 'verb list'],
    ['list all', 'verb list'],
    ['show me the history', 'verb history'],
    ['could you list the flows?', 'verb list'],
    ['what flows are there?', 'verb list'],
    ['show projects', 'verb projects'],
    ['help schedule', 'verb help'],
    ['code review help', 'verb help'],
    ['code-review --help', 'verb help'],
    ['—help', 'verb help'],
    ['/help', 'verb help'],
    ['-h', 'verb help'],
    ['what can you do?', 'verb help'],
    ['how do I use this?', 'verb help'],
    ['I need help', 'verb help'],
    ['Notify OFF.', 'verb notify'],
    ['show me the report', 'wrong'],
    ['cancel the last run', 'wrong'],
    ['cancel all runs', 'wrong'],
    ['export to #general', 'wrong'],
    ['tech debt --size', 'wrong'],
    ['tech debt --base --fast', 'wrong'],
    ['tech debt --fast no', 'wrong'],
    ['--size large --size small tech debt', 'wrong'],
    ['code-review --head --base main', 'wrong'],
    ['tech debt --size huge', 'wrong'],
    ['--unknown', 'wrong'],
  ]);
});

describe('a greeting or thanks starts nothing:', () => {
  const OFFER = 'offer Start Tech debt | help';
  means([
    ['hi', OFFER],
    ['Hello there', OFFER],
    ['thanks!', OFFER],
    ['thx', OFFER],
    ['Thank you so much 🙏🏽', OFFER],
    ['good morning', OFFER],
    ['good morning everyone :wave::skin-tone-2:', OFFER],
    ['how are you?', OFFER],
    ['👋', OFFER],
    [':+1:', OFFER],
    ['???', OFFER],
    ['ok cool', OFFER],
    ['hi, is the retry logic safe?', 'start default: hi, is the retry logic safe?'],
    ['hello world', 'offer Start Tech debt | help'],
    ['hi @Ana', 'offer Start Tech debt | help'],
    ['thanks <@U0ANA>', 'offer Start Tech debt | help'],
    ['thanks for the code review', 'offer Start Tech debt | help'],
    ['great code review!', 'offer Start Tech debt | help'],
    ['you rock', 'offer Start Tech debt | help'],
    ['merci beaucoup', 'offer Start Tech debt | help'],
    ['ありがとう', 'offer Start Tech debt | help'],
    ['hola, ¿qué tal?', 'offer Start Tech debt | help'],
    ['<@U0ANA>', 'offer Start Tech debt | help'],
    ['@Baton', 'offer Start Tech debt | help'],
    ['a', 'offer Start Tech debt | help'],
    ['¯\\_(ツ)_/¯', 'offer Start Tech debt | help'],
    ["''", 'offer Start Tech debt | help'],
    ['—', 'offer Start Tech debt | help'],
    ['🇩🇪', 'offer Start Tech debt | help'],
    ['1️⃣', 'offer Start Tech debt | help'],
    ['hey baton, is the cache safe?', 'start default: hey baton, is the cache safe?'],
    ['hello world program fails', 'start default: hello world program fails'],
    ['@Ana what about the cache?', 'start default: @Ana what about the cache?'],
  ]);
});

describe('what is not to be run is not:', () => {
  means([
    ["don't run code review", 'offer Start Tech debt | help'],
    ['do not run tech debt', 'offer Start Tech debt | help'],
    ['Never run code-review.', 'offer Start Tech debt | help'],
    ['no code review', 'offer Start Tech debt | help'],
    ['stop code review', 'offer Start Tech debt | help'],
    ['don’t start anything', 'offer Start Tech debt | help'],
    ['run nothing', 'offer Start Tech debt | help'],
    ["don't we swallow errors?", "start default: don't we swallow errors?"],
    ['never run in production?', 'start default: never run in production?'],
  ]);
});

describe('what cannot be seen changes nothing:', () => {
  means([
    ['\u200b', 'launcher'],
    ['\ufeff \u00a0\u2060', 'launcher'],
    ['\u202e\u200f\u2066\u2069', 'launcher'],
    ['\ufe0f\ufe0f', 'launcher'],
    ['\u{e0061}\u{e0062}', 'launcher'],
    ['\u3164\u2800', 'launcher'],
    ['\u200bcode-review\u200b is it safe?', 'start code-review: is it safe?'],
    ['code\u00adreview', 'offer Start Code review | Start Tech debt'],
    ['code\u00a0review', 'start code-review'],
    ['co\u200dde-re\ufeffview \u202eis it safe?', 'start code-review: is it safe?'],
    ['tech-debt --si\u200bze large', 'start tech-debt large'],
    ['li\u200bst', 'verb list'],
    ['show 1a2b\u200b3c4d', 'verb show 1a2b3c4d'],
    ['h\u200bi', 'offer Start Tech debt | help'],
    ['\ufeffTech debt\u200b:\u200bis it ok?', 'start tech-debt: is it ok?'],
    ['\u202atech debt\u202c \u2066--size large\u2069', 'start tech-debt large'],
    ['he\u2060lp', 'verb help'],
    ['\u3000\u200d', 'launcher'],
    ['tech\u200bdebt', 'offer Start Tech debt'],
  ]);

  test('and what shapes a letter or an emoji stays', () => {
    expect(withoutInvisible('می‌خواهم 👩‍💻 ❤️ a\u200db')).toBe('می‌خواهم 👩‍💻 ❤️ ab');
  });
});

describe('a near miss is a suggestion:', () => {
  means([
    ['code-reveiw', 'offer Start Code review | Start Tech debt'],
    ['tech dept', 'offer Start Tech debt'],
    ['teck-debt is what worries me', 'offer Start Tech debt'],
    ['code reveiw of the API', 'offer Start Code review | Start Tech debt'],
    ['techdebt', 'offer Start Tech debt'],
    ['hlep', 'offer help | Start Tech debt'],
    ['hstory please', 'offer history | Start Tech debt'],
    ['shwo 1a2b3c4d', 'offer show 1a2b3c4d | Start Tech debt'],
    ['shwo me the errors', 'offer Start Tech debt'],
    ['security-audit of the API', 'offer Start Tech debt'],
    ['is the retry logic safe?', 'start default: is the retry logic safe?'],
    ['how does it work?', 'start default: how does it work?'],
    ['add logging to the parser?', 'start default: add logging to the parser?'],
    ['PR review of the parser', 'start default: PR review of the parser'],
    ['test coverage is poor', 'start default: test coverage is poor'],
    ['code', 'offer Start Code review | Start Codebase tour | Start Tech debt'],
    ['code rev', 'offer Start Code review | Start Tech debt'],
    ['review', 'offer Start Code review | Start API review | Start Tech debt'],
    ['start a review', 'offer Start Code review | Start API review | Start Tech debt'],
    ['payment safety', 'offer Start Payment safety check | Start Tech debt'],
    ['CodeReview', 'offer Start Code review | Start Tech debt'],
    ['code.review', 'offer Start Code review | Start Tech debt'],
    ['/code-review is it safe?', 'offer Start Code review | Start Tech debt'],
    ['code-review.md is outdated', 'offer Start Code review | Start Tech debt'],
    ['root couse', 'offer Start Root cause | Start Tech debt'],
    ['histor', 'offer history | Start Tech debt'],
    ['scheduel weekdays 8:00', 'offer schedule | Start Tech debt'],
    ['re-try 1a2b3c4d', 'offer retry 1a2b3c4d | Start Tech debt'],
    ['list;', 'offer list | Start Tech debt'],
    ['stop 1a2b3c4d', 'offer cancel 1a2b3c4d | Start Tech debt'],
    ['abort!', 'offer Start Tech debt'],
    ['status?', 'offer history | Start Tech debt'],
    ['flows', 'offer list | Start Tech debt'],
    ['run 1a2b3c4d', 'offer show 1a2b3c4d | retry 1a2b3c4d | Start Tech debt'],
    ['code review and tech debt', 'offer Start Code review | Start Tech debt'],
    ['`code review` `tech debt`', 'offer Start Code review | Start Tech debt'],
    ['bitte code review', 'offer Start Code review | Start Tech debt'],
    ['sudo code-review', 'offer Start Code review | Start Tech debt'],
    ['@here code review please', 'offer Start Code review | Start Tech debt'],
    ['<!subteam^S123> code review', 'offer Start Code review | Start Tech debt'],
    ['is code review on?', 'offer Start Code review | Start Tech debt'],
    ['we need a migration plan from React to Vue', 'offer Start Migration plan | Start Tech debt'],
    ['tell me a joke', 'start default: tell me a joke'],
    ['Ist die Wiederholungslogik sicher?', 'start default: Ist die Wiederholungslogik sicher?'],
    ['重试逻辑安全吗？', 'start default: 重试逻辑安全吗？'],
    ['git stash list', 'start default: git stash list'],
    ['```ts\nfunction list() {}\n```', 'start default: ```ts\nfunction list() {}\n```'],
  ]);

  test('that keeps the rest of the text, and its options', () => {
    expect(parse('code reveiw --size large of the API')).toMatchObject({
      message: expect.stringContaining('no command "code reveiw"'),
      offers: [
        {
          command: {
            kind: 'start',
            given: { flow: 'code-review', size: 'large', focus: 'of the API' },
          },
        },
        { command: { given: { flow: 'tech-debt', size: 'large', focus: 'code reveiw of the API' } } },
      ],
    });
  });
});

test('a very long text is one focus, of the flow that it names', () => {
  const long = 'retry '.repeat(1_700).trim();
  expect(outcome(`Code review: ${long}`)).toBe(`start code-review: ${long}`);
  expect(outcome(`is it safe? ${long}`)).toBe(`start default: is it safe? ${long}`);
});
