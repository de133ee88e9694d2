/** The ids by which parts of the page are linked: `#f1`, `#coverage`, `#worst-functions`. */

/** Of a finding, or of a heading; empty if nothing of the text can stand in an id. */
export function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** Of the heading of what has an anchor itself. */
export function headingAnchor(anchor: string): string {
  return `${anchor}-title`;
}

/** Gives each heading an anchor of its own, in the order of the page. */
export class Anchors {
  readonly #taken: Set<string>;

  constructor(taken: readonly string[]) {
    this.#taken = new Set(taken);
  }

  for(title: string): string {
    const wanted = anchorOf(title) || 'section';
    let anchor = wanted;
    for (let n = 2; this.#taken.has(anchor); n += 1) anchor = `${wanted}-${n}`;
    this.#taken.add(anchor);
    return anchor;
  }
}
