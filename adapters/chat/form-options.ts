/** Sends option values that are too long for a platform as an index into a list that is kept with the form. */

/** Returns the value as the platform is to store it; `long` holds the values that are too long. */
export function storedOption(value: string, long: readonly string[]): string {
  const index = long.indexOf(value);
  return index === -1 ? value : `~${index}`;
}

/** Reverses `storedOption`. */
export function optionOf(stored: string, long: readonly string[]): string {
  return stored.startsWith('~') ? (long[Number(stored.slice(1))] ?? stored) : stored;
}
