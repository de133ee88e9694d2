/** What a file offers to others, in any language that marks it, and how that changed between two versions. Pure. */

import { compare } from '../../../ordering.ts';
import { type ChangedDefault, changedDefaults } from './defaults.ts';
import type { ExportedSymbol } from './ecmascript-exports.ts';
import { breakOf } from './signatures.ts';

const ECMASCRIPT =
  /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|const|let|var|interface|type|enum)\s+([A-Za-z_$][\w$]*)/;

const PUBLIC: Readonly<Record<string, RegExp>> = {
  JavaScript: ECMASCRIPT,
  TypeScript: ECMASCRIPT,
  Python: /^(?:async\s+)?(?:def|class)\s+([A-Za-z]\w*)/,
  Go: /^(?:func|type|var|const)\s+([A-Z]\w*)/,
  Rust: /^\s*pub\s+(?:async\s+|unsafe\s+|const\s+)*(?:fn|struct|enum|trait|type|const|static|mod)\s+(\w+)/,
  Java: /^\s*public\s+(?:\w+\s+)*(?:class|interface|enum|record)\s+(\w+)/,
  Kotlin:
    /^(?:(?:public|open|data|sealed|abstract|suspend|expect|actual|inline|value|annotation|enum|fun|infix|operator|tailrec)\s+)*(?:class|interface|object|fun)\s+(?:<[^>]*>\s*)?(?:[\w<>?]+\.)?(\w+)/,
  Ruby: /^\s*(?:class|module)\s+([A-Z][\w:]*)/,
  PHP: /^(?:abstract\s+|final\s+)*(?:class|interface|trait|enum|function)\s+(\w+)/,
};

/** By the declarations at the beginning of lines, for what is not parsed. */
export function declaredExports(language: string | null, text: string): ExportedSymbol[] {
  const pattern = language === null ? undefined : PUBLIC[language];
  if (pattern === undefined) return [];
  return text.split('\n').flatMap((source, index) => {
    const name = pattern.exec(source)?.[1];
    return name === undefined ? [] : [{ name, line: index + 1, signature: signatureOf(source) }];
  });
}

function signatureOf(source: string): string {
  return source
    .replace(/\s*[{:]\s*(#.*|\/\/.*)?$/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);
}

export interface SymbolChange {
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed' | 'extended';
  /** where it is now; null when it is gone */
  readonly line: number | null;
  readonly before: string | null;
  readonly after: string | null;
  /** what an old use no longer finds; null where every old use fits, or the symbol is new or gone */
  readonly breaks: string | null;
  /** the line of the declaration at the base; null for a new one */
  readonly baseLine: number | null;
  readonly defaults: readonly ChangedDefault[];
}

/** Removed first, then changed, extended, added: in the order of what they may break. */
export function symbolChanges(
  language: string | null,
  base: readonly ExportedSymbol[],
  head: readonly ExportedSymbol[],
): SymbolChange[] {
  const before = new Map(base.map((symbol) => [symbol.name, symbol]));
  const after = new Map(head.map((symbol) => [symbol.name, symbol]));
  const changes: SymbolChange[] = [];
  for (const [name, { signature, line: baseLine }] of before) {
    const now = after.get(name);
    const shared = { name, before: signature, baseLine, defaults: [] };
    if (now === undefined)
      changes.push({ ...shared, change: 'removed', line: null, after: null, breaks: null });
    else if (now.signature !== signature) {
      const breaks = breakOf(signature, now.signature, language);
      const change = breaks === null ? 'extended' : 'changed';
      const defaults = changedDefaults(signature, now.signature, language);
      changes.push({ ...shared, change, line: now.line, after: now.signature, breaks, defaults });
    }
  }
  for (const [name, { line, signature }] of after) {
    if (before.has(name)) continue;
    changes.push({
      name,
      change: 'added',
      line,
      before: null,
      after: signature,
      breaks: null,
      baseLine: null,
      defaults: [],
    });
  }
  const order = ['removed', 'changed', 'extended', 'added'];
  return changes.sort((a, b) => order.indexOf(a.change) - order.indexOf(b.change) || compare(a.name, b.name));
}
