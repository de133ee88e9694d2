/** Holds a report's citations against the repository, with git itself and nothing of Baton's. */
import { execFileSync } from 'node:child_process';
import { citationsIn } from '../flows/report/read-back.ts';

export interface Commits {
  readonly head: string;
  readonly base?: string | null;
}

export interface ReadBack {
  readonly count: number;
  /** `path:line` of each citation whose line is not what it quotes */
  readonly wrong: readonly string[];
}

export function readBack(report: string, repository: string, { head, base }: Commits): ReadBack {
  const trees = { head: treeOf(repository, head), base: base ? treeOf(repository, base) : new Map() };
  const citations = citationsIn(report);
  const texts = new Map<string, readonly string[]>();
  const lineOf = (oid: string, line: number): string => {
    const lines = texts.get(oid) ?? git(repository, 'cat-file', 'blob', oid).toString().split('\n');
    texts.set(oid, lines);
    return lines[line - 1] ?? '';
  };
  const wrong = citations.filter(({ path, start, end, side, lines }) => {
    const oid = trees[side].get(path);
    if (oid === undefined || lines.length > end - start + 1) return true;
    return lines.some((line, at) => !line.test(shown(lineOf(oid, start + at))));
  });
  return { count: citations.length, wrong: wrong.map(({ path, start }) => `${path}:${start}`) };
}

/** The blobs of a commit, by the name itself and by the name as git quotes it. */
function treeOf(repository: string, commit: string): Map<string, string> {
  const blobs = new Map<string, string>();
  for (const quoting of ['false', 'true']) {
    const listing = git(repository, '-c', `core.quotePath=${quoting}`, 'ls-tree', '-r', commit).toString();
    for (const line of listing.trimEnd().split('\n')) {
      const [about = '', name = ''] = line.split('\t');
      blobs.set(name, about.split(' ')[2] ?? '');
    }
  }
  return blobs;
}

/** As a report shows a line: trimmed, with its control characters spelt out. */
function shown(line: string): string {
  return line.trim().replace(/[\p{Cc}\p{Cf}]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (char === '\t') return char;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

function git(repository: string, ...args: string[]): Buffer {
  return execFileSync('git', ['-C', repository, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}
