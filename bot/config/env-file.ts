/** Reads `.env`. The error for a line that is no assignment gives its number, not its text, which may hold a secret. */
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { BatonError } from '../../runner/core/errors.ts';
import { withAbsolutePaths } from './environment.ts';
import { checkEnvFileNames, isKnownVariable } from './misspelt-names.ts';
import type { RawEnvironment } from './places.ts';
import { readTextFile } from './text-file.ts';

const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(.*)$/;
const FORM = 'Write NAME=value, or begin the line with # for a comment';

export interface ReadVariables {
  readonly variables: RawEnvironment;
  readonly warnings: readonly string[];
}

/** Adds what `.env` sets and the real environment does not. */
export function withEnvFile(variables: RawEnvironment, file: string | null): ReadVariables {
  if (file === null) return { variables, warnings: [] };
  const stated = readEnvFile(file);
  const warnings = checkEnvFileNames(stated, file);
  return { variables: { ...withAbsolutePaths(stated, dirname(file)), ...variables }, warnings };
}

/** Throws `bad_settings` if the file is not UTF-8 text, and `bad_env` for lines that can't be read. */
function readEnvFile(file: string): RawEnvironment {
  const text = readTextFile(file);
  const faults = envFaults(text);
  if (faults.length > 0) {
    const message = faults.map((fault) => `${file}:${fault.line}: ${fault.message}`).join('\n');
    throw new BatonError('refused', 'bad_env', message, { path: '.env' });
  }
  return parseEnv(text);
}

interface Fault {
  readonly line: number;
  readonly message: string;
}

/** Finds what `parseEnv` would silently skip, and an open quotation mark, with which it swallows the lines that follow. */
function envFaults(text: string): Fault[] {
  const lines = text.split(/\r\n|\n|\r/);
  const faults: Fault[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    const [, name = '', value = ''] = ASSIGNMENT.exec(line) ?? [];
    if (name === '') {
      faults.push({ line: at + 1, message: `this line is no assignment. ${FORM}.` });
      continue;
    }
    const quote = /^["'`]/.exec(value)?.[0];
    if (quote === undefined || value.includes(quote, 1)) continue;
    const end = lines.findIndex((later, index) => index > at && later.includes(quote));
    const swallowed = lines.slice(at + 1, end === -1 ? undefined : end + 1).some(assignsKnownVariable);
    if (end === -1 || swallowed) {
      faults.push({
        line: at + 1,
        message: `the quotation mark before the value of ${name} is not closed. Close it.`,
      });
      continue;
    }
    at = end;
  }
  return faults;
}

function assignsKnownVariable(line: string): boolean {
  return isKnownVariable(ASSIGNMENT.exec(line)?.[1] ?? '');
}
