/** A folder that is built by itself, as the readers of its commands see it, and a command that they find. */
import type { CommandKind } from '../../../contracts/project-facts.ts';

export interface Command {
  readonly kind: CommandKind;
  readonly command: string;
  /** what shows that it exists, from the folder of the project */
  readonly file: string;
  /** a line of it that says so, if one does */
  readonly line?: number;
}

/** A folder that is built by itself. */
export interface ProjectFolder {
  /** names of its files */
  readonly names: readonly string[];
  /** the text of one of them; empty for what is not there */
  readonly text: (name: string) => string;
  /** whether a path below it is a file */
  readonly has: (path: string) => boolean;
  /** paths of the files below it that match */
  readonly below: (pattern: RegExp) => readonly string[];
  /** lines of source by language */
  readonly languages: ReadonlyMap<string, number>;
  /** what CI runs, a command per line */
  readonly ci: string;
}
