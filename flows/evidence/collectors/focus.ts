/**
 * Where the repository speaks of what a run is about, its focus or what it was given: names, lines, tests, documents and
 * recent commits with its words, the best first.
 */
import { posix } from 'node:path';
import type { Repository } from '../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../contracts/collecting.ts';
import type { FileRole } from '../../contracts/evidence-pack.ts';
import type { MentionKind } from '../../contracts/project-facts.ts';
import { byWorth } from '../../ordering.ts';
import { cutLine } from '../../wording.ts';
import { type Collector, draft, readable, texts } from '../collector.ts';
import { isCode } from '../roles/languages.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { focusMatcher, focusWords } from './text/focus-words.ts';

type Match = (text: string) => readonly string[];

export const focus: Collector = {
  name: 'focus',
  kinds: COLLECTOR_KINDS.focus,
  async collect({ repository, scope, focus: asked }, signal) {
    const words = focusWords(asked ?? '');
    if (words.length === 0) return { facts: [] };
    const match = focusMatcher(words);
    const found: Found[] = [];
    const counts = new Map(words.map(({ word }) => [word, 0]));
    const files = readable(scope).filter(({ role }) => ROLES[role] !== undefined);
    for await (const { file, text } of texts(repository, files, signal)) {
      const code = isCode(file.language);
      const { best, all } = bestLine({ path: file.path, text, role: file.role, code }, match);
      if (best !== null) found.push(best);
      for (const word of all) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    const rarity = rarityOf(found);
    const worth = (one: Found): number =>
      one.words.reduce((sum, word) => sum + (rarity.get(word) ?? 0), 0) * one.weight;
    const ranked = found.sort(byWorth(worth, ({ path, line }) => `${path}:${line}`));
    return {
      facts: [...mixed(ranked).map(mentionFact), ...(await commits(repository, match))],
      totals: Object.fromEntries([...counts].map(([word, n]) => [`mention:${word}`, n])),
    };
  },
};

/** How much a mention in such a file weighs. */
const ROLES: Partial<Record<FileRole, number>> = {
  src: 1,
  test: 0.6,
  docs: 0.5,
  migration: 0.5,
  config: 0.4,
  example: 0.4,
};
const DEFINES =
  /^\s*(?:export\s+)?(?:default\s+)?(?:pub(?:\([^)]*\))?\s+|public\s+|private\s+|protected\s+|static\s+|final\s+|abstract\s+|async\s+)*(?:function\*?|class|interface|type|enum|struct|trait|impl|def|func|fn|module|const|let|var)\s|^\s*(?:[\w$]+\.)+[\w$]+\s*=\s*(?:async\s*)?function\b|^\s*(?:public|private|protected)\s.*\(/;
const TODO = /\b(?:TODO|FIXME|XXX|HACK)\b/;

interface Found {
  readonly path: string;
  readonly line: number;
  readonly quote: string;
  readonly what: MentionKind;
  readonly words: readonly string[];
  readonly weight: number;
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly role: FileRole;
  readonly code: boolean;
}

/** The line of a file that speaks of the focus best, where one does, and all words of the focus that the file has. */
interface FileWords {
  readonly best: Found | null;
  readonly all: ReadonlySet<string>;
}

/** Words in its path count for every line. */
function bestLine({ path, text, role, code }: Source, match: Match): FileWords {
  const inPath = match(path);
  const all = new Set(inPath);
  let best: Found | null = null;
  let bestScore = 0;
  for (const [index, source] of text.split('\n').entries()) {
    const words = match(source);
    if (words.length === 0) continue;
    for (const word of words) all.add(word);
    const what = kindOf(source, role, code);
    const score = words.length * LINE[what] + inPath.length;
    if (score <= bestScore || source.trim().length > 400) continue;
    bestScore = score;
    const bonus = 1 + (inPath.length > 0 ? 1 : 0);
    best = {
      path,
      line: index + 1,
      quote: source,
      what,
      words: [...new Set([...words, ...inPath])],
      weight: LINE[what] * bonus * (ROLES[role] ?? 0),
    };
  }
  return { best: best ?? fileAsFound({ path, text, role }, inPath), all };
}

/** A file whose path alone speaks of the focus, at its first line. */
function fileAsFound({ path, text, role }: Omit<Source, 'code'>, words: readonly string[]): Found | null {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim().length > 3);
  if (words.length === 0 || first === -1) return null;
  const quote = lines[first] ?? '';
  return { path, line: first + 1, quote, what: 'file', words, weight: 1.5 * (ROLES[role] ?? 0) };
}

const LINE: Readonly<Record<MentionKind, number>> = {
  symbol: 3,
  test: 2.5,
  TODO: 2,
  document: 2,
  file: 1.5,
  code: 1,
  commit: 1,
};

function kindOf(source: string, role: FileRole, code: boolean): MentionKind {
  if (role === 'test') return 'test';
  if (role === 'docs') return 'document';
  if (TODO.test(source)) return 'TODO';
  return code && DEFINES.test(source) ? 'symbol' : 'code';
}

/** What is said in few files tells more than what is said everywhere. */
function rarityOf(found: readonly Found[]): ReadonlyMap<string, number> {
  const files = new Map<string, number>();
  for (const word of found.flatMap(({ words }) => words)) files.set(word, (files.get(word) ?? 0) + 1);
  return new Map([...files].map(([word, count]) => [word, Math.log(1 + (1 + found.length) / count)]));
}

const MOST_OF_A_KIND: Partial<Record<MentionKind, number>> = { test: 2, document: 2, TODO: 2 };
const MOST_OF_A_FOLDER = 4;
const MOST = 10;

/** The best ones, but not ten tests or ten files of one folder. */
function mixed(ranked: readonly Found[]): Found[] {
  const kept: Found[] = [];
  for (const found of ranked) {
    const alike = kept.filter(({ what }) => what === found.what).length;
    const beside = kept.filter(({ path }) => posix.dirname(path) === posix.dirname(found.path)).length;
    if (alike < (MOST_OF_A_KIND[found.what] ?? MOST) && beside < MOST_OF_A_FOLDER) kept.push(found);
    if (kept.length === MOST) break;
  }
  return kept;
}

function mentionFact({ path, line, quote, what, words, weight }: Found): FactDraft {
  return draft('mention', {
    path,
    line,
    quote,
    subject: what,
    value: Math.round(weight * 10) / 10,
    text: `${what} with ${words.join(', ')}`,
    data: { what, words: [...words], sha: null },
  });
}

const RECENT_DAYS = 365;
const MOST_COMMITS = 2;

async function commits(repository: Repository, match: Match): Promise<FactDraft[]> {
  const log = await repository.log({ days: RECENT_DAYS, bare: true });
  return log.commits
    .map((commit) => ({ commit, words: match(commit.subject) }))
    .filter(({ words }) => words.length > 0)
    .sort((a, b) => b.words.length - a.words.length)
    .slice(0, MOST_COMMITS)
    .map(({ commit: { sha, subject, date }, words }) =>
      draft('mention', {
        subject: 'commit',
        value: sha.slice(0, 12),
        text: `${cutLine(subject)} (${date.slice(0, 10)})`,
        data: { what: 'commit', words: [...words], sha },
      }),
    );
}
