/** Which addresses may be led to, and whether a link's label promises another one. */
import { LIMITS } from './limits.ts';

/** The address in its normal form; null for what is no web address, or too long. */
export function webAddress(link: string): string | null {
  const url = URL.parse(link);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  return url.href.length <= LIMITS.url ? url.href : null;
}

const DOMAIN = /(?:[\p{L}\p{N}-]+\.)+\p{L}[\p{L}\p{N}-]+/gu;

/** Whether the label looks like an address of another place than the one it leads to. */
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
