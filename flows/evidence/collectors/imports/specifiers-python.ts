/** The imports of Python: at load time, in functions, and by name (`importlib`, settings, `mock.patch`). Pure. */
import type { Specifier } from './specifier.ts';

const FROM = /^([ \t]*)from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|(?:[^\n#\\;]|\\\n)+)/gm;
const IMPORT = /^([ \t]*)import[ \t]+((?:[\w., \t]|\\\n)+)/gm;
const BY_NAME = /\b(?:import_module|__import__)\(\s*(f?)['"]([^'"\n{]*)([{'"])\s*([,+)]?)/g;
const UNKNOWN =
  /\b(?:import_module|__import__)\(\s*(?!f?['"]|\s)[^)]|\b(?:iter_modules|walk_packages|spec_from_file_location)\(/;
/** A dotted string, as settings, task lists and `mock.patch` name modules. */
const DOTTED = /['"]([A-Za-z_]\w*(?:\.\w+)+)(?::\w+)?['"]/g;

export function readPython(text: string): Specifier[] {
  const found: Specifier[] = [];
  for (const [, indent, module = '', names = ''] of text.matchAll(FROM)) {
    found.push({ name: module, members: membersOf(names), atLoad: indent === '' });
  }
  for (const [, indent, names = ''] of text.matchAll(IMPORT)) {
    for (const name of names.replaceAll('\\\n', ' ').split(',')) {
      const [imported = ''] = name.trim().split(/\s+/);
      if (imported !== '') found.push({ name: imported, atLoad: indent === '' });
    }
  }
  if (/import_module|__import__/.test(text)) found.push(...byName(text));
  if (UNKNOWN.test(text)) found.push({ name: '*', atLoad: false });
  for (const [, name = ''] of text.matchAll(DOTTED)) found.push({ name, atLoad: false, guess: true });
  return found;
}

function byName(text: string): Specifier[] {
  return [...text.matchAll(BY_NAME)].map(([, , name = '', end, after]) => ({
    name: end === '{' || after === '+' ? `${name}*` : name,
    atLoad: false,
  }));
}

function membersOf(names: string): string[] {
  return names
    .replace(/#[^\n]*/g, '')
    .replace(/[()\\]/g, ' ')
    .split(',')
    .map((name) => name.trim().split(/\s+/)[0] ?? '')
    .filter((name) => name !== '');
}
