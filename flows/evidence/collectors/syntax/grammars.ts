/**
 * What the kinds of nodes of each language's syntax tree are: its functions, branches, comments and so on. The names
 * are those of the tree-sitter grammars that ast-grep parses with.
 */
import type { Rule } from '@ast-grep/napi';

/** Kinds of nodes by what they are; a rule instead of a kind where the kind alone does not tell. */
export interface Grammar {
  readonly functions: readonly string[];
  /** one more path each; an `if` whose `else` is another `if` is no deeper than it */
  readonly conditions: readonly string[];
  /** one more path each, and what stands in them is nested deeper */
  readonly loops: readonly string[];
  readonly catches: readonly string[];
  /** one more path each, at the depth of what they belong to: `elif`, the parts of a comprehension */
  readonly chained: readonly string[];
  /** nest deeper; the paths are their cases */
  readonly switches: readonly string[];
  /** one more path each; without the case for everything else */
  readonly cases: readonly (string | (Rule & { readonly kind: string }))[];
  /** holds an operator that decides whether its right side is evaluated, when its text matches `operators` */
  readonly logical: string;
  readonly operators: RegExp;
  readonly comments: readonly string[];
  /** text that documents and is not executed, though the grammar has it as code */
  readonly docstrings: Rule | null;
  readonly strings: readonly string[];
  readonly imports: readonly string[];
  /** what methods belong to, and the field with its name */
  readonly containers: Readonly<Record<string, string>>;
  /** whether annotations before a function are part of its node, so that its first line is that of its name */
  readonly isAnnotated: boolean;
  /** what stands between a container's name and a method's */
  readonly member: string;
}

const words = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));

const ECMASCRIPT: Grammar = {
  functions: words(
    'function_declaration generator_function_declaration function_expression generator_function arrow_function method_definition',
  ),
  conditions: words('if_statement ternary_expression'),
  loops: words('for_statement for_in_statement while_statement do_statement'),
  catches: words('catch_clause'),
  chained: [],
  switches: words('switch_statement'),
  cases: words('switch_case'),
  logical: 'binary_expression',
  operators: /&&|\|\||\?\?/,
  comments: words('comment'),
  docstrings: null,
  strings: words('string template_string'),
  imports: words('import_statement'),
  containers: { class_declaration: 'name', class: 'name', abstract_class_declaration: 'name' },
  isAnnotated: false,
  member: '.',
};

const PYTHON: Grammar = {
  functions: words('function_definition'),
  conditions: words('if_statement conditional_expression'),
  loops: words('for_statement while_statement'),
  catches: words('except_clause'),
  chained: words('elif_clause for_in_clause if_clause'),
  switches: words('match_statement'),
  cases: [{ kind: 'case_clause', not: { regex: '^case\\s+_\\s*:' } }],
  logical: 'boolean_operator',
  operators: /\b(?:and|or)\b/,
  comments: words('comment'),
  docstrings: { kind: 'string', inside: { kind: 'expression_statement' } },
  strings: words('string'),
  imports: words('import_statement import_from_statement future_import_statement'),
  containers: { class_definition: 'name' },
  isAnnotated: false,
  member: '.',
};

const GO: Grammar = {
  functions: words('function_declaration method_declaration func_literal'),
  conditions: words('if_statement'),
  loops: words('for_statement'),
  catches: [],
  chained: [],
  switches: words('expression_switch_statement type_switch_statement select_statement'),
  cases: words('expression_case type_case communication_case'),
  logical: 'binary_expression',
  operators: /&&|\|\|/,
  comments: words('comment'),
  docstrings: null,
  strings: words('interpreted_string_literal raw_string_literal'),
  imports: words('import_declaration'),
  containers: {},
  isAnnotated: false,
  member: '.',
};

const RUST: Grammar = {
  functions: words('function_item'),
  conditions: words('if_expression'),
  loops: words('for_expression while_expression loop_expression'),
  catches: [],
  chained: [],
  switches: words('match_expression'),
  cases: [{ kind: 'match_arm', not: { regex: '^_\\s*=>' } }],
  logical: 'binary_expression',
  operators: /&&|\|\|/,
  comments: words('line_comment block_comment'),
  docstrings: null,
  strings: words('string_literal raw_string_literal'),
  imports: words('use_declaration extern_crate_declaration'),
  containers: { impl_item: 'type', trait_item: 'name' },
  isAnnotated: false,
  member: '::',
};

const JAVA: Grammar = {
  functions: words('method_declaration constructor_declaration compact_constructor_declaration'),
  conditions: words('if_statement ternary_expression'),
  loops: words('for_statement enhanced_for_statement while_statement do_statement'),
  catches: words('catch_clause'),
  chained: [],
  switches: words('switch_expression'),
  cases: [{ kind: 'switch_label', regex: '^case' }],
  logical: 'binary_expression',
  operators: /&&|\|\|/,
  comments: words('line_comment block_comment'),
  docstrings: null,
  strings: words('string_literal'),
  imports: words('import_declaration package_declaration'),
  containers: {
    class_declaration: 'name',
    interface_declaration: 'name',
    enum_declaration: 'name',
    record_declaration: 'name',
  },
  isAnnotated: true,
  member: '.',
};

const RUBY: Grammar = {
  functions: words('method singleton_method'),
  conditions: words('if unless conditional'),
  loops: words('while until for'),
  catches: words('rescue'),
  chained: words('elsif if_modifier unless_modifier while_modifier until_modifier rescue_modifier'),
  switches: words('case case_match'),
  cases: words('when in_clause'),
  logical: 'binary',
  operators: /&&|\|\||\b(?:and|or)\b/,
  comments: words('comment'),
  docstrings: null,
  strings: words('string heredoc_body'),
  imports: [],
  containers: { class: 'name', module: 'name' },
  isAnnotated: false,
  member: '#',
};

const PHP: Grammar = {
  functions: words('function_definition method_declaration anonymous_function'),
  conditions: words('if_statement conditional_expression'),
  loops: words('for_statement foreach_statement while_statement do_statement'),
  catches: words('catch_clause'),
  chained: words('else_if_clause'),
  switches: words('switch_statement match_expression'),
  cases: words('case_statement match_conditional_expression'),
  logical: 'binary_expression',
  operators: /&&|\|\||\?\?|\b(?:and|or)\b/i,
  comments: words('comment'),
  docstrings: null,
  strings: words('string encapsed_string heredoc nowdoc'),
  imports: words('namespace_use_declaration'),
  containers: {
    class_declaration: 'name',
    interface_declaration: 'name',
    trait_declaration: 'name',
    enum_declaration: 'name',
  },
  isAnnotated: true,
  member: '::',
};

const C: Grammar = {
  functions: words('function_definition'),
  conditions: words('if_statement conditional_expression'),
  loops: words('for_statement while_statement do_statement'),
  catches: [],
  chained: [],
  switches: words('switch_statement'),
  cases: [{ kind: 'case_statement', regex: '^case' }],
  logical: 'binary_expression',
  operators: /&&|\|\|/,
  comments: words('comment'),
  docstrings: null,
  strings: words('string_literal concatenated_string'),
  imports: words('preproc_include'),
  containers: {},
  isAnnotated: false,
  member: '.',
};

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  JavaScript: ECMASCRIPT,
  TypeScript: ECMASCRIPT,
  Python: PYTHON,
  Go: GO,
  Rust: RUST,
  Java: JAVA,
  Ruby: RUBY,
  PHP,
  C,
};

/** The table of a language; null for one that has no parser here. */
export function grammarOf(language: string | null): Grammar | null {
  return language !== null && Object.hasOwn(GRAMMARS, language) ? (GRAMMARS[language] ?? null) : null;
}
