/**
 * Files as a model may see them: masked as a whole, so that a secret of many lines is seen, and cut into lines. Masking
 * costs more than reading, and the agents of a run share its repository and read the same files: what was masked is
 * kept for them, as long as somebody has the repository, and within a limit.
 */
import type { FileText, Repository, Side } from '../../../../runner/core/ports/repository.ts';

/** Masks secrets and keeps every line a line. */
export type Mask = (text: string) => Promise<string>;

export interface MaskedFile extends Omit<FileText, 'text'> {
  /** without ends of lines; empty when the file has no text */
  readonly lines: readonly string[];
}

/** Null when there is no such file. */
export type MaskedFiles = (path: string, side: Side) => Promise<MaskedFile | null>;

/** Characters kept of one repository. */
const MOST_KEPT = 2_000_000;

const known = new WeakMap<Mask, WeakMap<Repository, MaskedFiles>>();

export function maskedFiles(repository: Repository, mask: Mask): MaskedFiles {
  const ours = known.get(mask) ?? new WeakMap<Repository, MaskedFiles>();
  known.set(mask, ours);
  const files = ours.get(repository) ?? createMaskedFiles(repository, mask);
  ours.set(repository, files);
  return files;
}

function createMaskedFiles(repository: Repository, mask: Mask): MaskedFiles {
  const kept = new Map<string, Promise<MaskedFile | null>>();
  const sizes = new Map<string, number>();
  let room = MOST_KEPT;

  function drop(key: string): void {
    kept.delete(key);
    room += sizes.get(key) ?? 0;
    sizes.delete(key);
  }

  function weigh(key: string, file: MaskedFile | null): void {
    if (file === null) {
      drop(key);
      return;
    }
    const size = file.lines.reduce((sum, line) => sum + line.length + 1, 0);
    sizes.set(key, size);
    room -= size;
    for (const oldest of sizes.keys()) {
      if (room >= 0) break;
      drop(oldest);
    }
  }

  return (path, side) => {
    const key = `${side}:${path}`;
    const before = kept.get(key);
    if (before !== undefined) return before;
    const reading = readMasked(repository, mask, path, side);
    kept.set(key, reading);
    reading.then(
      (file) => weigh(key, file),
      () => drop(key),
    );
    return reading;
  };
}

async function readMasked(
  repository: Repository,
  mask: Mask,
  path: string,
  side: Side,
): Promise<MaskedFile | null> {
  const file = await repository.read(path, side);
  if (file === null) return null;
  const { text, ...about } = file;
  return { ...about, lines: await maskedLines(path, text, mask) };
}

/** The path in front keeps a JSON file from being taken for a document, which masking might lay out anew. */
async function maskedLines(path: string, text: string, mask: Mask): Promise<readonly string[]> {
  if (text === '') return [];
  const masked = await mask(`${path}\n${text}`);
  const lines = masked.split('\n').map((line) => line.replace(/\r$/, ''));
  return lines.slice(1, lines.at(-1) === '' ? -1 : undefined);
}
