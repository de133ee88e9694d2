/** Values of a form's options that exceed a platform's limit: the platform stores an index, the form the values. */

/** Returns the value as the platform is to store it; `long` holds the values that are too long. */
export function storedOption(value: string, long: readonly string[]): string {
  const index = long.indexOf(value);
  return index === -1 ? value : `~${index}`;
}

/** Reverses `storedOption`. */
export function optionOf(stored: string, long: readonly string[]): string {
  return stored.startsWith('~') ? (long[Number(stored.slice(1))] ?? stored) : stored;
}
