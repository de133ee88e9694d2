/** From the functions and branches that were found in a syntax tree to functions with names, weights and lines of code. */
import type { SgNode } from '@ast-grep/napi';
import { isNamed, nameOf } from './function-names.ts';
import { type Branch, type FunctionSpan, type Shape, type Stretch, weighFunctions } from './functions.ts';
import type { Grammar } from './grammars.ts';

export interface FunctionNode extends Stretch {
  readonly node: SgNode;
  readonly line: number;
  readonly lastLine: number;
}

export const byStart = (a: Stretch, b: Stretch): number => a.start - b.start || b.end - a.end;

export interface FoundFunctions {
  readonly functions: FunctionNode[];
  readonly branches: Branch[];
  readonly tests: Stretch[];
}

interface Counters {
  readonly codeLines: (line: number, end: number) => number;
  readonly lineAt: (offset: number) => number;
}

/** `tests`: stretches whose functions and branches are left out. */
export function shapeOf(
  { functions: found, branches, tests }: FoundFunctions,
  grammar: Grammar,
  { codeLines, lineAt }: Counters,
): Shape {
  const isSource = ({ start }: Stretch): boolean =>
    !tests.some((test) => test.start <= start && start < test.end);
  const nodes = found.filter(isSource).sort(byStart);
  const { weights, outside } = weighFunctions(nodes, branches.filter(isSource).sort(byStart));
  const functions = nodes.map(({ node, line, lastLine }, index): FunctionSpan => {
    const { deepest = null, ...weight } = weights[index] ?? { complexity: 1, cognitive: 0, nesting: 0 };
    return {
      ...weight,
      // Lazy: few names and lines are needed, and each one is a walk in the tree.
      get name() {
        return nameOf(node, grammar);
      },
      line,
      end: lastLine,
      deepest: deepest === null ? null : lineAt(deepest),
      get lines() {
        return linesOf(index, nodes, codeLines);
      },
    };
  });
  return { functions, complexity: functions.reduce((sum, { complexity }) => sum + complexity, outside) };
}

/** Smaller functions inside another one are part of it. */
const LEAST_INNER_LINES = 3;

/** The lines of code of a function without those of named functions inside it, which are functions of their own. */
function linesOf(
  index: number,
  nodes: readonly FunctionNode[],
  codeLines: (line: number, end: number) => number,
): number {
  const outer = nodes[index];
  if (outer === undefined) return 0;
  let lines = codeLines(outer.line, outer.lastLine);
  let passed = outer.start;
  for (const inner of nodes.slice(index + 1)) {
    if (inner.start >= outer.end) break;
    const isSmall = inner.lastLine - inner.line + 1 < LEAST_INNER_LINES;
    if (inner.start < passed || isSmall || !isNamed(inner.node)) continue;
    lines -= codeLines(inner.line, inner.lastLine);
    passed = inner.end;
  }
  return lines;
}
