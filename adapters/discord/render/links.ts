/** Decides which addresses may be linked, and whether a link's label looks like an address. */

/** Returns the normalized address, safe inside parentheses; null if it is not a web address or is too long. */
export function webAddress(link: string, most: number): string | null {
  const url = URL.parse(link);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  const address = url.href.replace(/[()<>*_~|`\\]/g, percentEncoded);
  return address.length <= most ? address : null;
}

const percentEncoded = (sign: string): string =>
  `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const DOMAIN = /(?:[\p{L}\p{N}-]+\.)+\p{L}[\p{L}\p{N}-]+/u;

/** Returns true if the label looks like an address: Discord shows no link then, and it may suggest another target. */
export function looksLikeAddress(label: string): boolean {
  const plain = label.normalize('NFKC').replace(/[\p{Cf}*_~`\\]/gu, '');
  return plain.includes('://') || DOMAIN.test(plain);
}
