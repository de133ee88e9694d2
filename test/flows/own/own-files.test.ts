/** Several own files together: names that are there twice, and flows whose persona has errors. */
import { expect, test } from 'vitest';
import { problemLine } from '../../../flows/own/problem.ts';
import { PERSONA, read, SMALLEST } from './own.ts';

const lines = (content: ReturnType<typeof read>) => content.problems.map(problemLine);

test('an own persona is a lens of an own flow', () => {
  const flow = SMALLEST.replace('data-steward', 'query-reviewer');
  const { flows, problems } = read({ 'flows/db.yaml': flow }, { 'personas/query-reviewer.md': PERSONA });
  expect(problems).toEqual([]);
  expect(flows[0]?.steps.filter(({ persona }) => persona === 'query-reviewer')).toHaveLength(3);
});

test('a file with errors leaves out itself only', () => {
  const content = read({ 'flows/a.yaml': 'name: [', 'flows/b.yaml': SMALLEST });
  expect(content.flows.map(({ name }) => name)).toEqual(['database-review']);
  expect(new Set(content.problems.map(({ file }) => file))).toEqual(new Set(['flows/a.yaml']));
});

test('a flow whose persona has errors says so, and does not suggest another one', () => {
  const flow = SMALLEST.replace('data-steward', 'query-reviewer');
  const persona = PERSONA.replace('category: Review', 'category: Reveiw');
  const content = read({ 'flows/db.yaml': flow }, { 'personas/query-reviewer.md': persona });
  expect(content.flows).toEqual([]);
  expect(content.personas).toEqual([]);
  expect(lines(content)).toEqual([
    'flows/db.yaml:4:10 error: lenses.0 is query-reviewer, whose file has errors',
    'personas/query-reviewer.md:3:1 error: category is Analysis, Discovery, Planning, Authoring or Review, not "Reveiw"',
  ]);
});

test('of two flows with one name the first counts, and the second is an error at its name', () => {
  const second = SMALLEST.replace('name: database-review\n', '').concat('name: database-review\n');
  const content = read({ 'flows/a.yaml': SMALLEST, 'flows/b.yaml': second });
  expect(content.flows).toHaveLength(1);
  expect(lines(content)).toEqual([
    'flows/b.yaml:4:1 error: the flow database-review is in flows/a.yaml already; rename one of them',
  ]);
});

test('of two personas with one id the first counts', () => {
  const content = read({}, { 'a/query-reviewer.md': PERSONA, 'b/query-reviewer.md': PERSONA });
  expect(content.personas).toHaveLength(1);
  expect(lines(content)).toEqual([
    'b/query-reviewer.md:1:1 error: the persona query-reviewer is in a/query-reviewer.md already; rename one of them',
  ]);
});

test('a persona with the id of one of Baton’s does not stand in its place', () => {
  const content = read(
    { 'flows/db.yaml': SMALLEST },
    { 'personas/data-steward.md': PERSONA.replace('query-reviewer', 'data-steward') },
  );
  expect(content.personas).toEqual([]);
  expect(content.flows.map(({ name }) => name)).toEqual(['database-review']);
  expect(lines(content)).toEqual([
    "personas/data-steward.md:2:1 error: id is data-steward, which is a persona of Baton's and can't be replaced; choose another id",
  ]);
});
