/** Published names that nobody explains: without a comment of their own, and in no document. */
import type { CollectorSource, FactDraft } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { byWorth } from '../../../ordering.ts';
import { count } from '../../../wording.ts';
import { draft, readable, texts } from '../../collector.ts';
import { isCode, isEcmaScript } from '../../roles/languages.ts';
import type { ExportedSymbol } from '../exports/ecmascript-exports.ts';
import { publishedBy } from '../exports/published.ts';
import { treeExports } from '../exports/tree-exports.ts';
import { readTree } from '../source/source-tree.ts';

/** Parsing them all takes too long in larger repositories; the most used files are not known here. */
const MOST_FILES = 4_000;

interface Named extends ExportedSymbol {
  readonly path: string;
  readonly quote: string;
  readonly isExplained: boolean;
}

/** `only`: the files and names that are asked about, as `path name`; null for all. */
export async function undocumentedExports(
  source: CollectorSource,
  only: ReadonlySet<string> | null,
  signal: AbortSignal,
): Promise<FactDraft[]> {
  const { repository, scope } = source;
  const own = readable(scope, 'src').filter(
    (file) =>
      isCode(file.language) && (only === null || [...only].some((one) => one.startsWith(`${file.path} `))),
  );
  const published = publishedBy(
    repository,
    scope.files.map(({ path }) => path),
  );
  const names: Named[] = [];
  for await (const { file, text } of texts(repository, own.slice(0, MOST_FILES), signal)) {
    for (const symbol of symbolsOf(file, text)) {
      if (only !== null && !only.has(`${file.path} ${symbol.name}`)) continue;
      if (await published(file.path, symbol.name)) names.push(symbol);
    }
  }
  const offered = only === null ? publicApi(names) : [];
  const bare = names.filter(({ isExplained }) => !isExplained);
  if (bare.length === 0) return offered;
  const { documented, uses } = await wordsOf(source, new Set(bare.map(({ name }) => name)), signal);
  const undocumented = bare
    .filter(({ name }) => !documented.has(name))
    .map((symbol) => ({ ...symbol, used: Math.max(0, (uses.get(symbol.name) ?? 0) - 1) }))
    .sort(
      byWorth(
        ({ used }) => used,
        ({ path, name }) => `${path}\0${name}`,
      ),
    )
    .map(({ path, line, quote, name, used }) =>
      draft('undocumented-export', {
        ...{ path, line, quote },
        subject: name,
        value: used,
        text: `${name} is exported without documentation${used === 0 ? '' : `; ${count(used, 'other file names', 'other files name')} it`}`,
        data: { of: names.length },
      }),
    );
  return [...offered, ...undocumented];
}

const MOST_SYMBOLS = 20;

/** The files that offer most come first. */
function publicApi(names: readonly Named[]): FactDraft[] {
  return [...Map.groupBy(names, ({ path }) => path)]
    .sort(
      byWorth(
        ([, own]) => own.length,
        ([path]) => path,
      ),
    )
    .map(([path, own]) => {
      const symbols = own.map(({ name }) => name);
      return draft('public-api', {
        path,
        value: symbols.length,
        text: `offers ${symbols.slice(0, 6).join(', ')}${symbols.length > 6 ? ` and ${symbols.length - 6} more` : ''}`,
        data: { symbols: symbols.slice(0, MOST_SYMBOLS) },
      });
    });
}

/** What a caller writes: no types, which the compiler explains, no members, nothing that is handed on. */
function symbolsOf({ language, path }: ScopeFile, text: string): Named[] {
  const lines = text.split('\n');
  const found = isEcmaScript(language)
    ? (readTree(language, path, text, true)?.exports ?? [])
    : (treeExports(language, path, text) ?? []);
  const isDeclared = ({ name, line, signature }: ExportedSymbol): boolean =>
    signature !== name || /\b(?:const|let|var|enum)\b/.test(lines[line - 1] ?? '');
  return found
    .filter(isDeclared)
    .filter(
      ({ name, signature }) =>
        /^\w+$/.test(name) &&
        name !== 'default' &&
        !/^(?:export\s+)?(?:declare\s+)?(?:interface|type)\b/.test(signature),
    )
    .map((symbol) => ({
      ...symbol,
      path,
      quote: lines[symbol.line - 1] ?? '',
      isExplained: language === 'Python' ? hasDocstring(lines, symbol.line) : hasComment(lines, symbol.line),
    }));
}

const ANNOTATION = /^\s*(?:@[\w.]+(?:\(.*\)?)?|#\[.*\]|\[.*\]|export|public|template<.*>)\s*$/;

/** Whether the line before it, or before its annotations, ends a comment. */
function hasComment(lines: readonly string[], line: number): boolean {
  let at = line - 2;
  while (at >= 0 && ANNOTATION.test(lines[at] ?? '')) at -= 1;
  return /^\s*(?:\/\/|\*|#)|\*\/\s*$/.test(lines[at] ?? '') || /\/\/[/!]?\s*\S/.test(lines[line - 1] ?? '');
}

const LONGEST_HEAD = 30;

function hasDocstring(lines: readonly string[], line: number): boolean {
  const end = lines.slice(line - 1, line - 1 + LONGEST_HEAD).findIndex((text) => /:\s*(?:#.*)?$/.test(text));
  if (end === -1) return false;
  const body = lines.slice(line + end).find((text) => text.trim() !== '') ?? '';
  return /^\s*[rRuU]?(?:"""|'''|")/.test(body) || hasComment(lines, line);
}

interface Words {
  /** those of the names that a document has */
  readonly documented: ReadonlySet<string>;
  /** in how many files each is */
  readonly uses: ReadonlyMap<string, number>;
}

async function wordsOf(
  { repository, scope }: CollectorSource,
  names: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Words> {
  const documented = new Set<string>();
  const uses = new Map<string, number>();
  const files = readable(scope, 'src', 'test', 'example', 'docs').filter(
    ({ language, role }) => role === 'docs' || isCode(language),
  );
  for await (const { file, text } of texts(repository, files, signal)) {
    for (const [word] of new Map([...text.matchAll(/\w+/g)].map(([one]) => [one, true]))) {
      if (!names.has(word)) continue;
      if (file.role === 'docs') documented.add(word);
      else uses.set(word, (uses.get(word) ?? 0) + 1);
    }
  }
  return { documented, uses };
}
