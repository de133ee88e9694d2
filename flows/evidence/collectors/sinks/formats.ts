/** Texts that are made from a format: `"… %s" % x`, `"… {}".format(x)`, `fmt.Sprintf("… %s", x)`, `format!("… {x}")`. */
import type { SgNode } from '@ast-grep/napi';
import { named } from './definitions.ts';
import type { Piece, ValueContext } from './pieces.ts';

/** Numbers can't carry text. */
const NUMERIC = /^%[-+0-9.# ]*[dixXofFeEgGcbu]$|^\{\w*:[^{}]*[dxfeg]\}$/;
const PLACEHOLDER = /%(?:\(\w+\))?[-+0-9.#*]*[a-zA-Z]|%%|\{[\w.]*(?:![a-z])?(?::[^{}]*)?\}|\{\{|\}\}/g;

/**
 * The first node is the format, the others what it is filled with; null if the first is no text with placeholders. Where the
 * format itself is put together, that stands before.
 */
export function formatted(
  nodes: readonly SgNode[],
  context: ValueContext,
  read: (node: SgNode) => Piece[],
): Piece[] | null {
  const given = nodes.flatMap((node) => (String(node.kind()) === 'token_tree' ? named(node) : [node]));
  const [format, ...values] = given;
  if (format === undefined) return null;
  const pieces = read(format);
  if (!pieces.some(({ text }) => new RegExp(PLACEHOLDER.source).test(text))) return null;
  let next = 0;
  const fill = (placeholder: string): Piece[] => {
    if (/^(?:%%|\{\{|\}\})$/.test(placeholder)) return [{ text: placeholder.slice(1), part: null }];
    const inline = /^\{([a-z_]\w*)/.exec(placeholder)?.[1];
    const value = inline !== undefined && context.language === 'Rust' ? undefined : values[next];
    if (inline === undefined || context.language !== 'Rust') next += 1;
    if (NUMERIC.test(placeholder)) return [{ text: '0', part: null }];
    if (value !== undefined) return read(filledWith(value));
    if (inline === undefined) return [];
    return inlineName(format, inline, context);
  };
  return pieces.flatMap(({ text, part }) => {
    if (part !== null) return [{ text, part }];
    const made: Piece[] = [];
    let from = 0;
    for (const match of text.matchAll(PLACEHOLDER)) {
      made.push({ text: text.slice(from, match.index), part: null }, ...fill(match[0]));
      from = match.index + match[0].length;
    }
    return [...made, { text: text.slice(from), part: null }];
  });
}

/** Of `name=value`, the value. */
function filledWith(node: SgNode): SgNode {
  return String(node.kind()) === 'keyword_argument' ? (node.field('value') ?? node) : node;
}

/** A name inside a format, as Rust has it. */
function inlineName(format: SgNode, name: string, { definitions }: ValueContext): Piece[] {
  const found = definitions.of(name, format);
  const line = format.range().start.line + 1;
  const isParameter = definitions
    .around(format)
    .some((fn) => fn.field('parameters')?.text().includes(name) === true);
  if (found.length === 0 && !isParameter)
    return [{ text: '', part: { origin: 'unknown', input: name, name, line } }];
  return [{ text: '', part: { origin: isParameter ? 'parameter' : 'unknown', input: name, name, line } }];
}
