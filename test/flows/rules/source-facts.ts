/** Facts about one source file, as several tests need them. */
import { fact } from './fact-builder.ts';

export const hot = (path: string, changes: number, complexity: number, fan_in = 0) =>
  fact('hotspot', { path, value: changes * complexity, data: { changes, complexity, fan_in } });
export const complex = (path: string, name: string, line: number, value: number) =>
  fact('complexity', {
    path,
    line,
    end: line + 30,
    value: value * 2,
    quote: `export async function ${name}(input: Input) {`,
    data: { functions: 4, most: { name, line, end: line + 30, value } },
  });
export const changed = (path: string, value: number, subject = 'modified') =>
  fact('diff', { path, subject, value, data: { added: value - 1, deleted: 1, area: 'src', risk: value } });
export const reach = (path: string, value: number, fan_in = 2) =>
  fact('test-reach', { path, value, data: { fan_in } });
/** So many source files of all are not reached by tests. */
export const reachOfAll = (value: number, of: number) =>
  fact('test-reach', { subject: 'all', value, data: { fan_in: 0, of, folders: [] } });
