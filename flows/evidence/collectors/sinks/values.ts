/**
 * What an argument is made of: its literal text, and the parts that are not known before the program runs, each with
 * where it comes from as far as the function around it shows.
 */
import type { SgNode } from '@ast-grep/napi';
import type { SinkOrigin } from '../../../contracts/sinks.ts';
import { calleeOf, formatArguments, HANDS_ON, isFormat, isFormatMethod, KEEPS, SAFE } from './calls.ts';
import { type Definitions, named, parameterNamed } from './definitions.ts';
import { formatted } from './formats.ts';
import { isProgramArgument, isRequestInput } from './request-names.ts';

/** A part of a text: known, or not. */
export interface Piece {
  /** of a literal */
  readonly text: string;
  /** null for a literal */
  readonly part: Part | null;
}

export interface Part {
  readonly origin: SinkOrigin;
  /** the expression, verbatim */
  readonly input: string;
  /** the name under which the function has it, if it has one */
  readonly name: string | null;
  /** the line on which it is read */
  readonly line: number;
}

export interface ValueContext {
  readonly language: string;
  /** of the whole file */
  readonly text: string;
  readonly definitions: Definitions;
}

const MOST_STEPS = 4;

const literal = (text: string): Piece[] => [{ text, part: null }];

/** In the order of the text; a value that can't carry another's text, such as a number, is a literal. */
export function piecesOf(node: SgNode, context: ValueContext, steps = MOST_STEPS): Piece[] {
  const kind = String(node.kind());
  const inner = (children: readonly SgNode[]): Piece[] =>
    children.flatMap((child) => piecesOf(child, context, steps));
  if (/comment|^escape|^string_(?:start|end)$|heredoc_(?:start|end|beginning)/.test(kind)) return [];
  if (CONTENT.test(kind)) return literal(node.text());
  if (FIXED.test(kind)) return literal(node.text());
  if (/^(?:object|dictionary|hash|keyword_argument|block|do_block)$/.test(kind)) return literal('');
  if (STRING.test(kind)) {
    const children = named(node);
    return children.length === 0 ? literal(bare(node.text())) : inner(children);
  }
  if (WRAPPER.test(kind)) return inner(named(node).slice(0, 1));
  if (
    /^(?:array|list|tuple|initializer_list|array_creation_expression|array_element_initializer|array_expression|expression_list|literal_value|literal_element|set)$/.test(
      kind,
    )
  )
    return inner(named(node));
  if (CAST.test(kind)) return castOf(node, context, steps);
  if (/^(?:binary_expression|binary_operator|binary)$/.test(kind)) return joined(node, context, steps);
  if (/^(?:boolean_operator|not_operator|comparison_operator|unary)/.test(kind))
    return kind === 'boolean_operator' ? inner(named(node)) : literal('');
  if (/^(?:ternary_expression|conditional_expression|conditional)$/.test(kind))
    return inner(branches(node, context.language));
  if (CALL.test(kind)) return callOf(node, context, steps);
  if (NAME.test(kind)) return nameOf(node, context, steps);
  if (/arrow_function|function|lambda|closure|func_literal/.test(kind)) return literal('');
  return partOf(node, context);
}

const CONTENT =
  /^(?:string_fragment|string_content|heredoc_content|\w+_literal_content|nowdoc_body|nowdoc_string)$/;
const STRING =
  /^(?:string|template_string|string_literal|interpreted_string_literal|raw_string_literal|encapsed_string|concatenated_string|chained_string|heredoc|heredoc_body|nowdoc|char_literal|rune_literal|subshell|shell_command_expression)$/;
const FIXED =
  /^(?:number|integer|float|int_literal|float_literal|integer_literal|number_literal|decimal_integer_literal|true|false|null|nil|none|undefined|boolean|boolean_literal|simple_symbol|hash_key_symbol|symbol|this|self|null_literal|type_arguments|class_literal|regex|pattern)$/;
const WRAPPER =
  /^(?:parenthesized_expression|parenthesized_statements|await_expression|await|as_expression|satisfies_expression|non_null_expression|reference_expression|try_expression|argument|template_substitution|interpolation|format_expression|pointer_expression|unary_expression|list_splat|spread_element|splat_argument|block_argument)$/;
const CAST = /^(?:cast_expression|type_cast_expression|type_conversion_expression)$/;
const CALL =
  /^(?:call|call_expression|new_expression|method_invocation|object_creation_expression|function_call_expression|member_call_expression|nullsafe_member_call_expression|scoped_call_expression|macro_invocation)$/;
const NAME =
  /^(?:identifier|variable_name|instance_variable|shorthand_property_identifier|member_expression|attribute|selector_expression|member_access_expression|field_access|field_expression|scoped_identifier|constant|name|class_constant_access_expression|scope_resolution|global_variable)$/;
const CONSTANT = /^(?:[\w$.:>\\-]*(?:\.|::|->))?_?[A-Z][A-Z0-9_]*$|^__\w+(?:__)?$/;
const NUMBER_TYPE =
  /\b(?:int|integer|long|short|float|double|number|bool|boolean|uint\d*|int\d+|i\d+|u\d+|usize|isize|f\d+|Integer|Long|UUID|uuid\.UUID|Date|Enum)\b/;

const bare = (text: string): string => text.replace(/^[a-zA-Z]*["'`]+|["'`]+$/g, '');

function castOf(node: SgNode, context: ValueContext, steps: number): Piece[] {
  const value = node.field('value') ?? node.field('operand') ?? named(node).at(-1) ?? null;
  const type = named(node)
    .map((child) => child.text())
    .filter((text) => text !== value?.text());
  return value === null || type.some((text) => NUMBER_TYPE.test(text))
    ? literal('')
    : piecesOf(value, context, steps);
}

/** A concatenation, a format by `%`, or a default; what compares or counts is no text. */
function joined(node: SgNode, context: ValueContext, steps: number): Piece[] {
  const operator =
    node.field('operator')?.text() ??
    node
      .children()
      .find((child) => !child.isNamed())
      ?.text() ??
    '';
  const [left, right] = [node.field('left') ?? node.child(0), node.field('right') ?? node.child(2)];
  if (left === null || right === null) return [];
  if (operator === '%')
    return (
      formatted(
        [left, ...(/^(?:tuple|array)$/.test(String(right.kind())) ? named(right) : [right])],
        context,
        steps,
      ) ?? literal('')
    );
  return /^(?:\+|\.|<<|\|\||\?\?|or|\/)$/.test(operator)
    ? [left, right].flatMap((one) => piecesOf(one, context, steps))
    : literal('');
}

function branches(node: SgNode, language: string): SgNode[] {
  const all = named(node);
  const [first, , third] = all;
  if (language === 'Python') return [first, third].filter((one) => one !== undefined);
  return all.slice(1);
}

function callOf(node: SgNode, context: ValueContext, steps: number): Piece[] {
  const { callee, receiver, args } = calleeOf(node, context.text);
  const format = formatted(
    [...(isFormatMethod(callee) && receiver !== null ? [receiver] : []), ...formatArguments(callee, args)],
    context,
    steps,
  );
  if (isFormat(callee) && format !== null) return format;
  if (isRequestInput(context.language, flat(node))) return partOf(node, context);
  if (SAFE.test(callee)) return literal('');
  if (HANDS_ON.test(callee)) return args.flatMap((arg) => piecesOf(arg, context, steps));
  if (KEEPS.test(callee) && receiver !== null) {
    const more = /\.(?:concat|join)$/.test(callee) ? args : [];
    return [receiver, ...more].flatMap((one) => piecesOf(one, context, steps));
  }
  return partOf(node, context);
}

/** A name: a constant, what the function assigned to it, a parameter, or not known. */
function nameOf(node: SgNode, context: ValueContext, steps: number): Piece[] {
  const text = flat(node);
  if (CONSTANT.test(text)) return literal('');
  if (
    /^(?:process\.(?:env|execPath|platform|pid|version)|import\.meta|sys\.executable|os\.environ|__dirname|__filename)\b|\.(?:length|pid|port|size)$|(?:[cC]ount|[pP]ort|[sS]ize|[tT]imeout|Index)$/.test(
      text,
    )
  )
    return literal('');
  if (isRequestInput(context.language, text) || isProgramArgument(text)) return partOf(node, context);
  const found = context.definitions.of(text, node);
  if (found.length === 0 || steps === 0) return partOf(node, context);
  const each = found.map(({ value }) => piecesOf(value, context, steps - 1));
  return each
    .flat()
    .map((piece) =>
      piece.part === null ? piece : { ...piece, part: { ...piece.part, name: piece.part.name ?? text } },
    );
}

/** White space matters in no expression that is looked at. */
export const flat = (node: SgNode): string =>
  node
    .text()
    .replace(/\s+/g, '')
    .replaceAll('?.', '.')
    .replace(/^await/, '')
    .replace(/^\(await(.*?)\)/, '$1');

function partOf(node: SgNode, context: ValueContext): Piece[] {
  const text = flat(node);
  const root = /^[$@\w]+/.exec(text)?.[0] ?? '';
  const isName = /^[$@\w]+$/.test(text);
  const origin = originOf(node, text, root, context);
  if (origin === null) return literal('');
  const part: Part = {
    origin,
    input: node.text(),
    name: isName ? text : null,
    line: node.range().start.line + 1,
  };
  return [{ text: '', part }];
}

/** Null for what carries no text: a parameter that is a number. */
function originOf(
  node: SgNode,
  text: string,
  root: string,
  { language, definitions }: ValueContext,
): SinkOrigin | null {
  if (isRequestInput(language, text)) return 'request';
  if (isProgramArgument(text)) return 'arguments';
  const parameter = definitions
    .around(node)
    .map((fn) => ({ fn, declared: parameterNamed(fn, root) }))
    .find(({ declared }) => declared !== null);
  if (parameter === undefined || parameter.declared === null) return 'unknown';
  if (text === root && isNumber(parameter.declared, root)) return null;
  const route = language === 'Python' ? routeOf(parameter.fn) : null;
  // `<int:id>`: the router accepts numbers only.
  if (route !== null && new RegExp(`<(?:int|float|uuid):${root}>`).test(route)) return null;
  return isServed(parameter.declared, root, language, route) ? 'request' : 'parameter';
}

/** `id: number`, `int id`, `id int`: of a list of several parameters, the type after the name counts. */
function isNumber(declared: string, name: string): boolean {
  const after = new RegExp(
    `\\b${name.replace(/\$/g, '\\$')}\\s*\\??\\s*:\\s*([\\w.]+)\\s*(?:[,;})=]|$)`,
  ).exec(declared)?.[1];
  if (after !== undefined) return NUMBER_TYPE.test(after);
  return !/[{:]/.test(declared) && NUMBER_TYPE.test(declared.replaceAll(name, ''));
}

/** Whether a framework fills the parameter from a request: by an annotation, an extractor, or the route of a view. */
function isServed(declared: string, name: string, language: string, route: string | null): boolean {
  if (language === 'Java')
    return /@(?:RequestParam|PathVariable|RequestHeader|QueryParam|PathParam|FormParam|CookieValue)\b/.test(
      declared,
    );
  if (language === 'Rust') return /\b(?:Query|Path|Form|Json)\(/.test(declared);
  if (/Script$/.test(language)) {
    return (
      /^(?:params|query|body|headers|cookies)$/.test(name) &&
      /^\{[\s\S]*\}\s*:\s*(?:\w+\.)*Request\b/.test(declared)
    );
  }
  return route !== null && !/Depends|\bself\b|[Rr]equest\b/.test(declared);
}

/** Python: the decorator that makes a function the view of a route. */
function routeOf(fn: SgNode): string | null {
  const decorated = fn.parent();
  if (String(decorated?.kind()) !== 'decorated_definition') return null;
  const route = /@\w+(?:\.\w+)*\.(?:route|get|post|put|patch|delete|websocket)\([^\n]*/;
  return route.exec(decorated?.text() ?? '')?.[0] ?? null;
}
