/** Reads YAML with the place of every key, so that an error can name line and column. Nothing in it may be without effect. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { messageOf } from '../../runner/core/errors.ts';
import type { Fault, Position } from './problem.ts';

type Yaml = Document.Parsed<ParsedNode>;
export type KeyPath = readonly PropertyKey[];

export interface YamlSource {
  readonly value: unknown;
  /** where a key is, or a value that has none; of a missing key, the map that lacks it */
  placeOf(path: KeyPath): Position;
}

/** Further faults of the syntax mostly follow from the first ones. */
const MOST_FAULTS = 5;

/** The value of the text, or what is wrong with it as YAML. `before`: lines of the file before the text. */
export function readYaml(
  text: string,
  before = 0,
): { readonly source: YamlSource } | { readonly faults: readonly Fault[] } {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1) + before, column: Math.max(col, 1) };
  };
  try {
    const document: Yaml = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
      stringKeys: true,
    });
    // A warning is a tag or a directive that has no effect.
    const unread = [...document.errors, ...document.warnings].slice(0, MOST_FAULTS);
    const faults = unread.length > 0 ? unread.map((error) => faultOf(error, at)) : references(document, at);
    if (faults.length > 0) return { faults };
    return {
      source: { value: document.toJS(), placeOf: (path) => at(offsetOf(document, path)) },
    };
  } catch (cause) {
    return { faults: [{ ...at(0), message: `can't be read as YAML: ${reasonOf(messageOf(cause))}` }] };
  }
}

/** The parser recurses: a file that is nested too deeply exhausts the stack. */
function reasonOf(message: string): string {
  return message.includes('call stack') ? 'it is nested too deeply' : message;
}

function faultOf({ code, message, pos }: YAMLError, at: (offset: number) => Position): Fault {
  if (code === 'MULTIPLE_DOCS')
    return { ...at(pos[0]), message: 'begins a second document; write one file for each' };
  if (code === 'DUPLICATE_KEY')
    return { ...at(pos[0]), message: 'this key is given twice; remove one of them' };
  return { ...at(pos[0]), message: `can't be read as YAML: ${reasonOf(message)}` };
}

/** Values that refer to others can grow without bounds when they are written out, so there are none. */
function references(document: Yaml, at: (offset: number) => Position): Fault[] {
  const faults: Fault[] = [];
  const found = (node: Node): void => {
    const message = 'anchors and aliases are not supported; write the value out';
    faults.push({ ...at(node.range?.[0] ?? 0), message });
  };
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node) || node.anchor !== undefined) found(node);
    },
  });
  return faults;
}

function offsetOf(document: Yaml, path: KeyPath): number {
  const parent = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  const value = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(value) && value.range) return value.range[0];
  if (isNode(parent) && parent.range) return parent.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}
