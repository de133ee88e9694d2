/** What the small repositories of false statements are made with. */
import type { Change } from '../../setup/repositories.ts';

export interface Case {
  /** what the report must not fall for */
  readonly name: string;
  readonly flow: 'tech-debt' | 'codebase-tour';
  readonly commits: readonly Change[];
  readonly wrong: RegExp;
  readonly right?: RegExp;
}

export type Files = Record<string, string | Buffer>;

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
export const times = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => line(i)).join('');
/** So many commits; what differs between them depends on their number. */
export const commits = (n: number, files: (at: number) => Files): Change[] =>
  Array.from({ length: n }, (_, at) => ({ files: files(at) }));
export const debt = (name: string, made: readonly Change[] | Files, wrong: RegExp, right?: RegExp): Case =>
  caseOf('tech-debt', name, made, wrong, right);
export const tour = (name: string, made: readonly Change[] | Files, wrong: RegExp, right?: RegExp): Case =>
  caseOf('codebase-tour', name, made, wrong, right);

export function caseOf(
  flow: Case['flow'],
  name: string,
  made: readonly Change[] | Files,
  wrong: RegExp,
  right?: RegExp,
): Case {
  const list = Array.isArray(made) ? (made as readonly Change[]) : [{ files: made as Files }];
  return { name, flow, commits: list, wrong, ...(right === undefined ? {} : { right }) };
}

/** Functions that are hard to follow: `n` branches, each nested in another one. */
export const py = (name: string, n: number): string =>
  `def ${name}(x):\n${times(n, (i) => `    if x > ${i}:\n        if x == ${i + 1}:\n            return ${i}\n`)}    return 0\n`;
export const js = (name: string, n: number, k = 0): string =>
  `export function ${name}(x) {\n${times(n, (i) => `  if (x > ${i}) {\n    if (x === ${i + k}) return ${i};\n  }\n`)}  return 0;\n}\n`;
export const go = (name: string, n: number, k = 0): string =>
  `func ${name}(x int) int {\n${times(n, (i) => `\tif x > ${i} {\n\t\tif x == ${i + k} {\n\t\t\treturn ${i}\n\t\t}\n\t}\n`)}\treturn 0\n}\n`;
export const kt = (n: number, k = 0): string => times(n, (i) => `    if (x == ${i + k}) { return ${i} }\n`);
