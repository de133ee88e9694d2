import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import { RunBody } from '../../../runner/core/run-options.ts';
import {
  type GivenOptions,
  judgeOptions,
  optionAt,
  parseFollowUp,
  parseOptions,
  RUN_OPTIONS,
} from '../../../runner/core/run-request.ts';

const flagOf = ({ name }: { readonly name: string }) => `--${name}`;

function refusalOf(parse: () => unknown): BatonError {
  try {
    parse();
  } catch (error) {
    if (error instanceof BatonError) return error;
  }
  throw new Error('it was not refused');
}

describe('the options of a run', () => {
  it('have their defaults when nothing is given', () => {
    expect(parseOptions({})).toEqual({
      project_id: null,
      flow_name: null,
      question: null,
      given: {},
      band: 'small',
      fast: false,
      pull_request: null,
      base: null,
      head: null,
      paths: [],
      backend: null,
      model: null,
      post_to: null,
    });
  });

  it('are the same from people, by their names, and from programs', () => {
    const given = {
      project: 'shop',
      flow: 'tour',
      focus: 'Why?',
      log: 'at f',
      size: 'large',
      path: [' src/** '],
      base: 'v1',
    };
    const { input, ...body } = RunBody.parse({
      project_id: 'shop',
      flow_name: 'tour',
      input: { question: 'Why?', log: 'at f' },
      band: 'large',
      paths: [' src/** '],
      base: 'v1',
    });
    expect(parseOptions(given)).toEqual({ ...body, ...input });
    expect(body.paths).toEqual(['src/**']);
  });

  it('have names of their own, and each is shown on a face', () => {
    const names = RUN_OPTIONS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(RUN_OPTIONS.filter(({ faces }) => faces.length === 0)).toEqual([]);
  });

  it.each<[GivenOptions, { code: string; path: string; message: string }]>([
    [
      { size: 'huge' },
      { code: 'bad_request', path: 'band', message: '--size is small, medium or large, not "huge".' },
    ],
    [{ base: ' ' }, { code: 'bad_request', path: 'base', message: '--base is blank.' }],
    [{ head: 'a\0b' }, { code: 'bad_request', path: 'head', message: '--head holds a NUL character.' }],
    [{ model: '\ud800' }, { code: 'bad_request', path: 'model', message: '--model holds half a character.' }],
    [
      { backend: 'x'.repeat(1001) },
      {
        code: 'bad_request',
        path: 'backend',
        message: '--backend has 1,001 characters; the most is 1,000.',
      },
    ],
    [{ path: ['src', ''] }, { code: 'bad_request', path: 'paths', message: '--path is blank.' }],
    [
      { path: Array(101).fill('src') },
      { code: 'bad_request', path: 'paths', message: '--path has more than 100 entries.' },
    ],
    [
      { focus: ' \u0007\n' },
      {
        code: 'blank_focus',
        path: 'input.question',
        message: '--focus is blank. Say what to look at, or leave it out for the flow’s own question.',
      },
    ],
    [
      { ticket: 'x'.repeat(20_001) },
      {
        code: 'bad_request',
        path: 'input.ticket',
        message: '--ticket has 20,001 characters; the most is 20,000.',
      },
    ],
    [{ log: ' \n' }, { code: 'bad_request', path: 'input.log', message: '--log is blank.' }],
    [{ to: '\0' }, { code: 'bad_request', path: 'input.to', message: '--to holds a NUL character.' }],
  ])('are refused for %j in the words of the face, with the place in a request', (given, expected) => {
    expect(refusalOf(() => parseOptions(given, flagOf))).toMatchObject(expected);
  });

  it('are refused for everything that is wrong at once', () => {
    const judged = judgeOptions({ size: 'huge', base: ' ', focus: 'fine' });
    const refusals = 'refusals' in judged ? judged.refusals : [];
    expect(refusals.map(({ message }) => message)).toEqual([
      'The size is small, medium or large, not "huge".',
      'The base is blank.',
    ]);
  });

  it('are found again by the path of an error, as the API and as git write it', () => {
    const names = ['input.question', 'paths', 'base', '--head', 'project_id'].map(
      (path) => optionAt(path)?.name,
    );
    expect(names).toEqual(['focus', 'path', 'base', 'head', 'project']);
    expect(optionAt('limit')).toBeUndefined();
  });
});

describe('a focus', () => {
  it('loses its control characters and the space around it, and keeps its lines', () => {
    const { question } = parseOptions({ focus: ' \u0007is it\r\nsafe\u001b[2J?\t\n' });
    expect(question).toBe('is it\nsafe[2J?');
  });

  it('has as many characters as people count', () => {
    expect(parseOptions({ focus: '👍'.repeat(4000) }).question).toHaveLength(8000);
  });
});

describe('an input', () => {
  it('loses the colors of a terminal and keeps the indentation of its first line', () => {
    const { given } = parseOptions({ log: '\n\u001b[31m  at f\u001b[0m (a.js:1:2)\r\n\u0007  at g\n\n' });
    expect(given).toEqual({ log: '  at f (a.js:1:2)\n  at g' });
  });
});

describe('a follow-up question', () => {
  it.each([
    [' \0\n', 'blank_question', 'The question is blank. Say what you want to know.'],
    ['x'.repeat(4001), 'long_question', 'The question has 4,001 characters; the most is 4,000.'],
  ])('is refused when it is %j', (typed, code, message) => {
    expect(refusalOf(() => parseFollowUp(typed))).toMatchObject({ code, message, path: 'question' });
  });
});

describe('a place to post to', () => {
  it.each([
    ['slack:C1', 'slack', null, 'C1'],
    ['slack:T0TEAM/C0GENERAL1', 'slack', 'T0TEAM', 'C0GENERAL1'],
    ['discord:300000000000000001', 'discord', null, '300000000000000001'],
  ])('is read from %s', (text, platform, workspace, channel) => {
    const { post_to } = parseOptions({ 'post-to': text });
    expect(post_to).toEqual({ platform, workspace, channel, thread: null });
  });

  it.each([
    '',
    'C1',
    'slack:',
    'slack:/C1',
    'slack:T1/',
    'slack:T1/C1/x',
    'slack:#general',
    'slack: C1',
    ':C1',
    'https://example.com/C1',
  ])('is not what %j says', (text) => {
    expect(refusalOf(() => parseOptions({ 'post-to': text }))).toMatchObject({ path: 'post_to' });
  });
});
