/** Reads `baton.yaml`, and says of every fault on which line it is. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import { nearestHint } from './setting-keys.ts';
import { Settings } from './settings.ts';

type Yaml = Document.Parsed<ParsedNode>;
type Place = readonly PropertyKey[];

/** Throws `bad_config` with one line per fault. */
export function readSettings(file: string): Settings {
  return parseSettings(textOf(file), basename(file));
}

/**
 * The flows that channels name, checked where the catalogue is known: throws `bad_config` with one line per channel
 * whose flow is none of `flows`. Null: there is no file.
 */
export function checkChannelFlows(file: string | null, flows: readonly string[]): void {
  if (file === null) return;
  const { slack, discord } = readSettings(file);
  const lines = new LineCounter();
  const document = parseDocument(textOf(file), { lineCounter: lines, stringKeys: true });
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

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BatonError('environment', 'unreadable_config', `Can't read ${file}: ${messageOf(cause)}.`, {
      cause,
    });
  }
}

/** `name` is how the file is called in messages. */
export function parseSettings(text: string, name: string): Settings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    throw badConfig(document.errors.map((error) => `${name}:${lineAt(error.pos[0])}: ${error.message}`));
  }
  const parsed = Settings.safeParse(plainValue(document, name) ?? {});
  if (parsed.success) return parsed.data;
  throw badConfig(
    parsed.error.issues.flatMap((issue) =>
      explain(issue).map(({ place, says }) => `${name}:${lineAt(offsetOf(document, place))}: ${says}`),
    ),
  );
}

function plainValue(document: Yaml, name: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw badConfig([`${name}: ${messageOf(cause)}`]);
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
