/** The repositories that the whole catalogue is tried on, each made when it is first asked for. */
import { BEGINNING, type MadeRepository, makeRepository } from '../setup/repositories.ts';
import { readArchive } from './archive.ts';
import { CHANGE, makeCleanService, makeFaultyService } from './order-service.ts';

const DAY = 86_400;

export interface Tried {
  readonly repository: MadeRepository;
  /** what flows that compare compare with, and what all read */
  readonly base: string;
  readonly head: string;
}

/** Five commits by three people over a year: the files in alphabetical order, a fifth at a time; the last one is the change. */
function makeFromArchive(name: string): Tried {
  const files = Object.entries(readArchive(name));
  const share = Math.ceil(files.length / 5);
  const authors = ['Ana', 'Bo', 'Chris', 'Ana', 'Dana'];
  const repository = makeRepository({
    name,
    commits: authors.map((author, at) => ({
      author,
      message: at === 0 ? 'Begin' : `Add ${files[at * share]?.[0]}`,
      at: BEGINNING + (20 + at * 90) * DAY,
      files: Object.fromEntries(files.slice(at * share, (at + 1) * share)),
    })),
  });
  return { repository, base: 'HEAD~1', head: 'HEAD' };
}

export const REPOSITORIES = {
  'a TypeScript service with faults': () => ({ ...CHANGE, repository: makeFaultyService().repository }),
  'the same service without faults': () => ({ ...CHANGE, repository: makeCleanService().repository }),
  'a Python package': () => makeFromArchive('python-package'),
  'a Go module': () => makeFromArchive('go-module'),
  'a monorepo': () => makeFromArchive('monorepo'),
  'documents only': () => makeFromArchive('documents'),
} as const satisfies Readonly<Record<string, () => Tried>>;

export type RepositoryName = keyof typeof REPOSITORIES;
