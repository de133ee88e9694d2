/** Orders that are the same on every machine. */

/** By code units, which do not depend on a locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The highest number first; equal ones by name. */
export function byWorth<T>(
  worth: (item: T) => number,
  name: (item: NoInfer<T>) => string,
): (a: T, b: T) => number {
  return (a, b) => worth(b) - worth(a) || compare(name(a), name(b));
}

/** A name that sorts by path, then by line. */
export function placeOf(at: { readonly path: string | null; readonly line: number | null }): string {
  return `${at.path ?? ''}\0${String(at.line ?? 0).padStart(9, '0')}`;
}

/** Paths nearest to the root first, those of one depth in the order of characters. */
export function byDepth(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || compare(a, b);
}
