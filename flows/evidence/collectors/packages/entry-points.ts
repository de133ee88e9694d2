/** Where a program is entered: what its manifests name, and main functions and servers in the source itself. Pure. */
import { posix } from 'node:path';
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { draft } from '../../collector.ts';
import { isCode, languageOf } from '../../roles/languages.ts';
import { blank } from '../syntax/lexical.ts';
import { type KnownFiles, namedEntries } from './manifest-entries.ts';

const ENTRY_NAME =
  /^(main|index|server|app|cli|run|start|__main__|manage|wsgi|asgi|program|application|lib)\.[^.]+$/i;

/** Only files with such names are opened for their entry points. */
export function mayBeEntered(file: ScopeFile): boolean {
  if (file.role !== 'src' || !isCode(file.language) || ASIDE.test(file.path)) return false;
  return (
    ENTRY_NAME.test(posix.basename(file.path)) ||
    /(^|\/)(bin|cmd)\//.test(file.path) ||
    file.language === 'Java'
  );
}

/** Programs beside the one that the repository is for. */
const ASIDE =
  /(^|\/)(benchmarks?|benchsuite|metrics|perf|fuzz|examples?|samples?|demos?|scripts?|tools?|ci|hack|xtask|docs?)\//i;

/** What follows the last condition of a mark is looked for in the line as it is, since strings are blanked. */
const MARKS: readonly (readonly [how: string, code: RegExp, line?: RegExp])[] = [
  ['program', /^if __name__ ==/, /^if __name__ == ['"]__main__['"]/],
  ['program', /^func main\(\)/],
  ['program', /^\s*(?:pub\s+)?(?:async\s+)?fn main\(\)/],
  ['program', /\bpublic\s+static\s+void\s+main\s*\(/],
  ['program', /^int\s+main\s*\(/],
  ['program', /^fun main\(/],
  ['server', /\.(?:listen|ListenAndServe)\(|\buvicorn\.run\(|\bapp\.run\(/],
];

/** What tries a program out is no way into it, even if a manifest of its own names it. */
const TRIAL = /(^|\/)(benchmarks?|benchsuite|metrics|perf|fuzz|examples?|samples?|demos?|tests?)\//i;

export function entriesIn(path: string, text: string, files: KnownFiles): FactDraft[] {
  const named = namedEntries(path, text, files);
  if (named !== null) {
    return named.filter(({ target }) => !TRIAL.test(target)).map((entry) => entryFact(path, entry));
  }
  const language = languageOf(path)?.name;
  if (language === undefined || !isCode(language)) return [];
  const lines = text.split('\n');
  const code = blank(text, language).split('\n');
  const seen = new Set<string>();
  const found = lines.flatMap((quote, index) => {
    const bare = code[index] ?? '';
    const how = MARKS.find(([, mark, whole]) => mark.test(bare) && (whole ?? /^/).test(quote))?.[0];
    if (how === undefined || seen.has(how)) return [];
    seen.add(how);
    return [entryFact(path, { line: index + 1, quote, how, value: posix.basename(path), target: path })];
  });
  const isScript = lines[0]?.startsWith('#!') === true && /(^|\/)bin\//.test(path);
  if (found.length > 0 || !isScript) return found;
  return [
    entryFact(path, {
      line: 1,
      quote: lines[0] ?? '',
      how: 'command',
      value: posix.basename(path),
      target: path,
    }),
  ];
}

interface Entry {
  readonly line: number;
  readonly quote: string;
  readonly how: string;
  readonly value: string;
  readonly target: string;
}

function entryFact(path: string, { line, quote, how, value, target }: Entry): FactDraft {
  return draft('entry', {
    path,
    line,
    quote,
    subject: how,
    value,
    text: target === path ? `entered here (${how})` : `names ${target} as its ${how}`,
    data: { how, target },
  });
}
