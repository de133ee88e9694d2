/** Whether callers of a changed declaration can go on as they are. Text alone: what a type means is not known. Pure. */

/**
 * True if only what callers may leave out differs: parameters with a default, optional or variadic ones, unless one of
 * them is gone. Of a class the head is compared; its members are declarations of their own.
 */
export function suitsOldCalls(before: string, after: string): boolean {
  if (/^(?:\w+\s+)*class\s/.test(before)) return headOf(before) === headOf(after);
  const was = partsOf(before);
  const is = partsOf(after);
  if (was === null || is === null || was.around !== is.around) return false;
  const required = (parameters: readonly string[]): string =>
    parameters
      .filter((parameter) => !mayBeLeftOut(parameter))
      .map((parameter) => parameter.replaceAll(' ', ''))
      .join();
  return (
    required(was.parameters) === required(is.parameters) && is.parameters.length >= was.parameters.length
  );
}

const headOf = (declaration: string): string => declaration.split('{', 1)[0]?.trim() ?? '';

interface Parts {
  /** name, modifiers and result */
  readonly around: string;
  readonly parameters: readonly string[];
}

/** Null for what takes no parameters. A method of Go has its receiver in brackets before its name. */
function partsOf(declaration: string): Parts | null {
  const receiver = /^func\s*\([^)]*\)/.exec(declaration)?.[0].length ?? 0;
  const open = declaration.indexOf('(', receiver);
  const close = open === -1 ? -1 : closingOf(declaration, open);
  if (close === -1) return null;
  const around = `${declaration.slice(0, open)}()${declaration.slice(close + 1)}`;
  return { around: around.replace(/\s+/g, ''), parameters: split(declaration.slice(open + 1, close)) };
}

const OPENING = '([{<';
const CLOSING = ')]}>';

/** `=>` closes nothing. */
function depthAfter(text: string, at: number, depth: number): number {
  const character = text[at] ?? '';
  if (OPENING.includes(character)) return depth + 1;
  const isArrow = character === '>' && '=-'.includes(text[at - 1] ?? ' ');
  return CLOSING.includes(character) && !isArrow ? depth - 1 : depth;
}

function closingOf(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    depth = depthAfter(text, at, depth);
    if (depth === 0) return at;
  }
  return -1;
}

function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    depth = depthAfter(text, at, depth);
    if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)]
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => part !== '');
}

function mayBeLeftOut(parameter: string): boolean {
  return (
    /^(\.\.\.|\*)/.test(parameter) ||
    /^[\w$]+ ?\?( ?:|$)/.test(parameter) ||
    /[^=!<>]=(?![=>])/.test(parameter)
  );
}
