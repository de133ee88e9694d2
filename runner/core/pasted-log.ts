/**
 * Finds a stack trace or log output in a free text, such as a focus into which one was pasted. It only says where it
 * begins and ends; what its frames point at is read elsewhere. Pure.
 */

export interface PastedLog {
  /** what the person wrote around it, without the fences of a code block; empty if nothing */
  readonly around: string;
  readonly log: string;
}

/** Lines that only stack traces and crashes have, by language. */
const TRACE: readonly RegExp[] = [
  // JavaScript, Java, Kotlin, Scala, Rust: `at name (file:line)` and `at file:line:column`
  /^\s*at\s+\S.*\([^()]*:\d+(?::\d+)?\)\s*$|^\s*at\s+(?:async\s+)?[^\s()]*[A-Za-z_/\\>][^\s()]*:\d+:\d+\s*$/,
  /^\s*at\s+[\w$.<>/]+\((?:Native Method|Unknown Source|<anonymous>|native)\)\s*$/,
  // JavaScript in Firefox and Safari
  /^[^\s@]*@(?:https?|file|webpack[\w-]*|resource):\S+:\d+:\d+\s*$/,
  // .NET
  /^\s*at\s+[\w.`<>[\],+]+\(.*\)(?:\s+in\s+.+:line\s+\d+)?\s*$/,
  // Java and its family
  /^(?:Exception in thread\s|\s*Caused by:\s|\s*Suppressed:\s|\s*\.\.\. \d+ (?:more|common frames omitted))/,
  // Python
  /^\s*(?:[|+]\s+)*Traceback \(most recent call last\):|^\s*File "[^"\n]+", line \d+/,
  // Go
  /^(?:panic: |fatal error: |goroutine \d+ \[)|^\s+\S+\.(?:go|s):\d+(?: \+0x[\da-f]+)?\s*$/,
  // Rust
  /^thread '[^'\n]*'(?: \(\d+\))? panicked at\b|^stack backtrace:\s*$/,
  // Ruby
  /^\s*(?:\[?\d+\]?:?\s*)?(?:from\s+)?\S+\.(?:rb|erb|rake|ru|haml|slim):\d+:in\b/,
  // PHP
  /^\s*#\d+\s+(?:\{main\}|\[internal function\]|\S.*\(\d+\):)|\bPHP (?:Fatal|Parse|Recoverable) error:\s/,
  // C, C++ and Objective-C under a debugger or sanitizer; Dart; Swift
  /^\s*#\d+\s+\S.*(?:\bat\s+\S+:\d+|\([^()\n]*:\d+(?::\d+)?\)|\s\S+:\d+(?::\d+)?)\s*$/,
  /^={2,}\d+={2,}\s*ERROR:|^\s*#\d+\s+0x[\da-f]+\s+in\s/,
  /^\d+\s+\S+\s+0x[\da-f]{8,16}\s+\S|^\S+\.swift:\d+: (?:Fatal error|Precondition failed)/,
  /^terminate called (?:after|without)|^(?:Segmentation fault|Bus error|Aborted|Illegal instruction)\b.*\(core dumped\)/,
  // Elixir and Erlang
  /^\s*\*\* \((?:\w+\.)*\w+(?:Error|EXIT[^)]*|exit|throw)?\)\s|^\s+(?:\([^()\n]+\)\s+)?\S+\.(?:exs?|erl):\d+:/,
  // Perl, Lua, Haskell
  /^\S.*\sat\s\S+\.(?:pl|pm|t|cgi)\sline\s\d+\.?\s*$|^\s+\S+ called at \S+ line \d+/,
  /^(?:\w+: )?\S+\.lua:\d+: |^stack traceback:\s*$/,
  /^CallStack \(from HasCallStack\):|^\s+\S+, called at \S+:\d+:\d+ in /,
];

/** Lines of a log, by their beginning: a time, a level or JSON. One alone may be prose. */
const LOG: readonly RegExp[] = [
  /^\s*[[(]?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d/,
  /^\s*[[(]?\d\d:\d\d:\d\d(?:[.,]\d+)?[\])]?\s/,
  /^\s*[A-Z][a-z]{2}\s+\d{1,2}\s\d\d:\d\d:\d\d\s/,
  /^\s*\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE|PANIC)\]?\s*[:|\]\s[]/,
  /^\s*(?:time|ts|level|lvl|msg)=\S/,
  /^\s*\{.*"(?:level|severity|lvl|msg|message|time|timestamp|ts)"\s*:/,
  /^\S+ \S+ \S+ \[[^\]\n]+\] "[A-Z]+ \S+/,
  /^(?:[VDIWEF]\/\S+\s*(?:\(\s*\d+\))?:|[IWEF]\d{4} \d\d:\d\d:\d\d)/,
  /^(?:npm (?:ERR!|error|warn)|error\[E\d+\]:|E\s{3})\s*/,
];

/** The error itself, above or below its frames. */
const ERROR_LINE =
  /^\s*(?:[Uu]n(?:caught|handled)\b.*|(?:[\w$]+[.:/\\]+)*[\w$]*(?:Error|Exception|Failure|Fault|Panic|Interrupt|Warning|Exit)\b(?:\s*\[[^\]\n]*\])?(?:\s*[:(-].*)?|(?:fatal|error)\b[^\n]*:.*)$/;
/** Source that a trace shows above the error: a place, a caret. */
const EXCERPT = /^\s*(?:\^[\^~\s]*|(?:file:\/\/)?\S+\.\w+:\d+(?::\d+)?:?)\s*$/;
const FENCE = /^\s*`{3,}\s*[\w-]*\s*$/;
const LABEL =
  /^\s*(?:here(?:'s| is)?\s+)?(?:the\s+)?(?:full\s+)?(?:stack\s*trace|trace|traceback|backtrace|logs?|output|error|errors|exception)\s*(?:is)?\s*:?\s*$/i;

/** Returns null if the text holds neither a stack trace nor at least two lines of a log. */
export function pastedLogIn(text: string): PastedLog | null {
  const lines = split(text);
  const place = placeOf(lines);
  if (place === null) return null;
  const log = lines.slice(place.start, place.end).filter((line) => !FENCE.test(line));
  const around = [prose(lines.slice(0, place.start)), prose(lines.slice(place.end))];
  return { around: around.filter((part) => part !== '').join('\n\n'), log: trimmed(log).join('\n') };
}

/** Returns the offset at which a pasted log begins; the length of the text if there is none. */
export function logStart(text: string): number {
  const lines = text.split('\n');
  const place = placeOf(lines);
  if (place === null) return text.length;
  return lines.slice(0, place.start).reduce((sum, line) => sum + line.length + 1, 0);
}

/** Longer lines are judged by their beginning. */
const MOST_OF_A_LINE = 1000;

/** Whether a line is one that only stack traces and crashes have. */
export const isTraceLine = (line: string): boolean => isOne(TRACE, line);

const isOne = (patterns: readonly RegExp[], line: string): boolean =>
  patterns.some((pattern) => pattern.test(line.slice(0, MOST_OF_A_LINE)));

function placeOf(lines: readonly string[]): { readonly start: number; readonly end: number } | null {
  const kinds = lines.map((line) => (isTraceLine(line) ? 'trace' : isOne(LOG, line) ? 'log' : null));
  const marked = [...kinds.keys()].filter((at) => kinds[at] !== null);
  const [first] = marked;
  const last = marked.at(-1);
  if (first === undefined || last === undefined) return null;
  if (!kinds.includes('trace') && marked.length < 2) return null;
  return { start: beginning(lines, first), end: ending(lines, last) };
}

/** Takes the error above the first line that is sure, and the source that some traces show above the error. */
function beginning(lines: readonly string[], first: number): number {
  let start = first;
  for (let at = first - 1; at >= 0; at--) {
    const line = lines[at] ?? '';
    const isPart = isOne([ERROR_LINE, EXCERPT, FENCE], line);
    if (isPart) start = at;
    else if (line.trim() !== '' && !/^\s/.test(line)) break;
  }
  return start;
}

/** Takes what follows without a blank line, such as the error below a Python trace. */
function ending(lines: readonly string[], last: number): number {
  let end = last + 1;
  while (end < lines.length && (lines[end] ?? '').trim() !== '' && !FENCE.test(lines[end] ?? '')) end += 1;
  return end;
}

function prose(lines: readonly string[]): string {
  const kept = lines.filter((line) => !FENCE.test(line) && !LABEL.test(line));
  return trimmed(kept).join('\n').trim();
}

function trimmed(lines: readonly string[]): readonly string[] {
  const isText = (line: string): boolean => line.trim() !== '';
  const start = lines.findIndex(isText);
  return start === -1 ? [] : lines.slice(start, lines.findLastIndex(isText) + 1);
}

/** A field of one line loses the line breaks of what is pasted; they are put back before each frame. */
const FLAT =
  /\s+(?=at\s+(?:async\s+)?[^\s()]+\s*\([^()\s]+:\d+(?::\d+)?\)|at\s+[^\s()]+:\d+:\d+(?:\s|$)|at\s+[\w.`<>]+\([^()]*\)\s+in\s+\S+:line\s\d+|File\s+"[^"]+",\s+line\s+\d+|Caused by:\s|goroutine\s+\d+\s+\[|\S+\.go:\d+\s+\+0x|#\d+\s+(?:0x[\da-f]+|\S+\(\d+\):)|from\s+\S+\.rb:\d+:in\s|\S+\.rb:\d+:in\s|Traceback\s+\(most)/g;

function split(text: string): string[] {
  const lines = text.split('\n');
  if (lines.length > 1) return lines;
  return text.replace(FLAT, '\n    ').split('\n');
}
