/** The kinds of nodes that the search for sinks asks each language's syntax tree for. */

export interface SinkGrammar {
  readonly calls: readonly string[];
  /** what gives a name its value, loops included */
  readonly definitions: readonly string[];
  /** functions without a name that have parameters */
  readonly closures: readonly string[];
  /** other statements that are sinks by themselves: `echo`, `include`, back-ticks */
  readonly statements: readonly string[];
  /** attributes of elements, where the language has elements */
  readonly attributes: readonly string[];
}

const words = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));

const ECMASCRIPT: SinkGrammar = {
  calls: words('call_expression new_expression'),
  definitions: words(
    'variable_declarator assignment_expression augmented_assignment_expression for_in_statement',
  ),
  closures: [],
  statements: [],
  attributes: [],
};

const GRAMMARS: Readonly<Record<string, SinkGrammar>> = {
  JavaScript: { ...ECMASCRIPT, attributes: words('jsx_attribute') },
  TypeScript: ECMASCRIPT,
  Python: {
    calls: words('call'),
    definitions: words('assignment augmented_assignment named_expression for_statement'),
    closures: words('lambda'),
    statements: words('return_statement'),
    attributes: [],
  },
  Go: {
    calls: words('call_expression'),
    definitions: words('short_var_declaration assignment_statement var_spec const_spec range_clause'),
    closures: [],
    statements: [],
    attributes: [],
  },
  Java: {
    calls: words('method_invocation object_creation_expression'),
    definitions: words('variable_declarator assignment_expression enhanced_for_statement'),
    closures: words('lambda_expression'),
    statements: [],
    attributes: [],
  },
  Ruby: {
    calls: words('call'),
    definitions: words('assignment operator_assignment for'),
    closures: words('do_block block lambda'),
    statements: words('subshell'),
    attributes: [],
  },
  PHP: {
    calls: words(
      'function_call_expression member_call_expression nullsafe_member_call_expression scoped_call_expression',
    ),
    definitions: words(
      'assignment_expression augmented_assignment_expression foreach_statement const_element',
    ),
    closures: words('arrow_function'),
    statements: words(
      'shell_command_expression echo_statement print_intrinsic include_expression include_once_expression require_expression require_once_expression',
    ),
    attributes: [],
  },
  Rust: {
    calls: words('call_expression'),
    definitions: words(
      'let_declaration assignment_expression compound_assignment_expr for_expression const_item',
    ),
    closures: words('closure_expression'),
    statements: [],
    attributes: [],
  },
  C: {
    calls: words('call_expression'),
    definitions: words('init_declarator assignment_expression'),
    closures: [],
    statements: [],
    attributes: [],
  },
};

/** `path`: only TypeScript in `.tsx` has elements. */
export function sinkGrammar(language: string, path: string): SinkGrammar | null {
  const grammar = GRAMMARS[language] ?? null;
  return grammar !== null && /\.tsx$/.test(path)
    ? { ...grammar, attributes: words('jsx_attribute') }
    : grammar;
}
