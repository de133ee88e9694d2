/** What a file declares for others at its top level, as far as a name alone shows whether it is used. Pure. */

export interface Declaration {
  readonly name: string;
  readonly line: number;
  /** lines down to the next declaration at the top level, at most */
  readonly lines: number;
  readonly quote: string;
  /** false where a framework calls it, by its decorator, its base class or its usual name */
  readonly called: boolean;
}

const ECMASCRIPT =
  /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|const|let|var|interface|type|enum)\s+([A-Za-z_$][\w$]*)/;
const ANY_EXPORT = /^(?:export\b|module\.exports\b|exports\.)/;
const PYTHON = /^(?:async\s+)?(?:def|class)\s+([A-Za-z]\w*)/;
/** Names that frameworks call. */
const BY_FRAMEWORK =
  /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|config|metadata|generate\w*|viewport|revalidate|dynamic|dynamicParams|runtime|maxDuration|loader|action|actions|load|prerender|ssr|csr|trailingSlash|handle\w*|get(?:Server|Static|Initial)\w*|middleware|handler|register|on[A-Z]\w*|up|down|meta|links|headers|ErrorBoundary|HydrateFallback|shouldRevalidate|client\w+|setup|teardown|main|run|test_\w*|upgrade|downgrade|lifespan)$/;

export function declarationsIn(language: string | null, text: string): Declaration[] {
  const lines = text.split('\n');
  const isPython = language === 'Python';
  const pattern = isPython ? PYTHON : ECMASCRIPT;
  const found = lines
    .map((quote, index) => ({ name: pattern.exec(quote)?.[1] ?? null, line: index + 1, quote }))
    .filter(({ name, quote }) => name !== null || (!isPython && ANY_EXPORT.test(quote)));
  return found.map(({ name, line, quote }): Declaration => {
    const decorated = /^\s*(@|\))/.test(lines[line - 2] ?? '');
    const derived = isPython && /^class\s+\w+\s*\(/.test(quote);
    const called = name !== null && !decorated && !derived && !BY_FRAMEWORK.test(name);
    return { name: name ?? '', line, lines: heightOf(lines, line), quote, called };
  });
}

/** Down to the line before the next one that is not indented, blank or a closing bracket. */
function heightOf(lines: readonly string[], line: number): number {
  let end = line;
  for (let at = line; at < lines.length; at += 1) {
    const source = lines[at] ?? '';
    if (/^[\])}]/.test(source)) return at + 1 - line + 1;
    if (/^\S/.test(source)) break;
    if (source.trim() !== '') end = at + 1;
  }
  return end - line + 1;
}
