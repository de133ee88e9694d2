/** Globs as people and models write them, in git's form. */

/** More alternatives than this are a listing, not a glob. */
const MOST = 64;

/**
 * Braces become one pathspec for each alternative; a name without a folder is looked for in every folder, as in
 * `.gitignore` and in a run's paths.
 */
export function pathspecs(glob: string): string[] {
  return alternatives(glob.replace(/^(\.\/)+/, '')).map((one) => {
    const anywhere = one.replace(/\/$/, '').includes('/') || one.startsWith('**') ? '' : '**/';
    return `:(top,glob)${anywhere}${one}`;
  });
}

/** `src/{a,b}.ts` as `src/a.ts` and `src/b.ts`; a brace that is not closed, or holds one thing, is a character. */
function alternatives(glob: string): string[] {
  const inner = /\{([^{}]*,[^{}]*)\}/.exec(glob);
  if (inner === null) return [glob];
  const [whole, parts = ''] = inner;
  const before = glob.slice(0, inner.index);
  const after = glob.slice(inner.index + whole.length);
  const all = parts.split(',').flatMap((part) => alternatives(`${before}${part}${after}`));
  return [...new Set(all)].slice(0, MOST);
}
