/** Finds what an error says in a line of a log or trace. Pure. */

export interface ErrorHead {
  /** `TypeError`; null where only a message is known */
  readonly type: string | null;
  readonly message: string;
}

const TYPE = String.raw`(?:[A-Za-z_$][\w$]*(?:\.|::|\\))*[A-Z_$][\w$]*(?:Error|Exception|Failure|Fault|Warning|Panic|Interrupt|Timeout|Exit|Throwable|NotFound|Invalid|Missing|Mismatch|Denied|Unauthorized|Conflict|Forbidden|Refused)\w*`;

const CAUSE = new RegExp(
  String.raw`(?:\bCaused by:|\[cause\]:|--->|Exception in thread "[^"]*"|Unhandled [Ee]xception[.:]|Uncaught(?: \(in promise\))?|Uncaught)\s+(?<type>${TYPE}|Error)(?:\s\[\w+\])?(?::\s*(?<message>.*))?$`,
);
/** At the line's begin, behind a prefix that ends in a blank, a bracket or a bar, or quoted in JSON. */
const HEAD = new RegExp(
  String.raw`(?:^|[\s\]|>"'(])(?<type>${TYPE}|Error)(?:\s\[(?<code>[\w-]+)\])?(?:\s\((?<rails>[^()]*)\))?:\s+(?<message>\S.*)$`,
);
/** An error without a message, alone on its line. */
const BARE = new RegExp(String.raw`^\s*(?<type>${TYPE})(?:\s\[\w+\])?:?\s*$`);

const RUBY = /:\d+:in [`'][^']*': (?<message>.+) \((?<type>[A-Z][\w:]*)\)\s*$/;
const GO_PANIC = /^(?:.*?\s)?(?:panic|fatal error): (?<message>.+?)(?: \[recovered\])?\s*$/;
const RUST_OLD = /panicked at '(?<message>.*)', [^\s']+\.rs:\d+/;
const RUST_NEW = /panicked at [^\s']+\.rs:\d+:\d+:\s*$/;
const PHP =
  /(?:PHP )?(?:Fatal error|Parse error|Warning|Notice|Deprecated):\s+(?:Uncaught (?<type>[\w\\]+): )?(?<message>.+?)(?: in \S+(?::| on line )\d+.*)?$/;
const LOGFMT = /\b(?:msg|message|error|err)="(?<message>(?:[^"\\]|\\.)+)"/;
const JSON_FIELD = /"(?:msg|message|error|err|err\.message)"\s*:\s*"(?<message>(?:[^"\\]|\\.)+)"/;
const LEVEL =
  /(?:^|[\s[\]|:"])(?:ERROR|FATAL|CRITICAL|SEVERE|EMERG|PANIC|ERRO|ERR|WARN(?:ING)?|E\d{4})\b\]?(?:\s*[-:|]+)?\s+(?<message>\S.*)$/;

/** Null where the line states no error. */
export function errorIn(line: string, before: string): ErrorHead | null {
  const php = /PHP |Fatal error|Parse error/.test(line) ? PHP.exec(line)?.groups : undefined;
  if (php !== undefined) return headOf(php.type, php.message ?? '');
  for (const pattern of [CAUSE, RUBY, RUST_OLD]) {
    const groups = pattern.exec(line)?.groups;
    if (groups !== undefined) return headOf(groups.type, groups.message ?? '');
  }
  if (RUST_NEW.test(before)) return headOf('panic', line);
  const panic = GO_PANIC.exec(line)?.groups;
  if (panic !== undefined) return headOf('panic', panic.message ?? '');
  const head = HEAD.exec(line)?.groups;
  if (head !== undefined) return headOf(head.type, head.message ?? '');
  const rails =
    /^(?<type>[A-Z][\w:]*(?:Error|Exception|Missing|NotFound|Invalid)) \((?<message>.+)\):?\s*$/.exec(
      line,
    )?.groups;
  if (rails !== undefined) return headOf(rails.type, rails.message ?? '');
  const bare = BARE.exec(line)?.groups;
  if (bare !== undefined) return headOf(bare.type, '');
  for (const pattern of [JSON_FIELD, LOGFMT]) {
    const groups = pattern.exec(line)?.groups;
    if (groups !== undefined && /error|fatal|panic|warn|crit|exception/i.test(line))
      return headOf(undefined, (groups.message ?? '').replaceAll('\\"', '"'));
  }
  const level = LEVEL.exec(line)?.groups;
  return level === undefined || /^EXCEPTION\b/.test(level.message ?? '')
    ? null
    : headOf(undefined, level.message ?? '');
}

function headOf(type: string | undefined, message: string): ErrorHead {
  const clean = message
    .replace(/\s+\{$/, '')
    .replace(/\s+at \S+:\d+(:\d+)?\)?$/, '')
    .trim();
  return { type: type ?? null, message: clean };
}

/** What people quote in a question: texts in quotes or backticks that are long enough to be a message. */
export function quotedTexts(question: string): string[] {
  const quoted = [
    ...question.matchAll(/"([^"\n]{8,200})"|“([^”\n]{8,200})”|`([^`\n]{8,200})`|'([^'\n]{12,200})'(?!\w)/g),
  ];
  return quoted
    .map(([, ...texts]) => (texts.find((text) => text !== undefined) ?? '').trim())
    .filter((text) => /[\p{L}\d]\s+[\p{L}\d]/u.test(text));
}
