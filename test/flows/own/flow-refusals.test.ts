/** What an own flow may not be: each error names line, column and remedy. */
import { describe, expect, test } from 'vitest';
import { problemsOf, SMALLEST } from './own.ts';

const NO_CODE = "a flow can't run code: it fills a template, whose steps are Baton's own. Remove the key";
const NO_GATE = "a flow can't skip or change a check: every run has the same ones. Remove the key";
const NO_WRITE = "a flow can't change what agents may do: they only read. Remove the key";
const NO_MODEL =
  'a flow names no model and no secret: choose models in baton.yaml (backends.personas), keys belong in .env. Remove the key';
const NO_FILES = "a flow can't reach other files: write it out here. Remove the key";

describe('a flow that tries to do what no flow may is refused with the reason', () => {
  test.each([
    ['run code by steps', 'steps: [{ handler: sh }]', 'steps', NO_CODE],
    ['run code by a handler', 'handler: ./mine.js', 'handler', NO_CODE],
    ['run a command', 'command: rm -rf /', 'command', NO_CODE],
    ['run a script', 'script: ./x.sh', 'script', NO_CODE],
    ['run code by a hook', 'on: push', 'on', NO_CODE],
    ['skip the citation check', 'verify: false', 'verify', NO_GATE],
    ['move the gate', 'threshold: 0', 'threshold', NO_GATE],
    ['skip a step', 'skip: [verdict]', 'skip', NO_GATE],
    ['act instead of plan', 'mode: act', 'mode', NO_WRITE],
    ['act by the name of the column', 'mode_id: act', 'mode_id', NO_WRITE],
    ['bring tools', 'tools: [Bash, Write]', 'tools', NO_WRITE],
    ['take permissions', 'permissions: all', 'permissions', NO_WRITE],
    ['write', 'write: true', 'write', NO_WRITE],
    ['leave the sandbox', 'sandbox: off', 'sandbox', NO_WRITE],
    ['choose a model', 'model: big', 'model', NO_MODEL],
    ['hold a key', 'api_key: sk-1', 'api_key', NO_MODEL],
    ['set variables', 'env: { A: b }', 'env', NO_MODEL],
    ['read another file', 'include: ../../etc/passwd', 'include', NO_FILES],
    ['read an address', 'url: https://evil.example', 'url', NO_FILES],
  ])('%s', (_what, line, key, why) => {
    expect(problemsOf(`${SMALLEST}${line}\n`)).toEqual([
      `flows/db.yaml:5:1 error: "${key}" is not allowed: ${why}`,
    ]);
  });

  test.each([
    ['a command', 'run: make', 'run', NO_CODE],
    ['a mode', 'mode: act', 'mode', NO_WRITE],
    ['a contract of its own', 'contract: Report', 'contract', null],
  ])('in a lens: %s', (_what, line, key, why) => {
    const text = SMALLEST.replace('[data-steward]', `\n  - persona: data-steward\n    ${line}`);
    const [problem, ...others] = problemsOf(text);
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^flows/db\\.yaml:6:5 error: "${key}" is not `));
    if (why !== null) expect(problem).toContain(why);
  });

  test.each(['0', '-1', '5', '1.5', 'false', 'none', '[1]', '{ small: 0, medium: 1, large: 1 }'])(
    'skeptics: %s',
    (value) => {
      const [problem, ...others] = problemsOf(`${SMALLEST}skeptics: ${value}\n`);
      expect(others).toEqual([]);
      expect(problem).toMatch(/^flows\/db\.yaml:5:\d+ error: skeptics/);
      expect(problem).toContain(
        "is a whole number from 1 to 4: a flow can't skip the challenge of its findings",
      );
    },
  );
});

const withLens = (lens: string) => SMALLEST.replace('[data-steward]', lens);
const oneLens = (...keys: readonly string[]) =>
  withLens(`\n  - persona: data-steward${keys.map((key) => `\n    ${key}`).join('')}`);

describe('a wrong value', () => {
  test.each<[what: string, text: string, at: string, message: string]>([
    ['no name', SMALLEST.replace('name: database-review\n', ''), '1:1', 'name is missing'],
    ['an empty purpose', SMALLEST.replace(/purpose: .*/, 'purpose:'), '3:1', 'purpose is empty'],
    ['a blank purpose', SMALLEST.replace(/purpose: .*/, 'purpose: " "'), '3:1', 'purpose is blank'],
    [
      'a purpose of two hundred characters',
      SMALLEST.replace(/purpose: .*/, `purpose: ${'x'.repeat(200)}`),
      '3:1',
      'purpose has 200 characters; the most is 150',
    ],
    [
      'a control character',
      SMALLEST.replace(/purpose: .*/, 'purpose: "a\\u202eb"'),
      '3:1',
      'purpose holds a control character',
    ],
    [
      'a number for a text',
      SMALLEST.replace(/purpose: .*/, 'purpose: 12'),
      '3:1',
      'purpose is not a text; put it in quotes if it looks like a number or a list',
    ],
    [
      'a name that nobody can type',
      SMALLEST.replace('database-review', 'Database Review'),
      '1:1',
      'name is not a name: lower-case words of letters and digits joined by hyphens, such as database-review',
    ],
    [
      'a path for a name',
      SMALLEST.replace('database-review', '../../etc'),
      '1:1',
      'name is not a name: lower-case words of letters and digits joined by hyphens, such as database-review',
    ],
    [
      'a long name',
      SMALLEST.replace('database-review', 'a'.repeat(41)),
      '1:1',
      'name has more than 40 characters',
    ],
    [
      'a title with mark-up',
      `${SMALLEST}title: "**Big** <b>"\n`,
      '5:1',
      "title holds a character that a title can't have: letters, digits, spaces and , . : ( ) / & ' + - are allowed",
    ],
    [
      'a category of its own',
      SMALLEST.replace('Review', 'Database'),
      '2:1',
      'category is Analysis, Discovery, Planning, Authoring or Review, not "Database"',
    ],
    ['an unknown template', `${SMALLEST}template: free\n`, '5:1', 'template is findings or map, not "free"'],
    ['a word for a switch', `${SMALLEST}compares: maybe\n`, '5:1', 'compares is true, false or optional'],
    ['no lenses', withLens('[]'), '4:1', 'lenses is empty: name at least one persona'],
    [
      'thirteen lenses',
      withLens(`[${'data-steward, '.repeat(13)}]`),
      '4:1',
      'lenses has more than 12 lenses',
    ],
    ['a lens without a persona', withLens('\n  - name: a'), '5:5', 'lenses.0.persona is missing'],
    [
      'an unknown size',
      oneLens('sizes: [huge]'),
      '6:13',
      'lenses.0.sizes.0 is small, medium or large, not "huge"',
    ],
    ['no size', oneLens('sizes: []'), '6:5', 'lenses.0.sizes names no size; leave it out for all of them'],
    [
      'a focus of a thousand characters',
      oneLens(`focus: ${'x'.repeat(1000)}`),
      '6:5',
      'lenses.0.focus has 1,000 characters; the most is 500',
    ],
    [
      'a condition that counts to zero',
      oneLens('when: { fact: migrations, at_least: 0 }'),
      '6:31',
      'lenses.0.when.at_least is a whole number from 1',
    ],
    [
      'a misspelt key',
      `${SMALLEST}titel: x\n`,
      '5:1',
      '"titel" is not a key of a flow; did you mean "title"?',
    ],
  ])('%s', (_what, text, at, message) => {
    expect(problemsOf(text)).toEqual([`flows/db.yaml:${at} error: ${message}`]);
  });
});

describe('a name that does not fit', () => {
  test.each<[what: string, text: string, at: string, message: string]>([
    [
      "the name of one of Baton's flows",
      SMALLEST.replace('database-review', 'code-review'),
      '1:1',
      "name is code-review, which is a flow of Baton's; choose another name",
    ],
    [
      'a command of chat',
      SMALLEST.replace('database-review', 'show'),
      '1:1',
      'name is show, which chat takes for a command; choose another name',
    ],
    [
      'a misspelt persona',
      withLens('[data-stewart]'),
      '4:10',
      'lenses.0 is "data-stewart", which is no persona; did you mean "data-steward"?',
    ],
    [
      'the skeptic as a lens',
      withLens('\n  - persona: skeptic'),
      '5:5',
      'lenses.0.persona is skeptic, which returns SkepticOutput; a lens of this template returns findings',
    ],
    [
      'an explorer in a flow of findings',
      withLens('[cartographer]'),
      '4:10',
      'lenses.0 is cartographer, which returns SystemMap; a lens of this template returns findings',
    ],
    [
      'the synthesist in a map',
      `${withLens('[synthesist]')}template: map\n`,
      '4:10',
      'lenses.0 is synthesist, which returns Synthesis; a lens of this template returns maps or findings',
    ],
    [
      'two lenses with one name',
      withLens('[data-steward, data-steward]'),
      '4:24',
      'lenses.1 has the name of lenses.0; give it a name of its own',
    ],
    [
      'an unknown kind of facts',
      oneLens('when: migration'),
      '6:5',
      'lenses.0.when names "migration", which is no kind of facts; did you mean "migrations"?',
    ],
    [
      'a fact of a change in a flow that reads a tree',
      `${oneLens('when: exports-changed')}\ncompares: false\n`,
      '6:5',
      'lenses.0.when names exports-changed, which exists only in a flow with compares: true',
    ],
    [
      'a section that is none',
      `${SMALLEST}sections: [changed-file]\n`,
      '5:12',
      'sections.0 is "changed-file", which is no section; did you mean "changed-files"?',
    ],
    [
      'a section of a change in a flow that reads a tree',
      `${SMALLEST}compares: false\nsections: [changed-files]\n`,
      '6:12',
      'sections.0 is changed-files, which shows a change; it needs compares: true',
    ],
    [
      'a section of a tree in a flow that compares',
      `${SMALLEST}sections: [worst-functions]\n`,
      '5:12',
      'sections.0 is worst-functions, which shows a whole tree; it needs compares: false',
    ],
    [
      'a section twice',
      `${SMALLEST}sections: [about, about]\n`,
      '5:19',
      'sections.1 is there twice; remove it',
    ],
    [
      'an arbiter in a map',
      `${withLens('[cartographer]')}template: map\narbiter: [large]\n`,
      '6:1',
      'arbiter belongs to the template findings, since the statements of a map do not compete; remove it',
    ],
    [
      'a size without a lens',
      oneLens('sizes: [small, medium]'),
      '4:1',
      'lenses has none in size large; add the size to a lens',
    ],
    [
      'a size that fast leaves empty',
      oneLens('fast: [small, medium]'),
      '4:1',
      'lenses has none left in size large with fast; set fast: true for one of them',
    ],
  ])('%s', (_what, text, at, message) => {
    expect(problemsOf(text)).toEqual([`flows/db.yaml:${at} error: ${message}`]);
  });
});

describe('a text that is no flow', () => {
  const anchors = 'anchors and aliases are not supported; write the value out';
  test.each<[what: string, text: string, problems: readonly string[]]>([
    [
      'an empty file',
      '',
      ['1:1 error: a flow is a map of keys and values; begin with name, category, purpose and lenses'],
    ],
    [
      'a list',
      '- name: x\n',
      ['1:1 error: a flow is a map of keys and values; begin with name, category, purpose and lenses'],
    ],
    ['a key twice', `${SMALLEST}name: other\n`, ['5:1 error: this key is given twice; remove one of them']],
    [
      'two documents',
      `${SMALLEST}---\nname: b\n`,
      ['5:1 error: begins a second document; write one file for each'],
    ],
    [
      'an alias',
      `title: &t Big\n${SMALLEST}question: *t\n`,
      [`1:11 error: ${anchors}`, `6:11 error: ${anchors}`],
    ],
    [
      'a tag',
      `${SMALLEST}title: !!js/function "x"\n`,
      ["5:8 error: can't be read as YAML: Unresolved tag: tag:yaml.org,2002:js/function"],
    ],
  ])('%s', (_what, text, problems) => {
    expect(problemsOf(text)).toEqual(problems.map((problem) => `flows/db.yaml:${problem}`));
  });

  test('a bomb of aliases is refused before it grows', () => {
    const level = (n: number) =>
      `a${n}: &a${n} [${Array(9)
        .fill(n === 0 ? 'x' : `*a${n - 1}`)
        .join(', ')}]`;
    const bomb = Array.from({ length: 9 }, (_, n) => level(n)).join('\n');
    const problems = problemsOf(bomb);
    expect(problems[0]).toBe(`flows/db.yaml:1:9 error: ${anchors}`);
    expect(problems.every((problem) => problem.endsWith(anchors))).toBe(true);
  });

  test('a text that is nested too deeply is refused, with few lines', () => {
    const problems = problemsOf('['.repeat(20_000));
    expect(problems.length).toBeLessThanOrEqual(5);
    expect(problems.join()).toContain("can't be read as YAML: it is nested too deeply");
  });

  test('an unclosed bracket names its place', () => {
    expect(problemsOf('name: [\n')[0]).toMatch(/^flows\/db\.yaml:\d+:\d+ error: can't be read as YAML: /);
  });
});

test('all faults of a file are told at once, from top to bottom', () => {
  const text = `name: Big\ncategory: Review\nlenses: [data-steward]\nmode: act\nfoo: 1\n`;
  const places = problemsOf(text).map((problem) => problem.split(' ')[0]);
  expect(places).toEqual([
    'flows/db.yaml:1:1',
    'flows/db.yaml:1:1',
    'flows/db.yaml:4:1',
    'flows/db.yaml:5:1',
  ]);
});
