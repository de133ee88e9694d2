/** Reads stack traces in text that people paste: from terminals, log files, issue comments, JSON logs. Pure. */
import { type ErrorHead, errorIn } from './error-messages.ts';
import { FRAME_READERS, type PrintedFrame } from './trace-formats.ts';

/** One error with the frames below or above it, the innermost first. */
export interface StackTrace {
  readonly error: ErrorHead | null;
  readonly frames: readonly PrintedFrame[];
}

const MOST_LINES = 4_000;
const LONGEST_LINE = 2_000;

/** The traces in the order in which to read them: what caused the others comes first. */
export function tracesIn(text: string): StackTrace[] {
  const found: Open[] = [];
  let open: Open | null = null;
  let before = '';
  const lines = linesOf(text);
  for (const [at, line] of lines.entries()) {
    const frame = frameIn(line, before) ?? nodeHeader(lines, at);
    const error = frame === null || isInline(line) ? errorIn(line, before) : null;
    if (error !== null) open = withError(found, open, error, line);
    if (frame !== null) {
      open ??= opened(found, null, false);
      const code = codeBelow(lines, at, frame);
      open.frames.push(code === null ? frame : { ...frame, code });
    } else if (/^\s*Traceback \(most recent call (last|first)\)/.test(line)) {
      open = opened(found, null, false);
    } else if (/^\s*goroutine \d+ \[/.test(line) && (open?.frames.length ?? 0) > 0) {
      open = opened(found, null, false);
    }
    before = line;
  }
  return inOrderOfCause(found).filter(({ error, frames }) => error !== null || frames.length > 0);
}

interface Open {
  error: ErrorHead | null;
  readonly frames: PrintedFrame[];
  /** whether the trace before it in the text follows from this one */
  readonly isCause: boolean;
}

function opened(found: Open[], error: ErrorHead | null, isCause: boolean): Open {
  const next: Open = { error, frames: [], isCause };
  found.push(next);
  return next;
}

/** Python and Ruby's older traces print the error after its frames, all others before them. */
function withError(found: Open[], open: Open | null, error: ErrorHead, line: string): Open {
  const isCause = /\bCaused by:|\[cause\]:|--->/.test(line);
  const isPython = open !== null && open.frames.length > 0 && open.frames.at(-1)?.language === 'Python';
  if (open !== null && open.error === null && !isCause && (isPython || open.frames.length === 0)) {
    open.error = error;
    return open;
  }
  if (open?.error !== null && open?.frames.length === 0 && open.error.message === error.message) return open;
  return opened(found, error, isCause);
}

/** Escaped line ends of JSON logs become line ends; marks of quoted mail and terminal colors go. */
function linesOf(text: string): string[] {
  const whole = /\\n\s*(?:at |File \\?"|from |#\d+ |\\t)/.test(text)
    ? text.replaceAll('\\r', '').replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\"', '"')
    : text;
  return (
    whole
      .replaceAll('\r\n', '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals color their output with them
      .replace(/\u001b\[[\d;]*m/g, '')
      .split('\n')
      .slice(0, MOST_LINES)
      .map((line) => line.slice(0, LONGEST_LINE).replace(/^(?:> ?)+/, ''))
  );
}

const CARET = /^\s*[\^~]+\s*$/;

/** Node.js prints where an error was thrown above its name: the place, the line of source, and a caret. */
function nodeHeader(lines: readonly string[], at: number): PrintedFrame | null {
  const groups =
    /^\s*(?<file>(?:file:\/\/)?(?:[A-Za-z]:)?[^\s:]*[\\/][^\s:]+\.[cm]?[jt]sx?):(?<line>\d+)\s*$/.exec(
      lines[at] ?? '',
    )?.groups;
  if (groups === undefined || !CARET.test(lines[at + 2] ?? '')) return null;
  const { file = '', line } = groups;
  return { language: 'JavaScript', file, line: Number(line), column: null, name: null, code: null };
}

/** Python quotes the line of source below each frame, Node.js below the place where the error was thrown. */
function codeBelow(lines: readonly string[], at: number, frame: PrintedFrame): string | null {
  const next = (lines[at + 1] ?? '').replace(/^.*?\|\s(?=\s)/, '');
  if (frame.language === 'JavaScript' && CARET.test(lines[at + 2] ?? '')) return codeOf(next);
  const isCode = frame.language === 'Python' && /^\s{4}/.test(next) && frameIn(next, '') === null;
  return isCode ? codeOf(next) : null;
}

const LEAST_CODE = 6;

function codeOf(line: string): string | null {
  const code = line.trim();
  return code.length >= LEAST_CODE ? code : null;
}

function frameIn(line: string, before: string): PrintedFrame | null {
  for (const read of FRAME_READERS) {
    const frame = read(line, before);
    if (frame !== null) return frame;
  }
  return null;
}

/** A line that says the error and its place at once: `a.rb:3:in 'x': message (Error)`, `panicked at …`, PHP's. */
const isInline = (line: string): boolean =>
  /:\d+:in .*: .+\(\S+\)\s*$|panicked at|PHP |\bUncaught\b|\bFatal error\b|\bthrown\b/i.test(line);

function inOrderOfCause(found: readonly Open[]): StackTrace[] {
  const groups: Open[][] = [];
  for (const one of found) {
    if (one.isCause && groups.length > 0) groups.at(-1)?.unshift(one);
    else groups.push([one]);
  }
  return groups.flat().map(({ error, frames }) => ({
    error,
    frames: frames[0]?.language === 'Python' ? frames.toReversed() : frames,
  }));
}

/** Places such as `src/a.ts:12` or `src/a.ts(12,5)` in text without a trace: compilers, linters, people. */
export function placesIn(text: string): PrintedFrame[] {
  return linesOf(text).flatMap((line) =>
    [...line.matchAll(PLACE)].map(({ groups }): PrintedFrame => {
      const { file = '', line: at = groups?.other, column } = groups ?? {};
      return {
        language: 'unknown',
        file,
        line: Number(at),
        column: column === undefined ? null : Number(column),
        name: null,
        code: null,
      };
    }),
  );
}

const PLACE =
  /(?<![\w/.:@-])(?<file>(?:[A-Za-z]:)?(?:[\w@.+-]*[\\/])*[\w@.+-]+\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|go|java|kt|kts|scala|rb|rake|php|rs|cs|c|h|cc|cpp|hpp|swift|ex|exs|lua|sh|sql))(?::(?<line>\d+)(?::(?<column>\d+))?|\((?<other>\d+)(?:,\d+)?\))(?!\w)/g;
