/** Reads what is given for an input of a flow: a text, `@FILE`, or `@-` for what is piped in. */
import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { BatonError, codeOf, messageOf } from '../../runner/core/errors.ts';
import type { RunOption } from '../../runner/core/run-request.ts';
import type { Arguments } from './command.ts';
import type { Terminal } from './context.ts';

/** Of a longer file or pipe, the end is read; a log is shortened further. */
const MOST_BYTES = 1_500_000;
const PIPE = '@-';

/** Returns the inputs that were given, by the names of their options. */
export async function inputTexts(
  given: Arguments,
  options: readonly RunOption[],
  { folder, stdin }: { readonly folder: string; readonly stdin: Terminal['stdin'] },
): Promise<Readonly<Record<string, string>>> {
  const named = options.flatMap(({ name, input }) => {
    const typed = input === undefined ? null : given.value(name);
    return typed === null ? [] : [{ name, typed }];
  });
  const [piped, second] = named.filter(({ typed }) => typed === PIPE);
  if (piped !== undefined && second !== undefined) {
    throw refused(second.name, `--${piped.name} and --${second.name} can't both be piped in.`);
  }
  const texts: Record<string, string> = {};
  for (const { name, typed } of named) {
    if (typed === PIPE) texts[name] = decoded(await pipedIn(stdin));
    else if (typed.startsWith('@@')) texts[name] = typed.slice(1);
    else texts[name] = typed.startsWith('@') ? fileText(name, typed.slice(1), folder) : typed;
  }
  return texts;
}

async function pipedIn(stdin: Terminal['stdin']): Promise<Uint8Array> {
  let bytes: Uint8Array = new Uint8Array();
  for await (const chunk of stdin) bytes = Buffer.concat([bytes, chunk]).subarray(-MOST_BYTES);
  return bytes;
}

function fileText(name: string, typed: string, folder: string): string {
  const path = resolve(folder, typed);
  const hint = `A text that begins with @ is written with two: --${name} "@@…".`;
  let bytes: Uint8Array;
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw refused(name, `--${name}: ${typed} is a folder. ${hint}`);
    bytes = endOf(path, stats);
  } catch (cause) {
    if (cause instanceof BatonError) throw cause;
    const why = codeOf(cause) === 'ENOENT' ? 'there is no such file' : messageOf(cause);
    throw refused(name, `--${name}: can't read ${typed} (${why}). ${hint}`);
  }
  return decoded(bytes);
}

/** Pipes such as `<(journalctl)` have no size and are read whole. */
function endOf(path: string, stats: Stats): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const from = stats.isFile() ? Math.max(0, stats.size - MOST_BYTES) : null;
    const chunks: Buffer[] = [];
    for (let at = from ?? 0; ; ) {
      const chunk = Buffer.alloc(65_536);
      const read = readSync(file, chunk, 0, chunk.length, from === null ? null : at);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      at += read;
    }
    return Buffer.concat(chunks).subarray(-MOST_BYTES);
  } finally {
    closeSync(file);
  }
}

/** PowerShell writes UTF-16 with a byte order mark; bytes of other encodings become replacement characters. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

function refused(name: string, message: string): BatonError {
  return new BatonError('refused', 'bad_arguments', message, { path: `input.${name}` });
}
