/** An in-memory repository of one commit and, if given, its base. */
import type {
  Commit,
  FileDiff,
  FileEntry,
  GrepHit,
  GrepQuery,
  Log,
  Renames,
  Repository,
  Side,
} from '../../runner/core/ports/repository.ts';

export type Texts = Readonly<Record<string, string>>;

export interface MemoryOptions {
  /** the address of its remote; default: none */
  readonly remote?: string;
  readonly base?: Texts;
  readonly diff?: readonly FileDiff[];
  readonly commits?: readonly Commit[];
  readonly symlinks?: Readonly<Record<string, string>>;
  /** head paths whose content is not in the clone */
  readonly missing?: readonly string[];
  /** the commit itself; default: a1b2c3d… */
  readonly sha?: string;
  /** its history, itself left out */
  readonly ancestors?: readonly string[];
  /** what became of the files of other commits; default: nothing is known */
  readonly renames?: Readonly<Record<string, Partial<Renames>>>;
  /** flags of the log */
  readonly log?: Partial<Pick<Log, 'counted' | 'cut'>>;
}

export function memoryRepository(head: Texts, options: MemoryOptions = {}): Repository {
  const { sha = 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0', ancestors = [] } = options;
  const texts = (side: Side = 'head'): Texts => (side === 'head' ? head : (options.base ?? {}));
  const lacks = (side: Side = 'head'): readonly string[] => (side === 'head' ? (options.missing ?? []) : []);
  const entries = (side: Side = 'head'): FileEntry[] =>
    [
      ...Object.entries(texts(side)).map(([path, text]): FileEntry => entry(path, text, 'file')),
      ...lacks(side).map((path): FileEntry => ({ ...entry(path, '', 'file'), missing: true })),
      ...Object.entries(options.symlinks ?? {}).map(([path, target]) => entry(path, target, 'symlink')),
    ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    pin: {
      commit_sha: sha,
      base_sha: options.base === undefined ? null : 'b'.repeat(40),
      label: options.base === undefined ? 'a1b2c3d' : 'main..feat/export (a1b2c3d)',
      history: 'full',
      notes: [],
    },
    remote: options.remote ?? null,
    date: '2026-11-01T00:00:00Z',
    list: async (side) => entries(side),
    read: async (path, side) => {
      if (lacks(side).includes(path)) return { path, text: '', bytes: 0, omitted: 'not-in-clone' };
      const text = texts(side)[path] ?? options.symlinks?.[path];
      return text === undefined ? null : { path, text, bytes: Buffer.byteLength(text), omitted: null };
    },
    grep: async (query) => grep(texts(query.side), query),
    log: async ({ only, path }) => ({
      counted: true,
      cut: false,
      ...options.log,
      commits: (options.commits ?? []).filter(
        (commit) =>
          (only === undefined || commit.sha.startsWith(only)) &&
          (path === undefined || commit.files.some((file) => file.path === path)),
      ),
    }),
    blame: async () => [],
    diff: async () => options.diff ?? [],
    renames: async (from) => {
      const known = options.renames?.[from];
      return { renamed: new Map(), deleted: new Set(), complete: known !== undefined, ...known };
    },
    ancestors: async (commits) => new Set(commits.filter((one) => one === sha || ancestors.includes(one))),
    close: async () => {},
  };
}

function entry(path: string, text: string, kind: FileEntry['kind']): FileEntry {
  return { path, size: Buffer.byteLength(text), kind, oid: '0'.repeat(40), missing: false };
}

function grep(texts: Texts, { pattern, fixed, word, glob, most = 1000 }: GrepQuery): GrepHit[] {
  const source = fixed ? pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : pattern;
  const wanted = new RegExp(word === true ? `(?<!\\w)(?:${source})(?!\\w)` : source);
  const selected = glob === undefined ? null : globPattern(glob);
  const hits: GrepHit[] = [];
  for (const [path, text] of Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (selected !== null && !selected.test(path)) continue;
    text.split('\n').forEach((line, at) => {
      if (hits.length < most && wanted.test(line)) hits.push({ path, line: at + 1, text: line });
    });
  }
  return hits;
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (star) => (star === '?' ? '[^/]' : star === '*' ? '[^/]*' : '.*'));
  return new RegExp(`^${source}$`);
}
