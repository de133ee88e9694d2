/** The HTTP routes that a source file declares, in every language with a reader. No client's calls, and no lookups in a map. */
import { compare } from '../../../ordering.ts';
import { isEcmaScript } from '../../roles/languages.ts';
import { parseSource } from '../syntax/parsing.ts';
import { ECMASCRIPT_HINT, ecmaScriptRoutes } from './ecmascript-routes.ts';
import { fileRoutes, isRouteFile } from './file-routes.ts';
import { GO_HINT, goRoutes } from './go-routes.ts';
import { JAVA_HINT, javaRoutes } from './java-routes.ts';
import { PHP_HINT, phpRoutes } from './php-routes.ts';
import { PYTHON_HINT, pythonRoutes } from './python-routes.ts';
import type { Route } from './route.ts';
import { RUBY_HINT, rubyRoutes } from './ruby-routes.ts';
import { RUST_HINT, rustRoutes } from './rust-routes.ts';

/** What a file has to hold to be parsed for routes. */
const HINTS: Readonly<Record<string, RegExp>> = {
  JavaScript: ECMASCRIPT_HINT,
  TypeScript: ECMASCRIPT_HINT,
  Python: PYTHON_HINT,
  Go: GO_HINT,
  Java: JAVA_HINT,
  Ruby: RUBY_HINT,
  PHP: PHP_HINT,
  Rust: RUST_HINT,
};

const METHOD_ORDER = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** In order of their lines, each once. */
export function routesIn(language: string | null, path: string, text: string): Route[] {
  const found = [
    ...(isEcmaScript(language) && isRouteFile(path) ? fileRoutes(path, text) : []),
    ...parsedRoutes(language, path, text),
  ];
  const once = new Map(
    found.toReversed().map((route) => [`${route.method} ${route.route} ${route.line}`, route]),
  );
  return [...once.values()].sort(
    (a, b) =>
      a.line - b.line ||
      compare(a.route, b.route) ||
      METHOD_ORDER.indexOf(a.method) - METHOD_ORDER.indexOf(b.method),
  );
}

function parsedRoutes(language: string | null, path: string, text: string): Route[] {
  const hint = language === null ? undefined : HINTS[language];
  if (hint === undefined || !hint.test(text)) return [];
  const root = parseSource(language, path, text);
  if (root === null) return [];
  switch (language) {
    case 'Python':
      return pythonRoutes(root, path);
    case 'Go':
      return goRoutes(root, text);
    case 'Java':
      return javaRoutes(root, text);
    case 'Ruby':
      return rubyRoutes(root, path, text);
    case 'PHP':
      return phpRoutes(root);
    case 'Rust':
      return rustRoutes(root);
    default:
      return ecmaScriptRoutes(root, text);
  }
}
