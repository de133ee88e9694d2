/** What an operator sees in the log when something is wrong: error and warning texts that the source logs, or ends with. */
import type { FactDraft } from '../../contracts/collecting.ts';
import type { LogLevel } from '../../contracts/project-facts.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { type Collector, draft, quoteOf, readable, texts } from '../collector.ts';
import { isCode } from '../roles/languages.ts';
import { COLLECTOR_KINDS } from './names.ts';

export const logMessages: Collector = {
  name: 'log-messages',
  kinds: COLLECTOR_KINDS['log-messages'],
  async collect({ repository, scope }, signal) {
    const found: LoggedText[] = [];
    const files = readable(scope, 'src').filter(({ language }) => isCode(language));
    for await (const { file, text } of texts(repository, files, signal))
      found.push(...loggedIn(file.path, text));
    const once = new Map(found.toReversed().map((one) => [`${one.level} ${one.text}`, one]));
    const uses = Map.groupBy(found, ({ level, text }) => `${level} ${text}`);
    return {
      facts: [...once]
        .map(([key, one]) => ({ one, times: uses.get(key)?.length ?? 1 }))
        .sort(
          byWorth(
            ({ one }) => worthOf(one),
            ({ one }) => placeOf(one),
          ),
        )
        .map(({ one, times }) => logFact(one, times)),
    };
  },
};

interface LoggedText {
  readonly path: string;
  readonly line: number;
  readonly source: string;
  readonly level: LogLevel;
  readonly text: string;
}

/** The gravest first. */
const LEVELS: Readonly<Record<LogLevel, number>> = { fatal: 4, error: 3, startup: 2, warning: 1 };

/** What helpers of developers print, and what a browser logs, no operator sees. */
const APART =
  /(^|\/)(scripts?|tools?|hack|bench\w*|perf\w*|client|frontend|web|ui|components|pages|website|docs?)\/|\.[jt]sx$|\.(?:vue|svelte)$/i;

const worthOf = ({ level, path }: LoggedText): number => LEVELS[level] - (APART.test(path) ? 2.5 : 0);

/** Calls that log or end with a message, by level; what follows is their first literal. */
const CALLS: readonly (readonly [level: LogLevel, pattern: RegExp])[] = [
  [
    'fatal',
    /\b(?:\w*log(?:ger)?\w*|slog|zap|console|LOG(?:GER)?)\s*(?:\.|::|->)\s*(?:fatal|panic|critical|emergency|severe)\w*!?\s*\(/i,
  ],
  [
    'fatal',
    /(?<![\w.])(?:sys\.exit|abort|die|panic!)\s*\(?\s*(?=["'`f])|\blog\.(?:Fatal|Panic)\w*\(|\bLogCritical\(/,
  ],
  [
    'error',
    /\b(?:\w*log(?:ger|ging)?\w*|slog|zap|console|LOG(?:GER)?|tracing)\s*(?:\(\))?\s*(?:\.|::|->)\s*(?:error|exception|err)\w*!?\s*\(/i,
  ],
  ['error', /(?<![\w.])(?:error!|eprintln!|error_log|LogError)\s*\(|\$?\bstderr\.(?:write|puts|print)\w*\(/],
  [
    'warning',
    /\b(?:\w*log(?:ger|ging)?\w*|slog|zap|console|LOG(?:GER)?|tracing|warnings)\s*(?:\(\))?\s*(?:\.|::|->)\s*warn\w*!?\s*\(/i,
  ],
  ['warning', /(?<![\w.])(?:warn!|LogWarning)\s*\(/],
];
const RAISES = /\b(?:throw\s+new\s+[\w.]+|throw\s+[\w.]+|raise\s+[\w.:]+|errors\.New|fmt\.Errorf)\s*[(,]/;
/** A program that does not start says so: a setting is named, or what is not there. */
const STARTUP =
  /\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|\b(?:environment variable|env(?:ironment)? var|config(?:uration)? (?:file )?(?:is )?(?:missing|invalid|not found)|must be set|is not set|not configured)\b/;
const LITERAL =
  /^[^"'`)]{0,80}?(?:[fFrRbBuU$@]{0,2})("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)/;
const COMMENT = /^\s*(?:\/\/|#|\*|\/\*|--)/;
const LONGEST_LINE = 500;

function loggedIn(path: string, text: string): LoggedText[] {
  const lines = text.split('\n');
  return lines.flatMap((source, index) => {
    if (source.length > LONGEST_LINE || COMMENT.test(source)) return [];
    const found = callIn(source);
    if (found === null) return [];
    const rest = [source.slice(found.after), ...lines.slice(index + 1, index + 3)].join('\n');
    const said = literalIn(rest);
    if (said === null || (found.level === 'startup' && !STARTUP.test(said))) return [];
    return [{ path, line: index + 1, source, level: found.level, text: said }];
  });
}

function callIn(source: string): { level: LogLevel; after: number } | null {
  for (const [level, pattern] of [...CALLS, ['startup', RAISES] as const]) {
    const match = pattern.exec(source);
    if (match !== null) return { level, after: match.index + match[0].length };
  }
  return null;
}

const LEAST_LETTERS = 8;

/** Sample code that is printed, and what says that something is wrong and no more. */
const NOTHING_SAID =
  /^(?:import|export|const|let|var|return|function|class)\b.*[;{(]$|^export default|^(?:unknown|unexpected|an?|internal) (?:error|exception)(?: occurred)?\.?$/i;

/** The first literal of the arguments, if it is a sentence: two words at least. */
function literalIn(rest: string): string | null {
  const literal = LITERAL.exec(rest)?.[1]
    ?.slice(1, -1)
    .replace(/\\["'`]/g, (quote) => quote.slice(1));
  if (literal === undefined) return null;
  const said = literal
    .replace(/\s*\\n/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[:\s]+$/, '')
    .trim();
  const letters = said.replace(/\$?\{[^}]*\}|%[-+\d.]*[a-zA-Z]/g, '').match(/\p{L}/gu)?.length ?? 0;
  const isSaid = letters >= LEAST_LETTERS && /\p{L}\s+\S/u.test(said) && !NOTHING_SAID.test(said);
  return isSaid ? said : null;
}

const SAID: Readonly<Record<LogLevel, string>> = {
  fatal: 'ends with',
  error: 'logs the error',
  startup: 'refuses to start with',
  warning: 'warns',
};

function logFact({ path, line, source, level, text }: LoggedText, times: number): FactDraft {
  return draft('log-message', {
    ...{ path, line, quote: source, subject: level, value: quoteOf(text) },
    text: `${SAID[level]} “${quoteOf(text)}”${times > 1 ? ` at ${times} places` : ''}`,
    data: { level, times },
  });
}
