/** Where a program is entered: what its manifest names, main functions, servers that listen. Pure. */
import { posix } from 'node:path';
import type { FactDraft } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { draft } from '../collector.ts';
import { isCode } from '../languages.ts';

const ENTRY_NAME =
  /^(main|index|server|app|cli|run|start|__main__|manage|wsgi|asgi|program|application|lib)\.[^.]+$/i;

/** Only files with such names are opened for their entry points. */
export function mayBeEntered(file: ScopeFile): boolean {
  if (file.area !== 'src' || !isCode(file.language)) return false;
  return (
    ENTRY_NAME.test(posix.basename(file.path)) ||
    /(^|\/)(bin|cmd)\//.test(file.path) ||
    file.language === 'Java'
  );
}

const MARKS: readonly (readonly [how: string, pattern: RegExp])[] = [
  ['main', /^if __name__ == ['"]__main__['"]/],
  ['main', /^func main\(\)/],
  ['main', /^\s*(?:pub\s+)?(?:async\s+)?fn main\(\)/],
  ['main', /\bpublic\s+static\s+void\s+main\s*\(/],
  ['main', /^int\s+main\s*\(/],
  ['main', /^fun main\(/],
  ['script', /^#!/],
  ['http', /\.(?:listen|ListenAndServe)\(|\buvicorn\.run\(|\bapp\.run\(/],
];

export function entriesIn(path: string, text: string): FactDraft[] {
  if (posix.basename(path) === 'package.json') return manifestEntries(path, text);
  const lines = text.split('\n');
  const seen = new Set<string>();
  return lines.flatMap((source, index) => {
    const how = MARKS.find(([, pattern]) => pattern.test(source))?.[0];
    if (how === undefined || seen.has(how) || (how === 'script' && index > 0)) return [];
    seen.add(how);
    return [entry(path, index + 1, source, how, posix.basename(path))];
  });
}

/** `"main": "x"`, `"bin": "x"`, and the lines within `"bin": {…}`. */
function manifestEntries(path: string, text: string): FactDraft[] {
  let inBin = false;
  return text.split('\n').flatMap((source, index) => {
    const [, field = '', value = ''] = /^\s*"(main|module|bin)"\s*:\s*"([^"]+)"/.exec(source) ?? [];
    if (field !== '') return [entry(path, index + 1, source, field === 'bin' ? 'bin' : 'main', value)];
    if (/^\s*"bin"\s*:\s*\{/.test(source)) inBin = true;
    else if (inBin && source.includes('}')) inBin = false;
    const [, , target] = (inBin && /^\s*"([^"]+)"\s*:\s*"([^"]+)"/.exec(source)) || [];
    return target === undefined ? [] : [entry(path, index + 1, source, 'bin', target)];
  });
}

function entry(path: string, line: number, quote: string, how: string, value: string): FactDraft {
  return draft('entry', {
    path,
    line,
    quote,
    subject: how,
    value,
    text: `entered here (${how}): ${value}`,
    data: { how },
  });
}
