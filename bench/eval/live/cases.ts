/**
 * The public sets of review comments that the live evaluation reads: AACR-Bench (alibaba/aacr-bench, Apache-2.0) and the
 * golden comments of withmartian/code-review-benchmark (MIT). They hold comments and addresses, never the code itself.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export const SETS = ['aacr', 'martian'] as const;
export type SetName = (typeof SETS)[number];

/** A comment that people agreed on, or rejected. */
export interface Comment {
  readonly text: string;
  /** null in sets that name no place */
  readonly path: string | null;
  /** lines from 1, on the side that the change makes unless `base` */
  readonly start: number | null;
  readonly end: number | null;
  readonly side: 'head' | 'base';
}

/** A pull request with what a review of it should say, and what it should not. */
export interface ReviewCase {
  /** `owner/name#12` */
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly number: number;
  /** null if the set names no commits: then the request's own head, and its merge base with the default branch */
  readonly head: string | null;
  readonly base: string | null;
  readonly valid: readonly Comment[];
  readonly invalid: readonly Comment[];
}

export interface CaseSet {
  readonly cases: readonly ReviewCase[];
  /** SHA-256 over the files that were read, the first 12 digits: figures of other files are not comparable */
  readonly hash: string;
}

const AacrFile = z.array(
  z.object({
    source_commit: z.string(),
    target_commit: z.string(),
    githubPrUrl: z.string(),
    comments: z.array(
      z.object({
        note: z.string(),
        path: z.string(),
        side: z.string(),
        from_line: z.int(),
        to_line: z.int(),
      }),
    ),
  }),
);

const MartianFile = z.array(
  z.object({
    url: z.string(),
    comments: z.array(z.object({ comment: z.string() })),
  }),
);

/** `folder` holds a folder for each set. In the order of the set's files. Throws if a file is not of the set's form. */
export async function readCases(folder: string, set: SetName): Promise<CaseSet> {
  const hash = createHash('sha256');
  const read = async (path: string): Promise<unknown> => {
    const text = await readFile(path, 'utf8');
    hash.update(text);
    return JSON.parse(text);
  };
  const cases = set === 'aacr' ? await aacr(join(folder, set), read) : await martian(join(folder, set), read);
  return { cases, hash: hash.digest('hex').slice(0, 12) };
}

type Read = (path: string) => Promise<unknown>;

async function aacr(folder: string, read: Read): Promise<ReviewCase[]> {
  const cases = new Map<string, ReviewCase>();
  for (const [file, kind] of [
    ['positive_samples.json', 'valid'],
    ['negative_samples.json', 'invalid'],
  ] as const) {
    for (const { githubPrUrl, source_commit, target_commit, comments } of AacrFile.parse(
      await read(join(folder, file)),
    )) {
      const request = requestOf(githubPrUrl);
      const known = cases.get(request.id) ?? {
        ...request,
        head: source_commit,
        base: target_commit,
        valid: [],
        invalid: [],
      };
      const own = comments.map(({ note, path, side, from_line, to_line }): Comment => {
        const [start, end] = [Math.min(from_line, to_line), Math.max(from_line, to_line)];
        return { text: note, path, start, end, side: side === 'left' ? 'base' : 'head' };
      });
      cases.set(request.id, { ...known, [kind]: [...known[kind], ...own] });
    }
  }
  return [...cases.values()];
}

async function martian(folder: string, read: Read): Promise<ReviewCase[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const cases: ReviewCase[] = [];
  for (const file of files) {
    for (const { url, comments } of MartianFile.parse(await read(join(folder, file)))) {
      const valid = comments.map(({ comment }): Comment => {
        return { text: comment, path: null, start: null, end: null, side: 'head' };
      });
      cases.push({ ...requestOf(url), head: null, base: null, valid, invalid: [] });
    }
  }
  return cases;
}

const REQUEST = /^https:\/\/github\.com\/([^/]+)\/([^/]+)\/pull\/(\d+)/;

function requestOf(url: string): Pick<ReviewCase, 'id' | 'owner' | 'name' | 'number'> {
  const [, owner, name, number] = REQUEST.exec(url) ?? [];
  if (owner === undefined || name === undefined) throw new Error(`${url} is no pull request of GitHub`);
  return { id: `${owner}/${name}#${number}`, owner, name, number: Number(number) };
}
