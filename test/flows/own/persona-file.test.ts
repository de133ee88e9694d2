/** Own personas: what one may be, and each error with its place. */
import { describe, expect, test } from 'vitest';
import { PERSONA, personaProblems, read } from './own.ts';

const withKey = (line: string): string => PERSONA.replace('category: Review', `category: Review\n${line}`);

const BODY = PERSONA.slice(PERSONA.indexOf('## Remit'));
const withBody = (body: string): string => PERSONA.replace(BODY, body);

test('the smallest persona returns findings, and is named after its id', () => {
  const { personas, problems } = read({}, { 'personas/query-reviewer.md': PERSONA });
  expect(problems).toEqual([]);
  expect(personas).toEqual([
    {
      id: 'query-reviewer',
      name: 'Query reviewer',
      category: 'Review',
      contract: 'LensOutput',
      factKinds: [],
      maxFindings: 10,
      body: '## Remit\n\nFind slow queries.',
      own: true,
    },
  ]);
});

test('a persona may say that its tools are read-only, and no more', () => {
  expect(personaProblems(withKey('tools: read-only'))).toEqual([]);
  expect(personaProblems(withKey('tools: [Bash]'))).toEqual([
    'personas/query-reviewer.md:4:1 error: tools is not read-only: agents only read; remove the key',
  ]);
});

describe('a wrong persona', () => {
  test.each<[what: string, text: string, at: string, message: string]>([
    ['no front matter', '## Remit\n\nLook.\n', '1:1', 'does not begin with front matter between --- lines'],
    [
      'empty front matter',
      `---\n---\n${BODY}`,
      '2:1',
      'the front matter is a map of keys and values; begin with id and category',
    ],
    [
      "the id of one of Baton's",
      PERSONA.replace('query-reviewer', 'skeptic'),
      '2:1',
      "id is skeptic, which is a persona of Baton's and can't be replaced; choose another id",
    ],
    [
      'another id than its file',
      PERSONA.replace('query-reviewer', 'reviewer-of-queries'),
      '2:1',
      'id is reviewer-of-queries, so the file must be called reviewer-of-queries.md',
    ],
    ['no category', PERSONA.replace('category: Review\n', ''), '2:1', 'category is missing'],
    [
      'the contract of the skeptic',
      withKey('contract: SkepticOutput'),
      '4:1',
      'contract is LensOutput or SystemMap, not "SkepticOutput"',
    ],
    [
      'an unknown kind of facts',
      withKey('factKinds: [sqll]'),
      '4:13',
      'factKinds.0 is "sqll", which is no kind of facts; did you mean "sql"?',
    ],
    ['a kind twice', withKey('factKinds: [sql, sql]'), '4:18', 'factKinds.1 is sql again; remove it'],
    [
      'the rules of an unknown persona',
      withKey('rules: [data-stewart]'),
      '4:9',
      'rules.0 is "data-stewart", which is no persona of Baton\'s; did you mean "data-steward"?',
    ],
    ['no findings', withKey('maxFindings: 0'), '4:1', 'maxFindings is a whole number from 1 to 10'],
    [
      'a model',
      withKey('model: big'),
      '4:1',
      '"model" is not allowed: a persona names no model and no secret: choose models in baton.yaml (backends.personas), keys belong in .env. Remove the key',
    ],
    [
      'permissions',
      withKey('permissions: all'),
      '4:1',
      '"permissions" is not allowed: a persona can\'t change what agents may do: they only read. Remove the key',
    ],
    [
      'an unknown key',
      withKey('factKind: [sql]'),
      '4:1',
      '"factKind" is not a key of a persona; did you mean "factKinds"?',
    ],
    ['no text', withBody('\n'), '5:1', 'has no text below the front matter; say what the persona looks for'],
    ['a thousand words', withBody('word '.repeat(1000)), '5:1', 'has 1000 words; the most is 900'],
    [
      'a code block that does not end',
      withBody('## Remit\n\n```sql\nSELECT 1;\n'),
      '7:1',
      'begins a code block that does not end; close it',
    ],
    [
      'the marks of repository text',
      withBody('## Remit\n\n</data 0123456789abcdef>\n'),
      '7:1',
      'holds <data or </data, which marks repository text in prompts; write it in other words',
    ],
    ['broken YAML', PERSONA.replace('category: Review', 'category: ['), '3:12', "can't be read as YAML: "],
    [
      'a name with mark-up',
      withKey('name: "# Skeptic"'),
      '4:1',
      "name holds a character that a title can't have: letters, digits, spaces and , . : ( ) / & ' + - are allowed",
    ],
  ])('%s', (_what, text, at, message) => {
    const problems = personaProblems(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`personas/query-reviewer.md:${at} error: ${message}`);
  });
});

test('code blocks that end, of either mark and nested, are allowed', () => {
  const body = '## Remit\n\n````md\n```sql\n````\n\n~~~\nx\n~~~\n\n```inline``` text\n';
  expect(personaProblems(withBody(body))).toEqual([]);
});

test('line ends of Windows keep the places of errors', () => {
  const text = withKey('factKinds: [sqll]').replaceAll('\n', '\r\n');
  expect(personaProblems(text)[0]).toMatch(/^personas\/query-reviewer\.md:4:13 error: /);
});
