/** Reads `baton.yaml`. The error for each fault names its line. */
import { basename } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import { Settings } from './settings.ts';
import { readTextFile } from './text-file.ts';

type Yaml = Document.Parsed<ParsedNode>;
type Place = readonly PropertyKey[];

export interface SettingsFile {
  readonly settings: Settings;
  /** the line of a key, or of the value where there is no key */
  lineOf(place: Place): number;
  /** whether the file has that key, or that item of a list */
  isWritten(place: Place): boolean;
}

/** Throws `bad_config` with one line per fault. */
export function readSettings(file: string): SettingsFile {
  return parseSettings(readTextFile(file), basename(file));
}

/** `name` is the file's name in messages. */
export function parseSettings(text: string, name: string): SettingsFile {
  const lines = new LineCounter();
  const document = parsedDocument(text, name, lines);
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const lineOf = (place: Place) => lineAt(offsetOf(document, place));
  // A warning is a tag or a directive that has no effect: nothing in the file may be without effect.
  const unread = [...document.errors, ...document.warnings];
  if (unread.length > 0) {
    throw badConfig(unread.map((error) => `${name}:${lineAt(error.pos[0])}: ${error.message}`));
  }
  const parsed = Settings.safeParse(plainValue(document, name) ?? {});
  if (parsed.success) {
    return { settings: parsed.data, lineOf, isWritten: (place) => document.hasIn(place) };
  }
  throw badConfig(
    parsed.error.issues.map((issue) => `${name}:${lineOf(issue.path)}: ${messageOfIssue(issue)}`),
  );
}

function parsedDocument(text: string, name: string, lineCounter: LineCounter): Yaml {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error', stringKeys: true });
  } catch (cause) {
    // The parser recurses: a file that is nested too deeply exhausts the stack.
    const why = cause instanceof RangeError ? 'it is nested too deeply' : messageOf(cause);
    throw badConfig([`${name} can't be read as YAML: ${why}. Check what this file is.`]);
  }
}

function plainValue(document: Yaml, name: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    const why = cause instanceof RangeError ? 'it is nested too deeply' : messageOf(cause);
    throw badConfig([`${name} can't be read as YAML: ${why}. Write its values out, without aliases.`]);
  }
}

/** A message follows the name of its key, unless it is marked as whole (see `keys`). */
function messageOfIssue(issue: z.core.$ZodIssue): string {
  const { path, message } = issue;
  if (issue.code === 'custom' && issue.params?.isWhole === true) return message;
  if (issue.code === 'invalid_key') return `"${String(path.at(-1))}" ${issue.issues[0]?.message ?? message}`;
  return `${path.length === 0 ? 'the file' : path.join('.')} ${message}`;
}

/** Returns the offset of a key, or of a value that has none (an item of a list, the whole file). */
function offsetOf(document: Yaml, place: Place): number {
  const parent = place.length <= 1 ? document.contents : document.getIn(place.slice(0, -1), true);
  const last = place.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  const value = document.getIn(place, true);
  if (isNode(value) && value.range) return value.range[0];
  return isNode(parent) && parent.range ? parent.range[0] : 0;
}

export function badConfig(faults: readonly string[]): BatonError {
  return new BatonError('refused', 'bad_config', faults.join('\n'), { path: 'baton.yaml' });
}
