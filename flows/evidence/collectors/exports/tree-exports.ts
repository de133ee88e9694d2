/**
 * What a source file offers to others, with its declarations, by the syntax tree of languages other than JavaScript and
 * TypeScript: Python (`__all__`, names without an underscore), Go (capital names), Rust (`pub`), Java and PHP (public),
 * Ruby (above `private`), C (headers).
 */
import type { Rule, SgNode } from '@ast-grep/napi';
import { nameOf } from '../syntax/function-names.ts';
import { grammarOf } from '../syntax/grammars.ts';
import { parseSource } from '../syntax/parsing.ts';
import type { ExportedSymbol } from './ecmascript-exports.ts';
import { LONGEST_SIGNATURE, OVERLOAD } from './signatures.ts';

/** Declarations that may be public, and whether one is. Its methods are symbols of their own, such as `Shop.open`. */
interface Surface {
  readonly rule: Rule;
  isPublic(node: SgNode, name: string): boolean;
}

const kinds = (text: string): Rule[] => text.split(' ').map((kind) => ({ kind }));
const hasChild = (kind: string, regex: string): Rule => ({ has: { kind, regex } });

const SURFACES: Readonly<Record<string, Surface>> = {
  Python: {
    rule: { any: kinds('function_definition class_definition') },
    isPublic: (node, name) =>
      !isWithin(node, /function|lambda/) && /^(?!.*(?:^|\.)_)|^[^_.]+\.__init__$/.test(name),
  },
  Go: {
    rule: { any: kinds('function_declaration method_declaration type_spec const_spec var_spec') },
    isPublic: (node, name) =>
      !isWithin(node, /^block$/) && name.split('.').every((part) => /^\p{Lu}/u.test(part)),
  },
  Rust: {
    rule: {
      all: [
        { any: kinds('function_item struct_item enum_item trait_item const_item static_item type_item') },
        hasChild('visibility_modifier', '^pub$'),
      ],
    },
    isPublic: (node) => !isWithin(node, /^block$/),
  },
  Java: {
    rule: {
      all: [
        {
          any: kinds(
            'class_declaration interface_declaration enum_declaration record_declaration method_declaration constructor_declaration',
          ),
        },
        hasChild('modifiers', '\\bpublic\\b'),
      ],
    },
    isPublic: (node) =>
      node
        .ancestors()
        .filter((one) => /^(?:class|enum|record)_declaration$/.test(String(one.kind())))
        .every((one) => /^[^{]*\bpublic\b/.test(one.text().slice(0, 300))),
  },
  PHP: {
    rule: {
      any: [
        ...kinds(
          'class_declaration interface_declaration trait_declaration enum_declaration function_definition',
        ),
        { kind: 'method_declaration', not: hasChild('visibility_modifier', 'private|protected') },
      ],
    },
    isPublic: (node) => !isWithin(node, /^compound_statement$/),
  },
  Ruby: {
    rule: { any: kinds('class module method singleton_method') },
    // A refinement is in force only in the files that ask for it.
    isPublic: (node) =>
      !isBelowPrivate(node) &&
      !node.ancestors().some((one) => one.kind() === 'call' && /^refine\b/.test(one.text().slice(0, 10))),
  },
  C: {
    rule: { any: kinds('declaration function_definition type_definition struct_specifier enum_specifier') },
    isPublic: (node) =>
      /^(?:translation_unit|declaration_list)$/.test(String(node.parent()?.kind())) &&
      !/^static\b/.test(node.text().slice(0, 10)),
  },
};

/** Its public declarations in order of their lines; null for a language that is not read by its tree here. */
export function treeExports(language: string | null, path: string, text: string): ExportedSymbol[] | null {
  const surface = language === null ? undefined : SURFACES[language];
  const grammar = grammarOf(language);
  if (surface === undefined || grammar === null) return null;
  if (language === 'C' && !/\.h$/.test(path)) return [];
  const found = parseSource(language, path, text)?.findAll({ rule: surface.rule }) ?? [];
  const symbols = found.flatMap((node) =>
    declaredNames(node).flatMap((own) => {
      const name = own ?? nameOf(node, grammar);
      if (name === '' || !surface.isPublic(node, name)) return [];
      return [
        {
          name: language === 'Ruby' ? rubyName(node, name) : name,
          line: lineOf(node),
          signature: signatureOf(node),
        },
      ];
    }),
  );
  const overloaded = [...Map.groupBy(symbols, ({ name }) => name).values()].flatMap(together);
  return language === 'Python' ? listedInAll(text, overloaded) : overloaded;
}

/** Overloads are one symbol: one more of them changes nothing for callers of the others. */
function together(overloads: readonly ExportedSymbol[]): ExportedSymbol[] {
  const [first] = overloads;
  const signatures = [...new Set(overloads.map(({ signature }) => signature))].sort();
  return first === undefined ? [] : [{ ...first, signature: signatures.join(OVERLOAD) }];
}

/** Null for a declaration that is named as a function is. */
function declaredNames(node: SgNode): (string | null)[] {
  const kind = String(node.kind());
  if (/^(?:const|var)_spec$/.test(kind)) return node.fieldChildren('name').map((name) => name.text());
  if (kind === 'type_definition') return [/\w+/.exec(node.field('declarator')?.text() ?? '')?.[0] ?? ''];
  if (/_specifier$/.test(kind)) return node.field('body') === null ? [] : [node.field('name')?.text() ?? ''];
  if (kind === 'declaration' && !/\(/.test(node.text())) return [];
  return [null];
}

function lineOf(node: SgNode): number {
  return (node.field('name') ?? node).range().start.line + 1;
}

/** What comes before the body; of a type, also its public fields or, where all are public, all of it. */
function signatureOf(node: SgNode): string {
  const kind = String(node.kind());
  const start = node.range().start.index;
  const body =
    node.field('body') ??
    node.children().find((child) => /_body$|^block$/.test(String(child.kind()))) ??
    null;
  const mark = isNonExhaustive(node) ? '#[non_exhaustive] ' : '';
  const fields = kind === 'struct_item' || kind === 'type_spec' ? publicFields(node) : null;
  const isWhole =
    /^(?:enum_item|trait_item|interface_declaration|type_definition|struct_specifier|enum_specifier)$/.test(
      kind,
    );
  const head =
    body === null || isWhole ? node.text() : node.text().slice(0, body.range().start.index - start);
  const methods = kind === 'type_spec' ? node.find({ rule: { kind: 'interface_type' } }) : null;
  if (methods !== null) {
    const elements = methods.children().filter((child) => /_elem$/.test(String(child.kind())));
    return `${oneLine(node.text().replace(/\{[\s\S]*$/, ''))} { ${elements.map((one) => oneLine(one.text())).join('; ')} }`;
  }
  if (fields !== null)
    return `${mark}${oneLine(node.text().replace(/\{[\s\S]*$/, ''))} { ${fields.map(oneLine).join('; ')} }`;
  if (/method$/.test(kind)) return oneLine(head.replace(/;?\s*end$/, ''));
  return mark + oneLine(/^(?:const|static|var)_/.test(kind) ? head.replace(/=[\s\S]*$/, '') : head);
}

/** Rust: more fields or variants may come, and nobody may rely on there being no others. */
function isNonExhaustive(node: SgNode): boolean {
  if (!/^(?:enum|struct)_item$/.test(String(node.kind()))) return false;
  const above = node.prevAll();
  const end = above.findIndex(
    (one) => !/^(?:attribute_item|line_comment|block_comment)$/.test(String(one.kind())),
  );
  return above.slice(0, end === -1 ? undefined : end).some((one) => one.text().includes('non_exhaustive'));
}

/** The fields of a struct that other packages see; null for what has none. */
function publicFields(node: SgNode): string[] | null {
  const list = node.find({ rule: { kind: 'field_declaration_list' } });
  if (list === null) return null;
  const isGo = node.kind() === 'type_spec';
  return list
    .children()
    .filter((child) => child.kind() === 'field_declaration')
    .map((child) => child.text().replace(/\s*`[^`]*`$/, ''))
    .filter((text) => (isGo ? /^[*\s]*(?:\w+\.)?\p{Lu}/u.test(text) : /^pub\s/.test(text)));
}

function oneLine(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?<=\s)#+(?:\s[^\n]*|$)/g, '')
    .replace(/\s+/g, ' ')
    .replace(/([([]) /g, '$1')
    .replace(/,? ([)\]])/g, '$1')
    .replace(/[\s:;{]+$/, '')
    .trim()
    .slice(0, LONGEST_SIGNATURE);
}

/** Ruby writes `A::B` for what is in a module, `A#b` for methods of instances, and `A.b` for those of the class itself. */
function rubyName(node: SgNode, name: string): string {
  const kind = String(node.kind());
  if (/^(?:class|module)$/.test(kind)) return name.replaceAll('#', '::');
  const isOfClass = kind === 'singleton_method' || node.parent()?.parent()?.kind() === 'singleton_class';
  return isOfClass ? name.replace(/#(?=[^#]*$)/, '.') : name;
}

function isWithin(node: SgNode, kind: RegExp): boolean {
  return node.ancestors().some((one) => kind.test(String(one.kind())));
}

/** Ruby: below a bare `private` or `protected` in the same class. */
function isBelowPrivate(node: SgNode): boolean {
  return node
    .prevAll()
    .some((one) => one.kind() === 'identifier' && /^(?:private|protected)$/.test(one.text()));
}

/** Where a Python module lists its names in `__all__`, they are what it offers, defined there or not. */
function listedInAll(text: string, symbols: readonly ExportedSymbol[]): ExportedSymbol[] {
  const list = /^__all__\s*(?::[^=\n]+)?=\s*[[(]([\s\S]*?)[\])]/m.exec(text);
  if (list === null) return [...symbols];
  const names = [...(list[1] ?? '').matchAll(/["']([^"']+)["']/g)].flatMap(([, name]) => name ?? []);
  const line = text.slice(0, list.index).split('\n').length;
  const known = new Set(symbols.map(({ name }) => name));
  return [
    ...symbols.filter(({ name }) => names.includes(name.split('.')[0] ?? '')),
    ...names.filter((name) => !known.has(name)).map((name) => ({ name, line, signature: name })),
  ];
}
