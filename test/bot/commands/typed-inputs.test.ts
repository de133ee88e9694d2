/** What people type after `/flow` in a channel whose default flow is `tech-debt`, and what they would expect of it. */
import { describe, expect, test } from 'vitest';
import { withoutInvisible } from '../../../runner/core/invisible-text.ts';
import { holdsForAll } from '../../runner/core/seeded.ts';
import { FLOWS, parse } from './grammar.ts';

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

test('no text starts a flow that it does not name, and no near miss starts anything', () => {
  const known = FLOWS.flatMap(({ name, title }) => [name, title]);
  const words = [
    'is',
    'the',
    'cache',
    'safe',
    'list',
    'show',
    '1a2b',
    'run',
    'start',
    'please',
    'hi',
    'on',
    '*',
    '"',
  ];
  const squeezed = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '');
  holdsForAll(1500, (random) => {
    const name = random.pick(known);
    const at = random.below(name.length + 1);
    const letter = random.pick(['x', 'q', '', ' ', '-', 'e']);
    const misspelt = name.slice(0, at) + letter + name.slice(at + random.below(2));
    const pieces = Array.from({ length: random.below(6) }, () => random.pick([...words, name]));
    const text = [...pieces.slice(0, random.below(2)), misspelt, ...pieces].join(' ');
    const command = parse(text);
    if (command.kind !== 'start' || command.options.flow_name === null) return;
    const flow = FLOWS.find((each) => each.name === command.options.flow_name);
    const aliases = [flow?.name ?? '', flow?.title ?? ''].map(squeezed);
    expect(
      aliases.some((alias) => squeezed(text).includes(alias)),
      text,
    ).toBe(true);
  });
  holdsForAll(500, (random) => {
    const name = random.pick(known);
    const at = 1 + random.below(name.length - 1);
    const misspelt = `${name.slice(0, at)}${random.pick(['x', 'q', 'z'])}${name.slice(at)}`;
    expect(parse(`${misspelt} ${random.pick(['', 'is it safe?', 'of the API'])}`).kind, misspelt).toBe(
      'offer',
    );
  });
});
