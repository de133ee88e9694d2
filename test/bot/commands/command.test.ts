import { describe, expect, test } from 'vitest';
import { VERBS } from '../../../bot/commands/verbs.ts';
import { parseOptions } from '../../../runner/core/run-request.ts';
import { holdsForAll } from '../../runner/core/seeded.ts';
import { parse } from './grammar.ts';

const start = (expected: object) => ({ kind: 'start', options: { ...parseOptions({}), ...expected } });
const verb = (name: string, run = '', channel: string | null = null) => ({
  kind: 'verb',
  verb: name,
  given: { run, channel, text: '' },
});

describe('a run is asked for', () => {
  test.each([
    ['code-review', { flow_name: 'code-review' }],
    ['Code-Review', { flow_name: 'code-review' }],
    [
      'code-review is the retry logic safe?',
      { flow_name: 'code-review', question: 'is the retry logic safe?' },
    ],
    ['tech-debt --size medium --fast', { flow_name: 'tech-debt', band: 'medium', fast: true }],
    ['--size=large tech-debt', { flow_name: 'tech-debt', band: 'large' }],
    ['tech-debt —size large –fast', { flow_name: 'tech-debt', band: 'large', fast: true }],
    ['tech-debt ––size=Large', { flow_name: 'tech-debt', band: 'large' }],
    [
      'code-review --base main --head feat/x the API',
      { flow_name: 'code-review', base: 'main', head: 'feat/x', question: 'the API' },
    ],
    [
      'code-review the API --base main please',
      { flow_name: 'code-review', base: 'main', question: 'the API please' },
    ],
    [
      'tech-debt --path "src/my code/**" --path lib/**',
      { flow_name: 'tech-debt', paths: ['src/my code/**', 'lib/**'] },
    ],
    ['tech-debt --base="release 2"', { flow_name: 'tech-debt', base: 'release 2' }],
    [
      'tech-debt --project shop --backend direct --model m-1',
      { flow_name: 'tech-debt', project_id: 'shop', backend: 'direct', model: 'm-1' },
    ],
    ['code-review “is it safe?”', { flow_name: 'code-review', question: 'is it safe?' }],
    [
      "code-review it's the users' data --fast",
      { flow_name: 'code-review', fast: true, question: "it's the users' data" },
    ],
    ['code-review is "--fast" an option?', { flow_name: 'code-review', question: 'is "--fast" an option?' }],
    [
      'code-review one\n\n  two  three\nfour',
      { flow_name: 'code-review', question: 'one\n\n  two  three\nfour' },
    ],
    [
      'code-review\nline one --size medium\nline two',
      { flow_name: 'code-review', band: 'medium', question: 'line one line two' },
    ],
    [
      'code-review the cache —or what is left of it',
      { flow_name: 'code-review', question: 'the cache —or what is left of it' },
    ],
    ['code-review a -- b - c -fast', { flow_name: 'code-review', question: 'a -- b - c -fast' }],
    ['code-review what <#C0AB|general> said', { flow_name: 'code-review', question: 'what #general said' }],
    ['what is slow here?', { question: 'what is slow here?' }],
    ['"list" is slow', { question: '"list" is slow' }],
    ['what is slow here? --fast', { question: 'what is slow here?', fast: true }],
  ])('by %j', (text, expected) => {
    expect(parse(text)).toMatchObject(start(expected));
  });
});

describe('a command is given', () => {
  test.each([
    ['', { kind: 'launcher' }],
    [' \n ', { kind: 'launcher' }],
    ['list', verb('list')],
    ['Help', verb('help')],
    ['--help', verb('help')],
    ['history', verb('history')],
    ['projects', verb('projects')],
    ['show 1a2b3c4d', verb('show', '1a2b3c4d')],
    ['show `1a2b3c4d`', verb('show', '1a2b3c4d')],
    ['cancel 1a2b', verb('cancel', '1a2b')],
    ['retry 1a2b', verb('retry', '1a2b')],
    ['export 1a2b <#C0AB12345|general>', verb('export', '1a2b', 'C0AB12345')],
    ['export 1a2b <#C0AB12345>', verb('export', '1a2b', 'C0AB12345')],
    ['export 1a2b C0AB12345', verb('export', '1a2b', 'C0AB12345')],
    ['export 1a2b', verb('export', '1a2b', null)],
  ])('by %j', (text, expected) => {
    expect(parse(text)).toMatchObject(expected);
  });
});

describe('a verb takes text', () => {
  const NOTIFY = { name: 'notify', takes: 'text', words: ['on', 'off'], does: 'sets it' } as const;
  const WHY = { name: 'why', takes: 'text', does: 'says it' } as const;
  const typed = (text: string) => parse(text, [...VERBS, NOTIFY, WHY]);
  test.each([
    ['notify', 'notify', ''],
    ['Notify off', 'notify', 'off'],
    ['why', 'why', ''],
    ['why --size "two words"  here', 'why', '--size "two words"  here'],
    ['why "all of it"', 'why', 'all of it'],
  ])('by %j', (text, name, rest) => {
    expect(typed(text)).toEqual({ ...verb(name), given: { run: '', channel: null, text: rest } });
  });

  test('unless it begins with a word that the verb does not take', () => {
    expect(typed('notify us of errors').kind).not.toBe('verb');
  });
});

describe('nothing is started, and what to do is said', () => {
  test.each([
    ['tech-dept', /no flow and no command "tech-dept".*Did you mean `\/flow tech-debt`\?/],
    ['hlep', /`\/flow help`/],
    ['hstory', /`\/flow history`/],
    ['security-audit of the API', /no flow and no command "security-audit"/],
    ['tech-debt --sise large', /no option --sise\. Did you mean --size/],
    ['tech-debt —sise large', /no option —sise/],
    ['tech-debt --zzzzzz', /There are --size, /],
    ['tech-debt --size huge', /--size is small, medium or large, not "huge"/],
    ['tech-debt --size', /--size needs a value, as in --size medium/],
    ['tech-debt --base --fast', /--base needs a value/],
    ['tech-debt --base ""', /--base needs a value/],
    ['tech-debt --base a --base b', /--base is given twice/],
    ['tech-debt --fast=yes', /--fast is a switch/],
    ['show', /Which run\? Say `\/flow show 1a2b3c4d`/],
    ['export', /`\/flow export 1a2b3c4d #channel`/],
    ['export 1a2b general', /"general" is not a channel/],
  ])('for %j', (text, says) => {
    expect(parse(text)).toMatchObject({
      kind: expect.stringMatching(/^(wrong|offer)$/),
      message: expect.stringMatching(says),
    });
  });
});

describe('what a flow takes', () => {
  const TRACE = 'TypeError: no --size\n    at f (a.js:1:2)\n    at g (b.js:3:4)';
  test.each<[string, object]>([
    [
      'migration-plan --from vue 2 --to vue 3',
      { flow_name: 'migration-plan', given: { from: 'vue 2', to: 'vue 3' } },
    ],
    [
      'migration-plan —from vue 2 —to vue 3',
      { flow_name: 'migration-plan', given: { from: 'vue 2', to: 'vue 3' } },
    ],
    [
      'implementation-plan --ticket "export as CSV" the API only --fast',
      {
        flow_name: 'implementation-plan',
        given: { ticket: 'export as CSV' },
        question: 'the API only',
        fast: true,
      },
    ],
    [
      'root-cause --since v1.2 the export hangs',
      { flow_name: 'root-cause', given: { since: 'v1.2' }, question: 'the export hangs' },
    ],
    [
      `root-cause --symptom it hangs --log ${TRACE}`,
      { flow_name: 'root-cause', given: { symptom: 'it hangs', log: TRACE } },
    ],
    [`root-cause it hangs\n${TRACE}`, { flow_name: 'root-cause', question: `it hangs\n${TRACE}` }],
    [`root-cause --fast\n${TRACE}`, { flow_name: 'root-cause', fast: true, question: TRACE }],
    [
      'tech-debt the cache —from the start —for us',
      { flow_name: 'tech-debt', question: 'the cache —from the start —for us' },
    ],
    ['tech-debt --ticket x', { flow_name: 'tech-debt', given: { ticket: 'x' } }],
  ])('is taken by its name from %j', (text, expected) => {
    expect(parse(text)).toMatchObject(start(expected));
  });
});

test('a focus of 4,000 characters is taken, however many bytes they are', () => {
  expect(parse(`tech-debt ${'🙂'.repeat(4000)}`)).toMatchObject({ kind: 'start' });
});

const WORDS = [
  'retry',
  'queue',
  'don’t',
  'a-b',
  '“',
  '—',
  '-x',
  'ü',
  '\n',
  '  ',
  '@ana',
  '#x',
  '*',
  '`code`',
  '<b>',
];

test('whatever the focus is, it arrives as it was typed', () => {
  holdsForAll(500, (random) => {
    const focus =
      `see ${Array.from({ length: random.below(12) }, () => random.pick(WORDS)).join(' ')}`.trim();
    expect(parse(`code-review ${focus}`)).toMatchObject(start({ flow_name: 'code-review', question: focus }));
  });
});

test('wherever an option stands, it counts and leaves the words around it', () => {
  holdsForAll(300, (random) => {
    const words = Array.from({ length: 1 + random.below(8) }, (_, index) => `word${index}`);
    const at = random.below(words.length + 1);
    const option = random.pick(['--size medium', '--size=medium', '—size medium', '–size=medium']);
    const typed = [...words.slice(0, at), option, ...words.slice(at)].join(' ');
    expect(parse(`tech-debt ${typed}`)).toMatchObject(
      start({ flow_name: 'tech-debt', band: 'medium', question: words.join(' ') }),
    );
  });
});

test('no text whatever breaks it', () => {
  const pieces = [
    '--',
    '—size',
    '"',
    '”',
    "'",
    '=',
    ' ',
    '\n',
    'list',
    'export',
    '<#C1|',
    '>',
    '\u0000',
    '--path',
    '🙂',
  ];
  holdsForAll(500, (random) => {
    const text = Array.from({ length: random.below(15) }, () => random.pick(pieces)).join('');
    expect(parse(text).kind).toMatch(/^[a-z]+$/);
  });
});
