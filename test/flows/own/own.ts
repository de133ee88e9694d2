/** Own files in tests: read against the real personas and flows. */
import { join } from 'node:path';
import { FLOWS } from '../../../flows/catalogue/catalogue.ts';
import { type OwnContent, readOwn } from '../../../flows/own/own-files.ts';
import { problemLine } from '../../../flows/own/problem.ts';
import { loadPersonas } from '../../../personas/load.ts';
import type { Flow } from '../../../runner/core/step-spec.ts';

const { personas } = await loadPersonas(join(import.meta.dirname, '../../../personas'));

export const BUILT_IN = {
  personas,
  builtInFlows: FLOWS.map(({ name }) => name),
  commands: ['show', 'help', 'run'],
};

/** The smallest flow that is useful. */
export const SMALLEST = `name: database-review
category: Review
purpose: Is this change safe for the database?
lenses: [data-steward]
`;

export const PERSONA = `---
id: query-reviewer
category: Review
---
## Remit

Find slow queries.
`;

type Texts = Readonly<Record<string, string>>;

/** By the names of their files. */
export function read(flows: Texts, own: Texts = {}): OwnContent {
  const files = (texts: Texts) => Object.entries(texts).map(([file, text]) => ({ file, text }));
  return readOwn({ flows: files(flows), personas: files(own) }, BUILT_IN);
}

export function problemsOf(flow: string, own: Texts = {}): string[] {
  return read({ 'flows/db.yaml': flow }, own).problems.map(problemLine);
}

export function personaProblems(text: string, file = 'personas/query-reviewer.md'): string[] {
  return read({}, { [file]: text }).problems.map(problemLine);
}

/** The flow of a text without problems. */
export function flowOf(text: string, own: Texts = {}): Flow {
  const { flows, problems } = read({ 'flows/db.yaml': text }, own);
  const [flow] = flows;
  if (flow === undefined) throw new Error(problems.map(problemLine).join('\n'));
  return flow;
}
