/** Functions that their authors exempt from the linters' limits of length and complexity. Pure. */
import type { FunctionSpan } from '../syntax/functions.ts';

/** How the linters' limits of length, complexity and nesting are lifted for what follows. */
const EXEMPTION = new RegExp(
  [
    'nolint:[\\w, ]*\\b(gocyclo|gocognit|cyclop|funlen|nestif|maintidx)',
    'eslint-disable.*\\b(complexity|cognitive-complexity|max-(lines-per-function|statements|depth))\\b',
    'biome-ignore .*noExcessive',
    'noqa:.*\\b(C901|PLR09\\d\\d)\\b',
    'pylint: *disable=.*too-many-(branches|statements|nested-blocks|return-statements)',
    'rubocop:disable .*Metrics/',
    'clippy::(too_many_lines|cognitive_complexity)',
    '(SuppressWarnings|phpcs:ignore|NOLINT).*(Cyclomatic|Cognitive|NPath|FunctionSize|S3776)',
  ].join('|'),
  'i',
);
/** A comment, an attribute or an annotation above a function. */
const ABOVE = /^\s*(\/\/|\/?\*|#|@|\[)/;
const MOST_ABOVE = 20;

/** Says of the functions of a file which are not exempt, neither themselves nor by the function around them. */
export function notExempt(
  functions: readonly FunctionSpan[],
  lines: readonly string[],
): (one: FunctionSpan) => boolean {
  const exempt = functions.filter(({ line }) => isExempt(line, lines));
  return (one) => !exempt.some(({ line, end }) => line <= one.line && one.end <= end);
}

function isExempt(line: number, lines: readonly string[]): boolean {
  if (EXEMPTION.test(lines[line - 1] ?? '')) return true;
  for (let above = line - 1; above >= Math.max(1, line - MOST_ABOVE); above -= 1) {
    const text = lines[above - 1] ?? '';
    if (!ABOVE.test(text)) return false;
    if (EXEMPTION.test(text)) return true;
  }
  return false;
}
