/**
 * HTML as a type of its own. Text becomes markup by being escaped, and no other way: whoever forgets to escape gets
 * escaped text, not an open page.
 */
import { printable } from '../markdown.ts';

/** Finished HTML. Only `markup` and `trusted` make it. */
export class Markup {
  readonly #html: string;

  constructor(html: string) {
    this.#html = html;
  }

  toString(): string {
    return this.#html;
  }
}

/** What may stand in a template. `null` and `false` leave nothing. */
export type Content = Markup | string | number | null | false | readonly Content[];

export const NOTHING = new Markup('');

/** HTML that another library or this folder made safe. */
export function trusted(html: string): Markup {
  return new Markup(html);
}

/** A template in which strings are escaped, in text and in quoted attributes alike. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let html = parts[0] ?? '';
  contents.forEach((content, at) => {
    html += htmlOfContent(content) + (parts[at + 1] ?? '');
  });
  return new Markup(html);
}

/** All parts, with `between` them. */
export function joined(parts: readonly Content[], between: Content = ''): Markup {
  const separator = htmlOfContent(between);
  return new Markup(parts.map(htmlOfContent).join(separator));
}

function htmlOfContent(content: Content): string {
  if (content === null || content === false) return '';
  if (content instanceof Markup) return content.toString();
  return typeof content === 'object'
    ? content.map(htmlOfContent).join('')
    : escaped(visible(String(content)));
}

/** As the page shows it: characters that hide or reverse text as escapes, and nothing that UTF-8 can't hold. */
export function visible(text: string): string {
  // Line ends and tabs are no controls here.
  return text.replace(/[^\n]+/g, printable).toWellFormed();
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": '#39',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&${ENTITIES[character]};`);
}

/** A link, or its text alone where the address is none of the web. */
export function link(address: string | null, content: Content): Markup {
  return address === null || !isWebAddress(address)
    ? markup`${content}`
    : markup`<a href="${address}" rel="noopener noreferrer nofollow">${content}</a>`;
}

function isWebAddress(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && /^https?:\/\//i.test(address)
  );
}
