/** Decides which addresses may be linked, and whether a link's label looks like an address. */
import { httpUrlOrNull, labelAsRead, linkedDomains } from '../../chat/text.ts';

/** Returns the normalized address, safe inside parentheses; null if it is not a web address or is too long. */
export function webAddress(link: string, most: number): string | null {
  const address = httpUrlOrNull(link)?.replace(/[()<>*_~|`\\]/g, percentEncoded);
  return address !== undefined && address.length <= most ? address : null;
}

const percentEncoded = (sign: string): string =>
  `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** Returns true if the label looks like an address: Discord shows no link then, and it may suggest another target. */
export function looksLikeAddress(label: string): boolean {
  return labelAsRead(label).includes('://') || linkedDomains(label).length > 0;
}
