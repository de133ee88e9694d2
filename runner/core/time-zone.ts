/** Time zones as people name them. Refuses abbreviations that mean another zone elsewhere, or one without summer time. Pure. */
import { nearest } from './errors.ts';

/** Names without a region that mean one thing everywhere. */
const PLAIN: ReadonlySet<string> = new Set(['UTC', 'GMT', 'CET', 'EET', 'MET', 'WET']);

/** What is mostly meant by an abbreviation. */
const MEANT: Readonly<Record<string, string>> = {
  ...{ ET: 'America/New_York', EST: 'America/New_York', EDT: 'America/New_York' },
  ...{ CT: 'America/Chicago', CST: 'America/Chicago', CDT: 'America/Chicago' },
  ...{ MT: 'America/Denver', MST: 'America/Denver', MDT: 'America/Denver' },
  ...{ PT: 'America/Los_Angeles', PST: 'America/Los_Angeles', PDT: 'America/Los_Angeles' },
  ...{ BST: 'Europe/London', CEST: 'Europe/Berlin', MEZ: 'Europe/Berlin', MESZ: 'Europe/Berlin' },
  ...{ EEST: 'Europe/Helsinki', WEST: 'Europe/Lisbon', MSK: 'Europe/Moscow', IST: 'Asia/Kolkata' },
  ...{ JST: 'Asia/Tokyo', KST: 'Asia/Seoul', SGT: 'Asia/Singapore', HKT: 'Asia/Hong_Kong' },
  ...{
    AEST: 'Australia/Sydney',
    AEDT: 'Australia/Sydney',
    AWST: 'Australia/Perth',
    NZST: 'Pacific/Auckland',
  },
};

/** Returns what is wrong with a zone, as the rest of a sentence about it; null if nothing is. */
export function timeZoneFault(tz: string): string | null {
  const known = isKnown(tz);
  const name = tz.trim().toUpperCase();
  if (known && (/[/\d]/.test(tz) || PLAIN.has(name))) return null;
  const meant = MEANT[name];
  if (known || meant !== undefined) {
    return `is an abbreviation, which not everybody reads alike; name the zone of a place, such as ${meant ?? 'Europe/Berlin'}`;
  }
  if (/^(?:UTC|GMT)? ?[+-]\d{1,2}(?::?\d\d)?$/.test(name)) {
    return 'is no zone; write the zone of a place, such as Europe/Berlin, or an offset such as +02:00';
  }
  const near = nearZones(tz.trim());
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  return `is not a time zone, which looks like Europe/Berlin${hint}`;
}

/** Whether a word in a time is meant for its zone: `utc`, `pst`, `europe/berlin`. */
export function looksLikeZone(word: string): boolean {
  const name = word.toUpperCase();
  return PLAIN.has(name) || Object.hasOwn(MEANT, name) || /^[a-z]{2,}\/[a-z_]+$/i.test(word);
}

function isKnown(tz: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: tz });
    return true;
  } catch {
    return false;
  }
}

/** Returns those whose place is called so, or else the nearest by spelling. */
function nearZones(typed: string): readonly string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  const place = typed.toLowerCase().replaceAll(' ', '_');
  const called = zones.filter((zone) => zone.toLowerCase().split('/').at(-1) === place);
  return called.length > 0 ? called : nearest(typed, zones, 1);
}
