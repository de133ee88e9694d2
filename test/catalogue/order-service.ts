/**
 * An order service in TypeScript with a history of a year and a half and a branch `loyalty`: `faulty` is full of planted
 * faults, most of them brought by the branch, and `clean` is the same service with all of them repaired.
 */
import type { Change, MadeRepository } from '../setup/repositories.ts';
import { BEGINNING, makeRepository } from '../setup/repositories.ts';
import { atRevision, type Files, lastRevision, readArchive } from './archive.ts';
import { CLEAN_PACKAGES, FAULTY_PACKAGES, lockOf, withPackages } from './locked-packages.ts';

const DAY = 86_400;

/** Put together here, so that no file of this repository holds a secret. */
export const PLANTED_SECRET = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');

/** Base and head of the change that reviews read. */
export const CHANGE = { base: 'main', head: 'loyalty' } as const;

/** Which files come with which commit; what none of them takes comes with the first. */
const COMMITS: readonly { day: number; author: string; message: string; takes: readonly string[] }[] = [
  { day: 7, author: 'Ana', message: 'Begin the order service', takes: [] },
  {
    day: 30,
    author: 'Bo',
    message: 'Ship orders through a queue in the database',
    takes: [
      'src/queue/',
      'src/mail/',
      'migrations/0003',
      'docs/adr/0002',
      'test/queue.test.ts',
      'test/mailer.test.ts',
    ],
  },
  { day: 90, author: 'Ana', message: 'Count money in cents', takes: ['docs/adr/0003', 'test/money.test.ts'] },
  {
    day: 150,
    author: 'Chris',
    message: 'Export orders as CSV',
    takes: ['src/export/', 'src/store/reports.ts', 'src/store/order-columns.ts', 'test/csv.test.ts'],
  },
  { day: 200, author: 'Bo', message: 'Publish the client', takes: ['client/', 'test/client.test.ts'] },
];
const FIRST_REVISION = 220;
const BETWEEN_REVISIONS = 32;
const LAST_DAY = 500;

export interface OrderService {
  readonly repository: MadeRepository;
  readonly base: string;
  readonly head: string;
}

/** `edit`: changes the files that the branch brings, for a repository that lacks one of its faults. */
export function makeFaultyService(edit: (files: Files) => Files = (files) => files): OrderService {
  const base = withLock({ ...readArchive('order-service'), ...readArchive('faults-base') }, CLEAN_PACKAGES);
  const change = readArchive('loyalty-faults');
  const mailer = change['src/mail/mailer.ts']?.replace('@@TOKEN@@', PLANTED_SECRET) ?? '';
  const packages = withPackages(base['package.json'] ?? '', FAULTY_PACKAGES);
  return make(base, {
    ...edit({ ...change, 'src/mail/mailer.ts': mailer, 'package.json': packages }),
    'package-lock.json': lockOf(packages, FAULTY_PACKAGES),
    'test/pricing.test.ts': null,
  });
}

export function makeCleanService(): OrderService {
  const base = withLock(readArchive('order-service'), CLEAN_PACKAGES);
  const manifest = base['package.json']?.replace('"2.4.0"', '"2.5.0"') ?? '';
  return make(base, {
    ...readArchive('loyalty-clean'),
    'package.json': manifest,
    'package-lock.json': lockOf(manifest, CLEAN_PACKAGES),
  });
}

function withLock(files: Files, packages: typeof CLEAN_PACKAGES): Files {
  return { ...files, 'package-lock.json': lockOf(files['package.json'] ?? '', packages) };
}

function make(base: Files, change: Change['files']): OrderService {
  const repository = makeRepository({ name: 'orders', commits: history(base) });
  const main = repository.git('rev-parse', 'HEAD');
  const head = repository.commit({
    files: change,
    branch: CHANGE.head,
    author: 'Dana',
    message: 'Add loyalty points\n\nCustomers collect a point for every euro.',
    at: BEGINNING + LAST_DAY * DAY,
  });
  return { repository, base: main, head };
}

/** Files arrive in groups, then grow from revision to revision. */
function history(files: Files): Change[] {
  const late = COMMITS.flatMap(({ takes }) => takes);
  const isOf = (takes: readonly string[], path: string): boolean =>
    takes.length === 0
      ? !late.some((prefix) => path.startsWith(prefix))
      : takes.some((prefix) => path.startsWith(prefix));
  const arrivals = COMMITS.map(({ day, author, message, takes }) => ({
    message,
    author,
    at: BEGINNING + day * DAY,
    files: Object.fromEntries(
      Object.entries(files)
        .filter(([path]) => isOf(takes, path))
        .map(([path, text]) => [path, atRevision(text, 0)]),
    ),
  }));
  return [...arrivals, ...revisionsOf(files)];
}

/** Prices are revised in commits of their own. */
const TOPICS = [
  { prefix: 'src/domain/', author: 'Ana', message: 'Revise the prices' },
  { prefix: 'src/', author: 'Chris', message: 'Export one more column' },
] as const;

function revisionsOf(files: Files): Change[] {
  const revised = Object.entries(files).filter(([, text]) => lastRevision(text) > 0);
  const last = Math.max(...revised.map(([, text]) => lastRevision(text)));
  return Array.from({ length: last }, (_, index) => index + 1).flatMap((revision) =>
    TOPICS.flatMap(({ prefix, author, message }, at) => {
      const theirs = revised.filter(
        ([path, text]) =>
          lastRevision(text) >= revision &&
          TOPICS.find((topic) => path.startsWith(topic.prefix))?.prefix === prefix,
      );
      if (theirs.length === 0) return [];
      return [
        {
          message: `${message} (${revision})`,
          author,
          at: BEGINNING + (FIRST_REVISION + revision * BETWEEN_REVISIONS + at) * DAY,
          files: Object.fromEntries(theirs.map(([path, text]) => [path, atRevision(text, revision)])),
        },
      ];
    }),
  );
}
