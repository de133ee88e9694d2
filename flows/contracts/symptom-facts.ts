/** The `data` of facts about a symptom: frames of a stack trace, where its message is written, what changed there, what is near. */

/** What became of a printed frame at the pinned commit. */
export type FrameState =
  /** the line is there, and nothing speaks against its function */
  | 'found'
  /** the line is there, but in another function than the trace says: the trace is of another version */
  | 'other-function'
  /** the line that the trace quotes is elsewhere in the file: the trace is of another version */
  | 'moved'
  /** the file has fewer lines, or nothing on that line that could throw */
  | 'no-such-line'
  /** of compiled output; the source is known, the line is not */
  | 'compiled'
  | 'ambiguous'
  /** of a runtime, a standard library or an installed package */
  | 'foreign'
  /** no file of the commit has that path */
  | 'missing';

/** Comments describe a fact's `subject`, `value`, `path`, `line` and `end`. */
export interface SymptomFactData {
  /**
   * the innermost first; subject: the function that the trace names; value: the frame as printed, without its column; path,
   * line..end: the line at the commit, or the function if only that is known
   */
  frame: {
    state: FrameState;
    /** which of the traces it is of, from 1 */
    trace: number;
    printed: { file: string; line: number };
    /** the function at the line, which the source calls so */
    within: string | null;
    /** of an ambiguous frame: files that end like it; of a foreign one: the package */
    others: string[];
    /** the version of the installed package that the frame is of */
    version: string | null;
  };
  /** subject: the error's type, if it has one; value: its message */
  symptom: { trace: number; runtime: boolean };
  /** path, line: where the message is written; subject: the words of it that stand there; value: per cent of the message */
  'message-source': { use: 'throws' | 'logs' | 'text'; trace: number };
  /** path, line: what it changed; subject: its first line; value: the commit, 12 digits */
  suspect: {
    sha: string;
    /** ISO date of the commit, and how many days that is before the pinned one */
    date: string;
    days: number;
    /** the nearest thing to the symptom that it changed */
    changed: 'frame line' | 'message line' | 'function' | 'file';
  };
  /** path, line: code near the innermost frame; subject: as `what`; value: the name or the number that matters */
  related: { what: 'handler' | 'caller' | 'together' | 'test'; of: string };
}
