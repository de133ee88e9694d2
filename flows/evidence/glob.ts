/**
 * The globs by which a person narrows a run. `**` spans folders, `*` and `?` do not; `{a,b}` and `[ab]` as usual;
 * names that begin with a dot count like any other. A path without a wildcard is a file or a whole folder; a pattern
 * without a slash is looked for at any depth.
 */
export function selector(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => true;
  const patterns = globs.map(expression);
  return (path) => patterns.some((pattern) => pattern.test(path));
}

function expression(glob: string): RegExp {
  const trimmed = glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  if (trimmed === '' || trimmed === '.') return /^/;
  const anywhere = trimmed.includes('/') ? '' : '(?:.*/)?';
  try {
    return new RegExp(`^${anywhere}${translate(trimmed)}(?:/.*)?$`, 'u');
  } catch {
    // Not a glob after all (`a{b`, `[z-a]`): the characters themselves.
    return new RegExp(`^${anywhere}${literal(trimmed)}(?:/.*)?$`, 'u');
  }
}

function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}/]/gu, '\\$&');
}

function translate(glob: string): string {
  let depth = 0;
  return glob.replace(/\*\*\/|\*\*|\[!?[^\]/]+\]|[\s\S]/gu, (token) => {
    if (token === '**/') return '(?:[^/]+/)*';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1 && token.startsWith('[')) return token.replace('[!', '[^').replaceAll('\\', '\\\\');
    if (token === '{') return open();
    if (token === '}') return close();
    if (token === ',' && depth > 0) return '|';
    return literal(token);
  });

  function open(): string {
    depth += 1;
    return '(?:';
  }
  function close(): string {
    if (depth === 0) return '\\}';
    depth -= 1;
    return ')';
  }
}
