/**
 * Error handlers that hide what nobody expected: empty, without a comment, and for any error at all. One that names
 * the narrow error that it expects (`except KeyError: pass`), says why, is exempted from a linter, or guards no more
 * than the closing of something is intended.
 */

import type { CatchClause } from '../syntax/catch-clauses.ts';

/** Names of errors that say nothing of what is expected; null: the language names none. */
const BROAD: Readonly<Record<string, RegExp | null>> = {
  JavaScript: null,
  TypeScript: null,
  Python: /^except\s*:|\b(?:Base)?Exception\b/,
  Java: /\b(?:Throwable|Exception|RuntimeException|Error)\b/,
  PHP: /\b(?:Throwable|Exception|Error)\b/,
  Ruby: /^rescue\s*(?:=>\s*\w+\s*)?$|\b(?:StandardError|Exception)\b/,
};
/** A name for the error by which people say that it does not matter. */
const IGNORED_NAME = /\b(?:_+|ignored?|ignore\w+|expected|unused|swallow\w*)\s*\)?\s*:?\s*$/i;
const EXEMPTION =
  /eslint-disable|biome-ignore|noqa|nolint|pylint:|rubocop:|phpcs:|@suppress|NOSONAR|\/\/|\/\*|#/i;

/** The lines, from 1, of the handlers that swallow errors. `lines`: those of their file. */
export function swallowedErrors(
  clauses: readonly CatchClause[],
  language: string | null,
  lines: readonly string[],
): number[] {
  return clauses.filter((clause) => isSwallowed(clause, language, lines)).map(({ line }) => line);
}

/** Handlers in a file that is not parsed, by its lines. */
export function handlersByLines(language: string | null, lines: readonly string[]): CatchClause[] {
  return lines.flatMap((head, index) => {
    const next = lines[index + 1] ?? '';
    const [whole, opened] =
      language === 'Python'
        ? [
            /^\s*except\b[^#]*:\s*pass\s*$/.test(head),
            /^\s*except\b[^#]*:\s*$/.test(head) && /^\s*pass\s*$/.test(next),
          ]
        : [/\bcatch\b[^{]*\{\s*\}/.test(head), /\bcatch\b[^{]*\{\s*$/.test(head) && /^\s*\}/.test(next)];
    const line = index + 1;
    if (!whole && !opened) return [];
    const bare = head
      .trim()
      .replace(/^\}\s*/, '')
      .replace(/(?:\{\s*\}?|:\s*pass)\s*$/, '');
    return [{ line, end: whole ? line : line + 1, head: bare, isEmpty: true, hasComment: false }];
  });
}

function isSwallowed(clause: CatchClause, language: string | null, lines: readonly string[]): boolean {
  if (!clause.isEmpty || clause.hasComment || IGNORED_NAME.test(clause.head)) return false;
  const broad = BROAD[language ?? ''];
  if (broad !== null && broad !== undefined && !broad.test(clause.head)) return false;
  if (guardsCleanup(clause, lines)) return false;
  // A comment on a line of the handler, or alone on the line before it, says why.
  const within = lines.slice(clause.line - 1, clause.end);
  const before = (lines[clause.line - 2] ?? '').trim();
  return !within.some((line) => EXEMPTION.test(withoutStrings(line))) && !/^(?:\/\/|#|\*|\/\*)/.test(before);
}

/** A call that ends something, for which it is too late when it fails. */
const CLEANUP =
  /\b(?:close|stop|clear|kill|terminate|unlink\w*|remove\w*|rm|rmtree|rmSync|destroy|dispose|abort|disconnect|shutdown|cancel|detach|release|cleanup|quit)\w*!?\(/i;

/** Whether all that a handler guards is one call of that kind, on the line before it. */
function guardsCleanup(clause: CatchClause, lines: readonly string[]): boolean {
  const own = lines[clause.line - 1] ?? '';
  if (/\btry\b/.test(own)) return CLEANUP.test(own.slice(0, own.indexOf('catch')));
  const guarded = lines[clause.line - 2] ?? '';
  return CLEANUP.test(guarded) && /^\s*(?:try\b|begin\b|\}?\s*try\s*\{)/.test(lines[clause.line - 3] ?? '');
}

function withoutStrings(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '');
}
