/** What is near the innermost frame: the handler that catches its error, other callers of its function, tests that name it. */
import type { GrepHit, Repository } from '../../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { draft } from '../../collector.ts';
import { isCode } from '../../roles/languages.ts';
import { handlerOf } from './frame-functions.ts';
import type { LocatedFrame } from './located-frames.ts';

/** The handlers of errors around frames, the innermost first. */
export function handlerFacts(frames: readonly LocatedFrame[]): FactDraft[] {
  const found = frames.flatMap(({ path, line, outline, state }) => {
    const isSure = state === 'found' || state === 'moved';
    if (path === null || line === null || outline === null || !isSure) return [];
    const clause = handlerOf(outline, line);
    if (clause === null) return [];
    const quote = outline.lines[clause.line - 1] ?? '';
    return [
      draft('related', {
        ...{ path, line: clause.line, end: clause.end, quote },
        subject: 'handler',
        value: quote.trim().slice(0, 100),
        text: `${clause.isEmpty ? 'swallows' : 'catches'} errors of line ${line}`,
        data: { what: 'handler', of: `${path}:${line}` },
      }),
    ];
  });
  const once = new Map(found.toReversed().map((fact) => [`${fact.path}:${fact.line}`, fact]));
  return found.filter((fact) => once.get(`${fact.path}:${fact.line}`) === fact).slice(0, MOST_HANDLERS);
}

const MOST_HANDLERS = 4;
const MOST_CALLERS = 4;
const MOST_TESTS = 2;
/** A name that is called at more places is no clue. */
const MOST_HITS = 40;
const SHORTEST_NAME = 4;
const COMMON_NAME =
  /^(?:handle|next|call|read|write|open|close|start|stop|process|execute|update|create|delete|find|load|save|send|build|render|invoke|apply|main|init|setup|check|parse|validate|dispatch|request|response|toString|equals)$/;

/** Calls of a function elsewhere; none where its name is so common that they prove nothing. */
export async function callerFacts(
  repository: Repository,
  { path, within }: Pick<LocatedFrame, 'path' | 'within'>,
  scope: ReadonlyMap<string, ScopeFile>,
  seen: ReadonlySet<string>,
): Promise<FactDraft[]> {
  const name = within?.name.includes(' ') ? '' : (within?.name.split(/[.#]|::/).at(-1) ?? '');
  if (
    path === null ||
    within === null ||
    name.length < SHORTEST_NAME ||
    COMMON_NAME.test(name) ||
    !/^\w+$/.test(name)
  )
    return [];
  const hits = await repository.grep({ pattern: name, fixed: true, word: true, most: 400 });
  const calls = hits.filter((hit) => isCall(hit, name, scope) && !seen.has(`${hit.path}:${hit.line}`));
  if (calls.length > MOST_HITS) return [];
  const inTests = (hit: GrepHit): boolean => scope.get(hit.path)?.role === 'test';
  const fact = (what: 'caller' | 'test') => (hit: GrepHit) =>
    draft('related', {
      ...{ path: hit.path, line: hit.line, quote: hit.text },
      subject: what,
      value: name,
      text: what === 'test' ? `a test calls ${name}` : `calls ${name}`,
      data: { what, of: name },
    });
  return [
    ...calls
      .filter((hit) => !inTests(hit))
      .slice(0, MOST_CALLERS)
      .map(fact('caller')),
    ...calls.filter(inTests).slice(0, MOST_TESTS).map(fact('test')),
  ];
}

const DEFINES =
  /\b(?:function\*?|def|func|fn|fun|class|interface)\s|^\s*(?:(?:public|private|protected|static|async|override|final|abstract|export|get|set)\s+)+[\w<>[\], ?.]+\(.*\)\s*(?:throws [\w, .]+)?\{?\s*$/;
const COMMENT = /^\s*(?:\/\/|#|\*|\/\*|--)/;

function isCall({ path, text }: GrepHit, name: string, scope: ReadonlyMap<string, ScopeFile>): boolean {
  const file = scope.get(path);
  if (file === undefined || !isCode(file.language) || (file.role !== 'src' && file.role !== 'test'))
    return false;
  if (COMMENT.test(text) || DEFINES.test(text)) return false;
  const at = text.search(new RegExp(`(?<![\\w'"\`-])${name}\\s*[!?]?\\(`));
  return at !== -1 && !new RegExp(`(?<![\\w])${name}\\s*\\([^)]*\\)\\s*\\{\\s*$`).test(text);
}
