/** One version that a manifest asks for, and how they are read line by line. Pure. */

export interface AskedVersion {
  readonly name: string;
  /** as it is written: `^1.2.3`, `>=3.9`, `v2.0.0` */
  readonly version: string;
  readonly line: number;
  readonly dev: boolean;
  /** a language or platform, by the name that people know it by */
  readonly runtime: boolean;
}

/** One entry for each line that the pattern matches: its groups are the name and the version. */
export function byLine(
  text: string,
  pattern: RegExp,
  dev: (line: string, index: number) => boolean,
): AskedVersion[] {
  return text.split('\n').flatMap((line, index) => {
    const [, name, version] = pattern.exec(line) ?? [];
    if (name === undefined || version === undefined) return [];
    return [{ name, version: version.trim(), line: index + 1, dev: dev(line, index), runtime: false }];
  });
}
