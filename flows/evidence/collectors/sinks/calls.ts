/** Calls in a syntax tree: what is called, with what, and what becomes of a text that is passed to it. */
import type { SgNode } from '@ast-grep/napi';
import { named } from './definitions.ts';

/** What a call is called, without white space, and what it is given. */
export function calleeOf(
  node: SgNode,
  text: string,
): { callee: string; receiver: SgNode | null; args: SgNode[] } {
  const list =
    node.field('arguments') ??
    node
      .children()
      .findLast((child) =>
        /^(?:arguments|argument_list|token_tree|template_string)$/.test(String(child.kind())),
      ) ??
    null;
  const { start, end } = node.range();
  const head = text.slice(start.index, list?.range().start.index ?? end.index);
  const target = node.field('function') ?? node.field('constructor') ?? null;
  const receiver =
    node.field('receiver') ??
    node.field('object') ??
    target?.field('object') ??
    target?.field('operand') ??
    target?.field('value') ??
    null;
  const isTagged = String(list?.kind()) === 'template_string';
  return {
    callee: (isTagged ? `${head}\`` : head)
      .replace(/\s+/g, '')
      .replaceAll('?.', '.')
      .replace(/<[\w<>,[\]]*>$/, ''),
    receiver,
    args: list === null ? [] : isTagged ? [list] : named(list),
  };
}

/** Calls that hand text on: conversions, joins of paths, decoders. */
export const HANDS_ON =
  /^(?:String|str|new?String|decodeURI(?:Component)?|unescape|(?:urllib\.parse\.)?unquote(?:_plus)?|rawurldecode|urldecode|base64_decode|b64decode|base64\.b64decode|Base64\.(?:strict_|urlsafe_)?decode64|Base64\.getDecoder\(\)\.decode|atob|Buffer\.from|path\.(?:join|resolve|normalize)|join|resolve|os\.path\.(?:join|abspath|normpath|expanduser)|filepath\.(?:Join|Clean)|path\.Join|File\.(?:join|expand_path)|(?:pathlib\.)?Path|Paths\.get|newFile|strings\.(?:TrimSpace|Trim|ToLower|ToUpper|TrimPrefix|TrimSuffix)|trim|strtolower|stripslashes|JSON\.parse|json\.loads|json_decode|String\.valueOf|newString|\[\]byte|string|bytes|fmt\.Sprint|html\.unescape|String::from|format|strings\.Join|implode|textwrap\.dedent|dedent|List\.of|Arrays\.asList)$/;
/** Methods of which the same is true for what they are called on. */
export const KEEPS =
  /\.(?:toString|trim|trimStart|trimEnd|toLowerCase|toUpperCase|strip|lstrip|rstrip|lower|upper|to_s|to_str|clone|to_string|to_owned|as_str|into|unwrap|expect|decode|encode|concat|join|chomp|downcase|upcase|getBytes|first|squish|strip_heredoc|freeze|stripIndent)$/;
/** Calls whose result has no text of an outsider in it that could do harm, or that make it harmless. */
export const SAFE =
  /(?:^|[.:>_])(?:\w*[eE]scape\w*|\w*[qQ]uote\w*|\w*[sS]aniti[sz]e\w*|encodeURI(?:Component)?|urlencode|parseInt|parseFloat|Number|BigInt|int|float|bool|Boolean|intval|floatval|Integer|Atoi|ParseInt|ParseUint|ParseFloat|ParseBool|Itoa|FormatInt|basename|Base|secure_filename|safe_join|htmlspecialchars|htmlentities|strip_tags|clean|bleach|purify|[iI]dentifier\w*|ident|[vV]alidat\w*|uuid\w*|UUID|randomUUID|random\w*|now|len|round|floor|ceil|count|shellescape|h|nonce|digest|hexdigest|cwd|tmpdir|mkdtemp\w*|mktemp|getcwd|Getwd|homedir|fileURLToPath|dirname|toISOString|getTime|toFixed|isoformat|strftime|date|time|placeholders?|build\w*Placeholders|generate_password_hash|md5|sha1|hash|password_hash|crypt|hexdigest|params?ToSql)$|^sql`|^require\.resolve$|^import\.meta/;

export const isFormatMethod = (callee: string): boolean =>
  /\.(?:format|formatted)$/.test(callee) && callee !== 'String.format' && callee !== 'util.format';
export const isFormat = (callee: string): boolean =>
  /(?:^|[.:])(?:[sS]printf|[sS]nprintf|format|formatted|format!|vsprintf|Errorf)$/.test(callee) ||
  callee === 'format!';

/** Without the buffer and its size in C. */
export function formatArguments(callee: string, args: readonly SgNode[]): readonly SgNode[] {
  if (callee === 'sprintf' && String(args[0]?.kind()) === 'identifier' && args.length > 1)
    return args.slice(1);
  return callee === 'snprintf' ? args.slice(2) : args;
}
