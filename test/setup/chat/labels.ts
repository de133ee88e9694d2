/** Finds what a person points at by what is written on it. */

/** The button with that label: the same, else one that begins so. Throws with the labels that are there. */
export function labelled<T>(buttons: readonly T[], labelOf: (button: T) => string, label: string): T {
  const found =
    buttons.find((button) => labelOf(button) === label) ??
    buttons.find((button) => labelOf(button).startsWith(label));
  if (found !== undefined) return found;
  throw new Error(`no button "${label}"; there are: ${buttons.map(labelOf).join(', ') || 'none'}`);
}

/** The modal that is open, if it has that title or none is asked for. */
export function titled<T extends { readonly title: string }>(modal: T | null, title?: string): T | null {
  return modal !== null && (title === undefined || modal.title === title) ? modal : null;
}
