/**
 * When the maintenance of runtimes ended or is announced to end, as the projects published it: nodejs/Release,
 * devguide.python.org/versions, go.dev/doc/devel/release (a version ends with the second one after it),
 * php.net/supported-versions, ruby-lang.org/en/downloads/branches, and the OpenJDK releases that replaced Java's short-term
 * ones. The dates of Node.js were compared on 2026-11-30 with the schedule in the npm package node-releases 2.0.66. The
 * others were written down by hand and compared with no copy of their calendars. Announced ends may move, vendors may
 * support a release for longer, and Java's long-term releases end differently with each vendor: they are not listed. Pure.
 */

export type Runtime = 'Node.js' | 'Python' | 'Go' | 'PHP' | 'Ruby' | 'Java';

const ENDS: Readonly<Record<Runtime, Readonly<Record<string, string>>>> = {
  'Node.js': {
    '10': '2021-04-30',
    '11': '2019-06-01',
    '12': '2022-04-30',
    '13': '2020-06-01',
    '14': '2023-04-30',
    '15': '2021-06-01',
    '16': '2023-09-11',
    '17': '2022-06-01',
    '18': '2025-04-30',
    '19': '2023-06-01',
    '20': '2026-04-30',
    '21': '2024-06-01',
    '22': '2027-04-30',
    '23': '2025-06-01',
    '24': '2028-04-30',
    '25': '2026-06-01',
    '26': '2029-04-30',
  },
  Python: {
    '2.7': '2020-01-01',
    '3.5': '2020-09-30',
    '3.6': '2021-12-23',
    '3.7': '2023-06-27',
    '3.8': '2024-10-07',
    '3.9': '2025-10-31',
    '3.10': '2026-10-31',
    '3.11': '2027-10-31',
    '3.12': '2028-10-31',
    '3.13': '2029-10-31',
  },
  Go: {
    '1.16': '2022-03-15',
    '1.17': '2022-08-02',
    '1.18': '2023-02-01',
    '1.19': '2023-08-08',
    '1.20': '2024-02-06',
    '1.21': '2024-08-13',
    '1.22': '2025-02-11',
    '1.23': '2025-08-12',
  },
  PHP: {
    '5.6': '2018-12-31',
    '7.0': '2019-01-10',
    '7.1': '2019-12-01',
    '7.2': '2020-11-30',
    '7.3': '2021-12-06',
    '7.4': '2022-11-28',
    '8.0': '2023-11-26',
    '8.1': '2025-12-31',
    '8.2': '2026-12-31',
    '8.3': '2027-12-31',
    '8.4': '2028-12-31',
  },
  Ruby: {
    '2.5': '2021-04-05',
    '2.6': '2022-04-12',
    '2.7': '2023-03-31',
    '3.0': '2024-04-23',
    '3.1': '2025-03-26',
    '3.2': '2026-03-31',
    '3.3': '2027-03-31',
  },
  Java: {
    '9': '2018-03-20',
    '10': '2018-09-25',
    '12': '2019-09-17',
    '13': '2020-03-17',
    '14': '2020-09-15',
    '15': '2021-03-16',
    '16': '2021-09-14',
    '18': '2022-09-20',
    '19': '2023-03-21',
    '20': '2023-09-19',
    '22': '2024-09-17',
    '23': '2025-03-18',
  },
};

/** Majors alone name a release of these; the others need two numbers. */
const BY_MAJOR: ReadonlySet<Runtime> = new Set(['Node.js', 'Java']);

/** A project needs some time to move, and a calendar may be off by days. */
const GRACE_MS = 30 * 86_400_000;

/**
 * The day on which maintenance of that release ended, if that was more than 30 days before `date` (ISO 8601); null if it
 * was not, or the release is not known.
 */
export function endedBefore(runtime: Runtime, version: string, date: string): string | null {
  const [, major = '', minor] = /^v?(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  const release = BY_MAJOR.has(runtime) ? major : `${major}.${minor ?? ''}`;
  const ends = ENDS[runtime][release];
  return ends !== undefined && Date.parse(date) - Date.parse(ends) > GRACE_MS ? ends : null;
}

/** A tag of an official image, without what follows the version. */
const IMAGES: readonly (readonly [RegExp, Runtime])[] = [
  [/^(?:library\/)?node$/, 'Node.js'],
  [/^(?:library\/)?python$/, 'Python'],
  [/^(?:library\/)?golang$/, 'Go'],
  [/^(?:library\/)?php$/, 'PHP'],
  [/^(?:library\/)?ruby$/, 'Ruby'],
  [/^(?:library\/)?(?:openjdk|eclipse-temurin|amazoncorretto)$/, 'Java'],
];

/** The runtime of a base image such as `node:16-alpine`; null for others and for one without a version. */
export function runtimeOfImage(image: string): { runtime: Runtime; version: string } | null {
  const [, name = '', version = ''] = /^(?:docker\.io\/)?([\w./-]+):(\d+(?:\.\d+)*)/.exec(image) ?? [];
  const runtime = IMAGES.find(([pattern]) => pattern.test(name))?.[1];
  return runtime === undefined ? null : { runtime, version };
}
