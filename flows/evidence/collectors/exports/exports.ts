/** What a file offers to others, in any language that marks it, and how that changed between two versions. Pure. */

import { compare } from '../../../ordering.ts';
import { type ChangedDefault, changedDefaults } from './defaults.ts';
import type { ExportedSymbol } from './ecmascript-exports.ts';
import { breakOf, gainedBases } from './signatures.ts';

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

/** How a name may be declared or handed on beside the declarations that are read; `NAME` stands for it. */
const OTHERWISE: Readonly<Record<string, string>> = {
  Python: String.raw`^(?:(?:async\s+)?def|class)\s+NAME\b|^NAME\s*[:=]|^def\s+__getattr__\b[\s\S]*["']NAME["']|^\s*(?:from\s+\S+\s+)?import\s(?:[^\n(]*|\s*\([^)]*)(?<!\w)NAME\b`,
  TypeScript: String.raw`^export\s*=\s*\w`,
  Ruby: String.raw`^\s*NAME\s*=[^=~]|\b(?:alias|alias_method|attr_\w+|def_delegators?|def_instance_delegators?|delegate|define_method|deprecate_constant)\b.*(?<!\w)NAME(?!\w)`,
  Go: String.raw`^\s*(?:type\s+)?NAME\s*=`,
  Rust: String.raw`\bpub\s+use\b[^;]*(?<!\w)NAME\b|\bmacro_rules!\s*NAME\b`,
  C: String.raw`^\s*#\s*define\s+NAME\b`,
  PHP: String.raw`\bclass_alias\([^)]*\bNAME\b`,
  Kotlin: String.raw`\b(?:typealias|val|var)\s+NAME\b`,
};

/** Whether a removed symbol can still be had: declared but no longer listed, or by another kind of declaration. */
export function isStillThere(language: string | null, name: string, text: string): boolean {
  const pattern = language === null ? undefined : OTHERWISE[language];
  const last = name.split(/[.#]|::/).at(-1) ?? name;
  // Only Ruby declares members from outside their bodies.
  if (pattern === undefined || (language !== 'Ruby' && last !== name)) return false;
  return new RegExp(pattern.replaceAll('NAME', last.replace(/[^\w]/g, '\\$&')), 'm').test(text);
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
    if (now === undefined && mayInherit(name, before, after)) continue;
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

type Symbols = ReadonlyMap<string, ExportedSymbol>;

/** Of classes that have one whether they declare it or not. */
const CONSTRUCTOR = /#initialize$|\.__init__$|::__construct$/;

/** Whether a method may come from a base that its class has now and had not before, or every class has it. */
function mayInherit(name: string, before: Symbols, after: Symbols): boolean {
  const owner = ownerOf(name);
  const [was, is] = [before.get(owner), after.get(owner)];
  if (is !== undefined && CONSTRUCTOR.test(name)) return true;
  return was !== undefined && is !== undefined && gainedBases(was.signature, is.signature).length > 0;
}

/** What a member belongs to; empty for what is no member. */
export function ownerOf(name: string): string {
  return /^(.+)(?:[.#]|::)[^.#:]+$/.exec(name)?.[1] ?? '';
}
