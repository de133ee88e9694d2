/** Decides which addresses may be linked, and whether a link's label suggests a different address. */
import { LIMITS } from './limits.ts';

/** Returns the normalized address; null if it is not a web address or is too long. */
export function webAddress(link: string): string | null {
  const url = URL.parse(link);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  return url.href.length <= LIMITS.url ? url.href : null;
}

const DOMAIN = /(?:[\p{L}\p{N}-]+\.)+\p{L}[\p{L}\p{N}-]+/gu;

/** Returns true if the label looks like an address other than the link's target. */
export function isMisleading(label: string, address: string): boolean {
  const host =
    URL.parse(address)
      ?.host.toLowerCase()
      .replace(/^www\./, '') ?? null;
  const promised =
    label
      .normalize('NFKC')
      .replace(/[\p{Cf}*_~`\\]/gu, '')
      .toLowerCase()
      .match(DOMAIN) ?? [];
  return promised.some((domain) => domain.replace(/^www\./, '') !== host);
}
