/** What an `export` statement makes public, and how it is declared: the part of it that a caller depends on. */
import type { SgNode } from '@ast-grep/napi';
import { LONGEST_SIGNATURE, OVERLOAD } from './signatures.ts';

export interface ExportedSymbol {
  readonly name: string;
  readonly line: number;
  /** the declaration without its body, in one line; two versions with the same signature are alike to a caller */
  readonly signature: string;
  /** one of several declarations that callers see instead of the function's own */
  readonly isOverload?: true;
}

/** Overloads as one symbol, without the function behind them, which nobody calls by its own declaration. */
export function withOverloads(symbols: readonly ExportedSymbol[]): ExportedSymbol[] {
  return [...Map.groupBy(symbols, ({ name }) => name).values()].flatMap((same) => {
    const overloads = same.filter(({ isOverload }) => isOverload === true);
    const [first] = overloads;
    if (first === undefined) return same;
    const signatures = overloads.map(({ signature }) => signature).sort();
    return [{ name: first.name, line: first.line, signature: signatures.join(OVERLOAD) }];
  });
}

/** `signed`: whether signatures are wanted; otherwise they are the names. */
export function exportedBy(statement: SgNode, signed: boolean): ExportedSymbol[] {
  const line = statement.range().start.line + 1;
  const text = statement.text();
  const clause = /^export\s+(?:type\s+)?\{([^}]*)\}/.exec(text);
  if (clause !== null) return namesOf(clause[1] ?? '').map((name) => ({ name, line, signature: name }));
  const star = /^export\s+(?:type\s+)?\*\s*(?:as\s+(\S+)\s+)?from\s*['"]([^'"]+)['"]/.exec(text);
  if (star !== null) {
    const name = star[1] ?? `* from ${star[2]}`;
    return [{ name, line, signature: name }];
  }
  if (/^export\s+default\b/.test(text))
    return [{ name: 'default', line, signature: signed ? headOf(text, statement) : 'default' }];
  const declaration = statement.field('declaration');
  if (declaration === null) return [];
  const names = declaredNames(declaration);
  return names.map(({ name, node }) => ({
    name,
    line: node.range().start.line + 1,
    signature: signed ? headOf(node.text(), node) : name,
    ...(node.kind() === 'function_signature' ? { isOverload: true as const } : {}),
  }));
}

function namesOf(clause: string): string[] {
  return clause
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
    .split(',')
    .map((part) => part.trim().replace(/^type\s+/, ''))
    .filter((part) => part !== '')
    .map((part) => part.split(/\s+as\s+/).at(-1) ?? part);
}

function declaredNames(declaration: SgNode): { name: string; node: SgNode }[] {
  const name = declaration.field('name');
  if (name !== null) return [{ name: name.text(), node: declaration }];
  return declaration
    .children()
    .filter((child) => child.kind() === 'variable_declarator')
    .flatMap((child) => {
      const declared = child.field('name');
      if (declared === null) return [];
      const names =
        declared.kind() === 'identifier'
          ? [declared.text()]
          : namesOf(declared.text().replace(/[{}[\]]/g, ''));
      return names.map((each) => ({ name: each, node: child }));
    });
}

/** Members may end with the line alone. */
const UNENDED_MEMBER = /([^\s{};,(|&<=:])[ \t]*\n(?=\s*(?:readonly\s+)?[\w$'"[]+\??\s*[:(<])/g;

/** A type is its own signature; of a function, what comes before its body; of a class, also its public methods. */
function headOf(text: string, node: SgNode): string {
  const kind = String(node.kind());
  if (/^interface_/.test(kind)) return oneLine(text.replace(UNENDED_MEMBER, '$1;\n'));
  if (/^(type_alias|enum)_/.test(kind)) return oneLine(text);
  if (kind === 'export_statement') {
    const exported = node.field('declaration') ?? node.field('value');
    return exported === null ? oneLine(text) : `default ${headOf(exported.text(), exported)}`;
  }
  // Of a plain value neither the value nor its change matters to a caller, only its name and declared type.
  const value = kind === 'variable_declarator' ? node.field('value') : null;
  const body = (value ?? node).field('body');
  const end = body ?? value;
  const head = end === null ? text : text.slice(0, end.range().start.index - node.range().start.index);
  const methods = body?.kind() === 'class_body' ? publicMethods(body) : '';
  return oneLine(head.replace(/\s*=\s*$/, '') + methods);
}

function publicMethods(body: SgNode): string {
  const methods = body
    .children()
    .filter((child) => /^(?:method_definition|(?:abstract_)?method_signature)$/.test(String(child.kind())));
  const nameOf = (method: SgNode): string => method.field('name')?.text() ?? '';
  const declared = new Set(methods.filter((one) => one.kind() !== 'method_definition').map(nameOf));
  const heads = methods
    .filter((one) => one.kind() !== 'method_definition' || !declared.has(nameOf(one)))
    .map((child) => oneLine(child.text().slice(0, offsetOfBody(child))))
    .filter((head) => !/^(#|private\b|protected\b|(static )?(async )?#)/.test(head));
  // Of a field its name alone: a method may become one, and the other way round.
  const fields = body
    .children()
    .filter((child) => /^(?:public_)?field_definition$/.test(String(child.kind())))
    .filter((child) => !/^(?:#|private\b|protected\b|static\b)/.test(child.text()))
    .map(nameOf)
    .filter((name) => /^[\w$]+$/.test(name));
  return `{ ${[...heads, ...fields].sort().join('; ')} }`;
}

function offsetOfBody(method: SgNode): number | undefined {
  const body = method.field('body');
  return body === null ? undefined : body.range().start.index - method.range().start.index;
}

function oneLine(text: string): string {
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/[^\n]*/g, '');
  return code.replace(/\s+/g, ' ').trim().slice(0, LONGEST_SIGNATURE);
}

/**
 * What `exports.x = …` and `module.exports = …` make public. Where a named object is exported as a whole, its members are
 * too (`res.send = …`): without their parameters, of which JavaScript does not say which a caller has to give.
 */
export function commonJsExports(text: string): ExportedSymbol[] {
  const symbols: ExportedSymbol[] = [];
  const objects = new Set([...text.matchAll(WHOLE)].flatMap(([, before, after]) => before ?? after ?? []));
  let line = 0;
  for (const source of text.split('\n')) {
    line += 1;
    const named = /^(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=(?!=)/.exec(source);
    const whole = /^module\.exports\s*=(?!=)/.test(source);
    const member = /^([A-Za-z_$][\w$]*)\.([A-Za-z][\w$]*)\s*=(?!=)/.exec(source);
    if (named?.[1] !== undefined) symbols.push({ name: named[1], line, signature: named[1] });
    else if (whole) symbols.push({ name: 'module.exports', line, signature: 'module.exports' });
    else if (member !== null && objects.has(member[1] ?? '') && member[2] !== 'prototype')
      symbols.push({ name: `${member[1]}.${member[2]}`, line, signature: `${member[1]}.${member[2]}` });
  }
  return symbols;
}

/** `var app = exports = module.exports = {}` and `module.exports = app`. */
const WHOLE =
  /^(?:(?:var|let|const)\s+([A-Za-z_$][\w$]*)\s*=\s*(?:exports\s*=\s*)?module\.exports\b|(?:exports\s*=\s*)?module\.exports\s*=\s*([A-Za-z_$][\w$]*)\s*;?\s*$)/gm;
