/** Facts about one source file, as several tests need them. */
import type { FactData } from '../../../flows/contracts/evidence-pack.ts';
import type { FunctionMeasure } from '../../../flows/contracts/measures.ts';
import { fact } from './fact-builder.ts';

/** A function's measures, as its complexity alone would have them. */
export const measure = (name: string, complexity: number): FunctionMeasure => ({
  name,
  complexity,
  cognitive: complexity,
  nesting: 3,
  deepest: null,
  lines: 30,
});

type Hot = Partial<FactData['hotspot']> & { line?: number };

/** A hotspot; its `changes` are those of the function, which are all of its file. */
export const hot = (path: string, changes: number, complexity: number, more: Hot = {}) =>
  hotByFile(path, changes, complexity, { own: { changes, recent: more.recent ?? 1 }, ...more });

/** A hotspot of which only the changes of its file are known. */
export const hotByFile = (
  path: string,
  changes: number,
  complexity: number,
  { name = 'load', line = 40, ...more }: Hot = {},
) =>
  fact('hotspot', {
    path,
    line,
    end: line + 30,
    value: changes * complexity,
    quote: `export async function ${name}(input: Input) {`,
    data: { ...measure(name, complexity), changes, recent: 1, fan_in: 0, ...more },
  });
export const complex = (path: string, name: string, line: number, value: number) =>
  fact('complexity', {
    path,
    line,
    end: line + 30,
    value,
    quote: `export async function ${name}(input: Input) {`,
    data: { ...measure(name, value), functions: 4 },
  });
export const changed = (path: string, value: number, subject = 'modified') =>
  fact('diff', { path, subject, value, data: { added: value - 1, deleted: 1, role: 'src', risk: value } });
export const reach = (path: string, value: number, fan_in = 2) =>
  fact('test-reach', { path, value, data: { fan_in } });
/** So many source files of all are not reached by tests. */
export const reachOfAll = (value: number, of: number) =>
  fact('test-reach', { subject: 'all', value, data: { fan_in: 0, of, folders: [] } });
