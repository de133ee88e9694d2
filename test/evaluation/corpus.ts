/** Real code in pinned versions to seed citations from: the libraries that Baton itself runs on. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Texts } from '../flows/memory-repository.ts';

function filesIn(folder: string): Texts {
  const root = join(import.meta.dirname, '../../node_modules', folder);
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  return Object.fromEntries(
    names.sort().map((name) => [`${folder}/${name}`, readFileSync(join(root, name), 'utf8')]),
  );
}

/** About a hundred files of a server, a logger and a metrics library. */
export function corpus(): Texts {
  return { ...filesIn('fastify/lib'), ...filesIn('pino/lib'), ...filesIn('prom-client/lib') };
}

/** Code that is not in the corpus. */
export function foreignCode(): Texts {
  return filesIn('yaml/dist/compose');
}

export interface Random {
  /** a whole number from 0 up to and without `below` */
  below(below: number): number;
  pick<T>(from: readonly T[]): T;
}

/** The same numbers from the same seed, on every machine. */
export function seeded(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (from) => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new RangeError('Nothing to pick from.');
      return picked;
    },
  };
}

export interface Passage {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  readonly lines: number;
}

/** One to three lines with enough text. */
export function passage(texts: Texts, random: Random): Passage {
  const paths = Object.keys(texts);
  for (;;) {
    const path = random.pick(paths);
    const lines = (texts[path] ?? '').split('\n');
    const at = random.below(lines.length);
    const taken = lines.slice(at, at + 1 + random.below(3));
    const first = taken[0] ?? '';
    const last = taken.at(-1) ?? '';
    const quote = taken.join('\n');
    const speaks =
      (quote.match(/\w/g) ?? []).length >= 16 && (quote.match(/[A-Za-z_]{3,}/g) ?? []).length >= 3;
    if (speaks && first.trim() !== '' && last.trim() !== '' && quote.length <= 500) {
      return { path, start: at + 1, end: at + taken.length, quote, lines: lines.length };
    }
  }
}
