/** What is wrong with a file of the operator's own, and where: printed as a linter prints it. */

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Position {
  /** as the reader of the files names it */
  readonly file: string;
  /** what is wrong and what to do, without a period */
  readonly message: string;
}

/** A problem of a file that its reader knows. */
export type Fault = Omit<Problem, 'file'>;

/** By file, then from top to bottom, each once. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const once = new Map(problems.map((problem) => [JSON.stringify(Object.values(problem)), problem]));
  return [...once.values()].sort(
    (a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)) || a.line - b.line || a.column - b.column,
  );
}

/** `flows/db.yaml:7:3 error: …` */
export function problemLine({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} error: ${message}`;
}
