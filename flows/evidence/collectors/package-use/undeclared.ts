/** An import of a package that no manifest declares. */
export interface UndeclaredImport {
  readonly path: string;
  readonly line: number;
  readonly quote: string;
  /** of the package */
  readonly name: string;
  readonly ecosystem: string;
  /** the manifest that should declare it */
  readonly manifest: string;
  /** whether a lock file has it, so that another package brings it along */
  readonly locked: boolean;
}
