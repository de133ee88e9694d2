/** Which addresses may be led to, and whether a link's label promises another one. */

/** The address in its normal form, fit to stand in parentheses; null for what is no web address, or too long. */
export function webAddress(link: string, most: number): string | null {
  const url = URL.parse(link);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  const address = url.href.replace(/[()<>*_~|`\\]/g, percentEncoded);
  return address.length <= most ? address : null;
}

const percentEncoded = (sign: string): string =>
  `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const DOMAIN = /(?:[\p{L}\p{N}-]+\.)+\p{L}[\p{L}\p{N}-]+/u;

/** Whether the label looks like an address: Discord shows no link then, and it may promise another place. */
export function looksLikeAddress(label: string): boolean {
  const plain = label.normalize('NFKC').replace(/[\p{Cf}*_~`\\]/gu, '');
  return plain.includes('://') || DOMAIN.test(plain);
}
