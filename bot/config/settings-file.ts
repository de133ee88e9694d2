/** Reads `baton.yaml`, and says of every fault on which line it is. */
import { basename } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import { nearestHint } from './setting-keys.ts';
import { Settings } from './settings.ts';
import { readTextFile } from './text-file.ts';

type Yaml = Document.Parsed<ParsedNode>;
type Place = readonly PropertyKey[];

/** Throws `bad_config` with one line per fault. */
export function readSettings(file: string): Settings {
  return parseSettings(readTextFile(file), basename(file));
}

/**
 * The flows that channels name, checked where the catalogue is known: throws `bad_config` with one line per channel
 * whose flow is none of `flows`. Null: there is no file.
 */
export function checkChannelFlows(file: string | null, flows: readonly string[]): void {
  if (file === null) return;
  const { slack, discord } = readSettings(file);
  const lines = new LineCounter();
  const document = parseDocument(readTextFile(file), { lineCounter: lines, stringKeys: true });
  const faults = Object.entries({ slack, discord }).flatMap(([platform, settings]) =>
    Object.entries(settings?.channels ?? {}).flatMap(([channel, { flow }]) => {
      if (flow === undefined || flows.includes(flow)) return [];
      const place = [platform, 'channels', channel, 'flow'];
      const { line } = lines.linePos(offsetOf(document, place));
      const says = `is ${JSON.stringify(flow)}, which is no flow; ${nearestHint(flow, flows)}`;
      return [`${basename(file)}:${line}: ${place.join('.')} ${says}`];
    }),
  );
  if (faults.length > 0) throw badConfig(faults);
}

/** `name` is how the file is called in messages. */
export function parseSettings(text: string, name: string): Settings {
  const lines = new LineCounter();
  const document = parsedDocument(text, name, lines);
  const lineAt = (offset: number) => lines.linePos(offset).line;
  // A warning is a tag or a directive that has no effect: nothing in the file may be without effect.
  const unread = [...document.errors, ...document.warnings];
  if (unread.length > 0) {
    throw badConfig(unread.map((error) => `${name}:${lineAt(error.pos[0])}: ${error.message}`));
  }
  const parsed = Settings.safeParse(plainValue(document, name) ?? {});
  if (parsed.success) return parsed.data;
  throw badConfig(
    parsed.error.issues.flatMap((issue) =>
      explain(issue).map(({ place, says }) => `${name}:${lineAt(offsetOf(document, place))}: ${says}`),
    ),
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

interface Fault {
  readonly place: Place;
  readonly says: string;
}

/** Where each fault of a zod issue stands, and what is said of it. */
function explain(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    const says = issue.message.split('\n');
    return issue.keys.map((key, index) => ({
      place: [...issue.path, key],
      says: `${prefixOf(issue.path)}${says[index] ?? issue.message}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const why = issue.issues[0]?.message ?? issue.message;
    return [{ place: issue.path, says: `"${String(issue.path.at(-1))}" ${why}` }];
  }
  const subject = issue.path.length === 0 ? 'the file' : issue.path.join('.');
  return [{ place: issue.path, says: `${subject} ${issue.message}` }];
}

function prefixOf(path: Place): string {
  return path.length === 0 ? '' : `in ${path.join('.')}: `;
}

/** The offset of the key at the place, or of the value where there is no key (an item of a list, the whole file). */
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

function badConfig(faults: readonly string[]): BatonError {
  return new BatonError('refused', 'bad_config', faults.join('\n'), { path: 'baton.yaml' });
}
