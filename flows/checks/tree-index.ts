/**
 * Indexes the tree for the citation check: each file read once, its lines in canonical form, and which files contain
 * which words. One pass answers where else a quote occurs and whether a name occurs at all.
 */
import type { FileEntry, Repository, Side } from '../../runner/core/ports/repository.ts';
import { type CanonicalText, canonicalText, occurrences, type Stretch } from '../canonical-text.ts';
import { selector } from '../evidence/paths.ts';

export interface IndexedFile {
  readonly path: string;
  readonly side: Side;
  readonly lines: readonly string[];
  readonly canonical: CanonicalText;
}

/** Larger files are read if cited, but not searched. */
const MOST_BYTES = 1_000_000;
const MOST_BYTES_IN_ALL = 64_000_000;
const MOST_SEARCHES = 200;
const AT_ONCE = 16;
const WORDS = /[\p{L}\p{N}_]+/gu;

export class TreeIndex {
  readonly repository: Repository;
  readonly #signal: AbortSignal | undefined;
  readonly #entries: Record<Side, () => Promise<ReadonlyMap<string, FileEntry>>>;
  readonly #folders: () => Promise<ReadonlySet<string>>;
  readonly #words: () => Promise<WordIndex>;
  readonly #baseWords: () => Promise<WordIndex>;
  readonly #files = new Map<string, Promise<IndexedFile | null>>();
  readonly #searches = new Map<string, Promise<boolean>>();

  constructor(repository: Repository, signal?: AbortSignal) {
    this.repository = repository;
    this.#signal = signal;
    this.#entries = { head: once(() => this.#list('head')), base: once(() => this.#list('base')) };
    this.#folders = once(async () => foldersOf((await this.#entries.head()).keys()));
    this.#words = once(() => this.#indexWords());
    this.#baseWords = once(() => this.#indexBaseWords());
  }

  /** Whether a path is a file, or a folder, of the commit. */
  async has(path: string): Promise<boolean> {
    const entries = await this.#entries.head();
    return entries.has(path) || (await this.#folders()).has(path) || isBelowUnlisted(path, entries);
  }

  /** Whether a path is a file of the commit, or may be one, whose content is not in the clone. */
  async lacks(path: string, side: Side): Promise<boolean> {
    const entries = await this.#entries[side]();
    if (!entries.has(path)) return isBelowUnlisted(path, entries);
    return (await this.repository.read(path, side))?.omitted === 'not-in-clone';
  }

  /** How many files of the head that a glob selects are not in the clone; '' selects all. */
  async lacking(glob: string): Promise<number> {
    const selected = selector(glob === '' ? [] : [glob]);
    const entries = [...(await this.#entries.head()).values()];
    return entries.filter(({ path, missing }) => missing && selected(path)).length;
  }

  /** A regular file with text; null for anything else, links among them. */
  file(path: string, side: Side): Promise<IndexedFile | null> {
    const key = `${side}:${path}`;
    const known = this.#files.get(key) ?? this.#read(path, side);
    this.#files.set(key, known);
    return known;
  }

  /** The files at the head that contain a canonical quote, at most two. */
  async filesWith(quote: string): Promise<{ file: IndexedFile; at: Stretch[] }[]> {
    const found: { file: IndexedFile; at: Stretch[] }[] = [];
    for (const file of filesWithAll(await this.#words(), quote)) {
      const at = occurrences(file.canonical, quote, 2);
      if (at.length > 0) found.push({ file, at });
      if (found.length === 2) break;
    }
    return found;
  }

  /** Whether a word occurs in the texts or paths of the head, or in files that changed since the base. */
  async hasWord(word: string): Promise<boolean> {
    const index = await this.#words();
    if (index.files.has(word) || (await this.#baseWords()).files.has(word)) return true;
    if (index.complete) return false;
    const known = this.#searches.get(word) ?? this.#search(word);
    this.#searches.set(word, known);
    return known;
  }

  async #list(side: Side): Promise<ReadonlyMap<string, FileEntry>> {
    if (side === 'base' && this.repository.pin.base_sha === null) return new Map();
    return new Map((await this.repository.list(side)).map((entry) => [entry.path, entry]));
  }

  async #read(path: string, side: Side): Promise<IndexedFile | null> {
    this.#signal?.throwIfAborted();
    const entry = (await this.#entries[side]()).get(path);
    if (entry === undefined || entry.kind === 'symlink' || entry.kind === 'submodule') return null;
    const read = await this.repository.read(path, side);
    if (read === null || read.omitted !== null) return null;
    const lines = read.text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
    return { path, side, lines, canonical: canonicalText(lines) };
  }

  async #indexWords(): Promise<WordIndex> {
    const index: WordIndex = { files: new Map(), complete: true };
    const searched: string[] = [];
    let bytes = 0;
    for (const { path, kind, size } of (await this.#entries.head()).values()) {
      addWords(index, path, null);
      if (kind === 'symlink' || kind === 'submodule' || kind === 'folder') continue;
      if (size > MOST_BYTES || bytes + size > MOST_BYTES_IN_ALL) {
        index.complete = false;
        continue;
      }
      bytes += size;
      searched.push(path);
    }
    for (let at = 0; at < searched.length; at += AT_ONCE) {
      const batch = searched.slice(at, at + AT_ONCE);
      for (const file of await Promise.all(batch.map((path) => this.file(path, 'head')))) {
        if (file !== null) addWords(index, file.canonical.text, file);
      }
    }
    return index;
  }

  /** A word of the base that is not in the head must be in a changed file. */
  async #indexBaseWords(): Promise<WordIndex> {
    const index: WordIndex = { files: new Map(), complete: true };
    if (this.repository.pin.base_sha === null) return index;
    for (const { path, from } of await this.repository.diff()) {
      const file = await this.file(from ?? path, 'base');
      if (file !== null) addWords(index, `${file.path} ${file.canonical.text}`, file);
    }
    return index;
  }

  /** Searches for words that may be in files too large to index. */
  async #search(word: string): Promise<boolean> {
    if (this.#searches.size > MOST_SEARCHES) return false;
    return (await this.repository.grep({ pattern: word, fixed: true, word: true, most: 1 })).length > 0;
  }
}

interface WordIndex {
  /** the files whose text contains a word; empty if only a path does */
  readonly files: Map<string, IndexedFile[]>;
  /** false when a file was too large to be searched */
  complete: boolean;
}

function addWords(index: WordIndex, text: string, file: IndexedFile | null): void {
  for (const word of new Set(text.match(WORDS))) {
    const holders = index.files.get(word) ?? [];
    if (holders.length === 0) index.files.set(word, holders);
    if (file !== null) holders.push(file);
  }
}

function filesWithAll(index: WordIndex, quote: string): readonly IndexedFile[] {
  const holders = (quote.match(WORDS) ?? []).map((word) => index.files.get(word) ?? []);
  const rarest = holders.reduce(
    (least, files) => (files.length < least.length ? files : least),
    holders[0] ?? [],
  );
  return rarest.filter((file) => holders.every((files) => files === rarest || files.includes(file)));
}

function isBelowUnlisted(path: string, entries: ReadonlyMap<string, FileEntry>): boolean {
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    if (entries.has(path.slice(0, at + 1))) return true;
  }
  return false;
}

function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>(['.']);
  for (const path of paths) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
      folders.add(path.slice(0, at));
  }
  return folders;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
