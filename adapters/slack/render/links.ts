/** Decides which addresses may be linked, and whether a link's label suggests a different address. */
import { httpUrlOrNull, linkedDomains, namesLinkedFile } from '../../chat/text.ts';
import { LIMITS } from './limits.ts';

/** Returns the normalized address; null if it is not a web address or is too long. */
export function webAddress(link: string): string | null {
  const url = httpUrlOrNull(link);
  return url !== null && url.length <= LIMITS.url ? url : null;
}

/** Returns true if the label looks like an address other than the link's target. */
export function isMisleading(label: string, address: string): boolean {
  if (namesLinkedFile(label, address)) return false;
  const host = URL.parse(address)?.host.toLowerCase() ?? null;
  return linkedDomains(label).some(
    (domain) => withoutWww(domain) !== (host === null ? null : withoutWww(host)),
  );
}

const withoutWww = (domain: string): string => domain.replace(/^www\./, '');
