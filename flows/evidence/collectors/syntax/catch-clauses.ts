/** Handlers of errors in a syntax tree, and whether they do anything. */
import type { SgNode } from '@ast-grep/napi';
import type { Grammar } from './grammars.ts';

/** A handler of errors. */
export interface CatchClause {
  readonly line: number;
  readonly end: number;
  /** what comes before its body: `except ImportError:`, `catch (error)` */
  readonly head: string;
  /** whether nothing is in its body but comments, `pass` or `...` */
  readonly isEmpty: boolean;
  /** whether a comment is in it */
  readonly hasComment: boolean;
}

/** What in a handler's body does nothing. */
const NO_CODE = /comment|^pass_statement$|^empty_statement$/;

/** `line` and `end` are those of the node. */
export function catchOf(node: SgNode, line: number, end: number, grammar: Grammar): CatchClause {
  const children = node.children();
  const body = node.field('body') ?? children.findLast((child) => /block/.test(String(child.kind()))) ?? null;
  const statements = body?.children().filter((child) => child.isNamed()) ?? [];
  const isComment = (child: SgNode): boolean => grammar.comments.includes(String(child.kind()));
  const text = node.text();
  return {
    line,
    end,
    head: (body === null ? text : text.slice(0, body.range().start.index - node.range().start.index)).trim(),
    isEmpty: statements.every((child) => NO_CODE.test(String(child.kind())) || child.text() === '...'),
    hasComment: [...children, ...statements].some(isComment),
  };
}
