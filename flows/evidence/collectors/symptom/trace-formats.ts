/** How runtimes print one frame of a stack trace, language by language. Patterns match anywhere in a line, since logs add prefixes. Pure. */

export type TraceLanguage =
  | 'JavaScript'
  | 'Python'
  | 'Go'
  | 'JVM'
  | 'Ruby'
  | 'PHP'
  | 'Rust'
  | 'C#'
  | 'Elixir'
  /** a place such as `src/a.ts:12`, outside any known kind of trace */
  | 'unknown';

export interface PrintedFrame {
  readonly language: TraceLanguage;
  /** as printed; of the JVM the file's name behind the folders of its package */
  readonly file: string;
  readonly line: number;
  readonly column: number | null;
  /** null where the trace names none */
  readonly name: string | null;
  /** the line of source that the trace quotes, trimmed; null without one */
  readonly code: string | null;
}

/** A line of a trace: the line before it names the function in Go and Rust. */
type Reader = (line: string, before: string) => PrintedFrame | null;

interface Groups {
  readonly file?: string | undefined;
  readonly line?: string | undefined;
  readonly column?: string | undefined;
  readonly name?: string | undefined;
}

function frameOf(language: TraceLanguage, groups: Groups, name = groups.name): PrintedFrame | null {
  const { file = '', line = '', column } = groups;
  if (file.trim() === '' || line === '') return null;
  return {
    language,
    file: file.trim(),
    line: Number(line),
    column: column === undefined ? null : Number(column),
    name: name === undefined || name.trim() === '' ? null : name.trim(),
    code: null,
  };
}

function byPattern(language: TraceLanguage, pattern: RegExp): Reader {
  return (line) => {
    const groups = pattern.exec(line)?.groups;
    return groups === undefined ? null : frameOf(language, groups);
  };
}

/** `at com.example.Cart.total(Cart.java:12)`: the package and the file's name make the path. */
const JVM =
  /\bat (?:[\w.@/-]*\/)?(?<owner>[\w$]+(?:\.[\w$]+)*)\.(?<name>[\w$<>-]+)\((?<file>[\w$-]+\.(?:java|kt|kts|scala|groovy|clj)):(?<line>\d+)\)/;

function jvm(line: string): PrintedFrame | null {
  const groups = JVM.exec(line)?.groups;
  if (groups === undefined) return null;
  const folders = (groups.owner ?? '').split('.').slice(0, -1);
  return frameOf('JVM', { ...groups, file: [...folders, groups.file].join('/') });
}

const GO = /^(?:.*?\s)?(?<file>(?:[A-Za-z]:)?[^\s:()"']+\.(?:go|s)):(?<line>\d+)(?: \+0x[0-9a-f]+)?\s*$/;
/** `github.com/a/b/pkg.(*T).Run(0x1, {...})` */
const GO_FUNCTION =
  /(?:^|\s)(?:created by )?((?:[\w.~-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:\(\*?\w+\)|[\w[\].]+)[\w.[\]*()-]*?)(?:\([^)]*\))?(?: in goroutine \d+)?$/;

function go(line: string, before: string): PrintedFrame | null {
  const groups = GO.exec(line)?.groups;
  if (groups === undefined) return null;
  const called = GO_FUNCTION.exec(before.trimEnd())?.[1];
  const name = called?.slice(called.lastIndexOf('/') + 1).replace(/^[\w-]+\./, '');
  return frameOf('Go', groups, name);
}

const RUST_AT = /^\s*(?:\d+:\s*)?at (?<file>[^\s:()]+\.rs):(?<line>\d+)(?::(?<column>\d+))?\s*$/;
const RUST_PANIC = /panicked at (?:'.*', )?(?<file>[^\s:']+\.rs):(?<line>\d+):(?<column>\d+)/;

function rust(line: string, before: string): PrintedFrame | null {
  const panic = RUST_PANIC.exec(line)?.groups;
  if (panic !== undefined) return frameOf('Rust', panic);
  const groups = RUST_AT.exec(line)?.groups;
  if (groups === undefined) return null;
  const called = /^\s*\d+:\s+(?:0x[0-9a-f]+ - )?(\S.*?)(?:::h[0-9a-f]{16})?\s*$/.exec(before)?.[1];
  return frameOf('Rust', groups, called);
}

/** In the order in which they are tried; a line is one frame at most. */
export const FRAME_READERS: readonly Reader[] = [
  byPattern('Python', /\bFile "(?<file>[^"]+)", line (?<line>\d+)(?:, in (?<name>\S.*?))?\s*$/),
  byPattern(
    'C#',
    /\bat (?<name>[\w.<>`[\],+|]+(?:\([^)]*\))?) in (?<file>(?:[A-Za-z]:)?[^:]+):line (?<line>\d+)/,
  ),
  jvm,
  rust,
  byPattern(
    'JavaScript',
    /\bat (?:async )?(?<name>[^()]*?(?:\[as [^\]]+\])?) ?\((?<file>(?:[a-z-]+:\/\/\/?|[A-Za-z]:)?[^:()\s][^:()]*(?::\d+(?=\/))?[^:()]*):(?<line>\d+):(?<column>\d+)\)/,
  ),
  byPattern(
    'JavaScript',
    /(?:^|\s)at (?:async )?(?<file>(?:[a-z-]+:\/\/\/?|[A-Za-z]:)?[^:()\s]+(?::\d+(?=\/)[^:()\s]*)?):(?<line>\d+):(?<column>\d+)\s*$/,
  ),
  byPattern(
    'JavaScript',
    /^\s*(?<name>[\w$.<>/*]*)@(?<file>(?:[a-z-]+:\/\/\/?)?[^\s@:]+(?::\d+(?=\/)[^\s@:]*)?):(?<line>\d+):(?<column>\d+)\s*$/,
  ),
  byPattern('PHP', /#\d+ (?<file>[^\s(][^(]*\.\w+)\((?<line>\d+)\): (?<name>[\w\\:>{}-]+)/),
  byPattern('PHP', /\bin (?<file>[^\s:]+\.(?:php|phtml|inc)) on line (?<line>\d+)/),
  byPattern('PHP', /\bin (?<file>[^\s:]+\.(?:php|phtml|inc)):(?<line>\d+)/),
  byPattern(
    'Elixir',
    /(?:^|\s)(?:\([\w.]+ [\w.-]+\) )?(?<file>[^\s:()]+\.exs?):(?<line>\d+): (?<name>[\w.!?&/-]+)/,
  ),
  byPattern(
    'Ruby',
    /(?:^|\s|"|\[)(?<file>(?:[A-Za-z]:)?[^\s:'"`[]+\.(?:rb|rake|ru|erb|haml|slim|gemspec)|[^\s:'"`[]*bin\/[\w-]+):(?<line>\d+):in [`'](?<name>[^']+)'/,
  ),
  byPattern(
    'Ruby',
    /(?:^|\s|"|\[)(?<file>(?:[A-Za-z]:)?[^\s:'"`[]+\.(?:rb|rake|ru|erb|haml|slim)):(?<line>\d+)(?=:|\s|"|$)/,
  ),
  go,
];

/** The function's own name: without its class, module, receiver, arguments, and what marks closures. */
export function bareFunctionName({ name, language }: Pick<PrintedFrame, 'name' | 'language'>): string | null {
  if (name === null) return null;
  const plain = name
    .replace(/^(?:block|rescue|ensure)(?: \(\d+ levels\))? in /, '')
    .replace(/^(?:async |new )/, '')
    .replace(/ \[as ([^\]]+)\]$/, '')
    .replace(language === 'C#' ? /\(.*$/ : /\(\)$/, '')
    .replace(/::\{\{closure\}\}/g, '')
    .replace(/(?:\.func\d+(?:\.\d+)*|\.\d+)+$/, '')
    .replace(/^.*<(\w+)>[bg]__.*$/, '$1')
    .replace(/^.*lambda\$(\w+)\$\d+$/, '$1')
    .replace(/::h[0-9a-f]{16}$/, '')
    .replace(/\/\d+$/, '');
  const own = plain.split(/[.#]|::|->|\\/).at(-1) ?? '';
  const clean = own.replace(/^[*(]+|[)]+$/g, '').replace(/<.*>$/, '');
  const isUnnamed = clean === '' || /^<|^\(|^anonymous$|^eval$|^\{|^top \(required\)/.test(clean);
  return isUnnamed || plain.startsWith('<') ? null : clean;
}
