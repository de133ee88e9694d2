/** What a page says, read back from its HTML, for tests without a browser. */

/** The text of HTML without its tags. */
export function textOf(html: string): string {
  const entities: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#39': "'",
    '#x27': "'",
  };
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&([^;\s]{1,6});/g, (all, name: string) => entities[name] ?? all);
}

/** Names of the elements that it opens, once each. */
export function elementsOf(html: string): Set<string> {
  return new Set(Array.from(html.matchAll(/<([a-z][a-z0-9]*)/gi), ([, name = '']) => name.toLowerCase()));
}

/** The values of an attribute, in order. */
export function attributesOf(html: string, name: string): string[] {
  return Array.from(html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g')), ([, value = '']) => value);
}
