/**
 * Tests that are skipped for everybody, always. A skip on a condition (a platform, a short run, a missing tool), a
 * helper of a test runner and an expected failure are not among them. By the syntax tree.
 */
import type { Rule, SgNode } from '@ast-grep/napi';
import { isEcmaScript } from '../../roles/languages.ts';
import { parseSource } from '../syntax/parsing.ts';

interface Dialect {
  /** what a file with such a test has; most files are not parsed */
  readonly hint: RegExp;
  readonly sought: Rule;
  isSkipped(node: SgNode): boolean;
}

const SUITE = /^(?:\w+\.)?(?:it|test|describe|suite|context|specify)\b/;
const SKIPPED_CALL =
  /^(?:(?:\w+\.)?(?:it|test|describe|suite|context|specify)(?:\.\w+)*\.(?:skip|fixme)(?!If)\b|x(?:it|test|describe|context|specify)\b(?!\.))/;
/** Between a call and the file: code that runs whatever happens. */
const PLAIN = new Set([
  'expression_statement',
  'await_expression',
  'statement_block',
  'program',
  'arguments',
]);
const CALLBACK = new Set(['arrow_function', 'function_expression', 'function']);

/** `it.skip('name', …)` at the top of the file or in a `describe`. */
const ECMASCRIPT: Dialect = {
  hint: /\.(?:skip|fixme)\b|\bx(?:it|test|describe|context|specify)\b/,
  sought: { kind: 'call_expression' },
  isSkipped(node) {
    const given = (node.field('arguments')?.children() ?? []).filter((child) => child.isNamed());
    const [name] = given;
    if (!SKIPPED_CALL.test(node.field('function')?.text() ?? '')) return false;
    if (given.length < 2 || name === undefined || !/^(?:string|template_string)$/.test(String(name.kind())))
      return false;
    if (name.text().includes('${')) return false;
    return node.ancestors().every((around) => {
      const kind = String(around.kind());
      return PLAIN.has(kind) || (kind === 'call_expression' ? SUITE.test(around.text()) : CALLBACK.has(kind));
    });
  },
};

/** `@pytest.mark.skip`, `@unittest.skip('…')`, and `pytest.skip()` or `self.skipTest()` as a test's own statement. */
const PYTHON: Dialect = {
  hint: /\bskip(?:Test)?\b/,
  sought: { any: [{ kind: 'decorator' }, { kind: 'call' }] },
  isSkipped(node) {
    if (node.kind() === 'decorator') {
      return /^@(?:pytest\.mark\.|unittest\.)?skip\s*(?:\(|$)/.test(node.text()) && !isConditional(node);
    }
    if (!/^(?:pytest\.skip|self\.skipTest)$/.test(node.field('function')?.text() ?? '')) return false;
    return /^def\s+test|^async\s+def\s+test/.test(functionOfStatement(node)?.text() ?? '');
  },
};

/** `t.Skip()` as a statement of a test's own, or of the function that `t.Run` is given. */
const GO: Dialect = {
  hint: /\.Skip(?:Now|f)?\(/,
  sought: { kind: 'call_expression' },
  isSkipped(node) {
    if (!/^\w+\.Skip(?:Now|f)?$/.test(node.field('function')?.text() ?? '')) return false;
    const around = functionOfStatement(node);
    if (around?.kind() === 'func_literal')
      return /\.Run$/.test(around.parent()?.parent()?.field('function')?.text() ?? '');
    return /^func\s+(?:\([^)]*\)\s*)?(?:Test|Benchmark|Fuzz)/.test(around?.text() ?? '');
  },
};

const RUST: Dialect = {
  hint: /#\[ignore\b/,
  sought: { kind: 'attribute_item', regex: '^#\\[ignore\\b' },
  isSkipped: () => true,
};

const JAVA: Dialect = {
  hint: /@(?:Disabled|Ignore)\b/,
  sought: { any: [{ kind: 'annotation' }, { kind: 'marker_annotation' }] },
  isSkipped(node) {
    if (!/^(?:org\.junit\S*\.)?(?:Disabled|Ignore)$/.test(node.field('name')?.text() ?? '')) return false;
    const modifiers = node.parent();
    const owner = modifiers?.parent();
    // The same words mark fields and classes that a library leaves out.
    return owner?.kind() === 'method_declaration'
      ? /@\w*Test\b/.test(modifiers?.text() ?? '') || /^test/.test(owner.field('name')?.text() ?? '')
      : owner?.kind() === 'class_declaration' && /Tests?$|IT$|Spec$/.test(owner.field('name')?.text() ?? '');
  },
};

/** `skip 'why'` as a statement of a test's own; `xit 'name' do`. */
const RUBY: Dialect = {
  hint: /\b(?:skip|pending|x(?:it|describe|context|specify))\b/,
  sought: { any: [{ kind: 'call' }, { kind: 'identifier', regex: '^skip$' }] },
  isSkipped(node) {
    const name = node.kind() === 'identifier' ? node.text() : (node.field('method')?.text() ?? '');
    if (node.field('receiver') !== null) return false;
    if (/^x(?:it|describe|context|specify)$/.test(name))
      return node.field('block') !== null && !isConditional(node);
    if (name !== 'skip' && name !== 'pending') return false;
    const around = functionOfStatement(node);
    if (around?.kind() === 'method') return /^test/.test(around.field('name')?.text() ?? '');
    return /^(?:it|test|specify|scenario|should)$/.test(around?.parent()?.field('method')?.text() ?? '');
  },
};

/** `$this->markTestSkipped()` as a statement of a test's own. */
const PHP: Dialect = {
  hint: /markTest(?:Skipped|Incomplete)/,
  sought: { any: [{ kind: 'member_call_expression' }, { kind: 'scoped_call_expression' }] },
  isSkipped(node) {
    return (
      /^markTest(?:Skipped|Incomplete)$/.test(node.field('name')?.text() ?? '') &&
      functionOfStatement(node)?.kind() === 'method_declaration'
    );
  },
};

const DIALECTS: Readonly<Record<string, Dialect>> = {
  Python: PYTHON,
  Go: GO,
  Rust: RUST,
  Java: JAVA,
  Ruby: RUBY,
  PHP,
};

/** What only holds the statements of a function. */
const HOLDERS = new Set([
  'expression_statement',
  'statement_list',
  'block',
  'body_statement',
  'compound_statement',
]);

/** The function, method or block of which a call is a statement of its own, not part of an `if` or the like. */
function functionOfStatement(call: SgNode): SgNode | null {
  let around = call.parent();
  while (around !== null && HOLDERS.has(String(around.kind()))) around = around.parent();
  return around !== null && /function|method|func_literal|do_block|^block$/.test(String(around.kind()))
    ? around
    : null;
}

function isConditional(node: SgNode): boolean {
  return node.ancestors().some((around) => /^(?:if|unless|conditional|case)/.test(String(around.kind())));
}

/** The lines, from 1, of what skips a test or a group of tests of this file. */
export function skippedTests(language: string | null, path: string, text: string): number[] {
  const dialect = isEcmaScript(language) ? ECMASCRIPT : DIALECTS[language ?? ''];
  if (dialect === undefined || !dialect.hint.test(text)) return [];
  const found = parseSource(language, path, text)?.findAll({ rule: dialect.sought }) ?? [];
  const lines = found.filter((node) => dialect.isSkipped(node)).map((node) => node.range().start.line + 1);
  return [...new Set(lines)];
}
