/** The parts of a callable's declaration in any language: modifiers, parameters and result. Text alone. Pure. */

export interface Parameter {
  /** as it is written */
  readonly text: string;
  readonly name: string;
  /** empty where none is declared, or where the language checks none */
  readonly type: string;
  readonly optional: boolean;
  /** its default as it is written; null for none */
  readonly value: string | null;
  /** takes any number of arguments, or any by name */
  readonly rest: boolean;
  /** can be given by name only */
  readonly keyword: boolean;
  /** can be given by position only, so that its name is free */
  readonly positional: boolean;
  /** of an object that is taken apart; null for others */
  readonly keys: readonly string[] | null;
}

export interface Declaration {
  readonly modifiers: readonly string[];
  readonly isAsync: boolean;
  readonly parameters: readonly Parameter[];
  readonly result: string;
}

const MODIFIER =
  /^(?:public|private|protected|static|abstract|final|override|inline|unsafe|synchronized|sealed|readonly|virtual)$/;
/** Languages that have the type before the name. */
const TYPE_FIRST: ReadonlySet<string | null> = new Set(['C', 'C++', 'Java', 'PHP']);

/** Null for what takes no parameters. */
export function declarationOf(signature: string, language: string | null): Declaration | null {
  const bare = language === 'Ruby' ? /^(def\s+[^\s(]+)(?:\s+([^(\s].*))?$/.exec(signature) : null;
  if (bare !== null) return declarationOf(`${bare[1]}(${bare[2] ?? ''})`, language);
  const receiver = /^func\s*\([^)]*\)/.exec(signature)?.[0].length ?? 0;
  const text = signature.replace(/^#\[[^\]]*\]\s*/, '');
  const open = text.indexOf('(', receiver);
  const close = open === -1 ? -1 : closingOf(text, open);
  if (close === -1 || /^(?:type|interface|enum)\b/.test(text)) return null;
  const head = text.slice(0, open).trim();
  const words = head.split(/\s+/);
  const inner = splitOutside(text.slice(open + 1, close), ',').map((one) => one.trim());
  return {
    modifiers: words.filter((word) => MODIFIER.test(word)),
    isAsync: words.includes('async') || /=\s*async$/.test(head),
    parameters: parametersOf(
      inner.filter((one) => one !== ''),
      language,
    ),
    result:
      language === 'C' || language === 'Java'
        ? leadingType(words)
        : resultOf(text.slice(close + 1), language),
  };
}

/** The type before the name, without modifiers and export macros. */
function leadingType(words: readonly string[]): string {
  return words
    .slice(0, -1)
    .filter(
      (word) => !MODIFIER.test(word) && !/^(?:extern|default|[A-Z][A-Z0-9]*_[A-Z0-9_]+|@\w+)$/.test(word),
    )
    .concat(/^\*+/.exec(words.at(-1) ?? '')?.[0] ?? [])
    .join(' ')
    .replace(/\s+\*/g, ' *');
}

function resultOf(rest: string, language: string | null): string {
  const result = rest
    .replace(/=>[\s\S]*$/, '')
    .replace(/^\s*(?::|->)\s*/, '')
    .replace(/[;{\s]+$/, '')
    .trim();
  if (language === 'Rust') return result.replace(/\s*\bwhere\b[\s\S]*$/, '');
  if (language !== 'Go' || !/^\(.*\)$/.test(result)) return result;
  // Results may have names: `(n int, err error)`.
  const types = goParameters(splitOutside(result.slice(1, -1), ',')).map(({ type }) => type);
  return types.length === 1 ? (types[0] ?? '') : `(${types.join(', ')})`;
}

function parametersOf(texts: readonly string[], language: string | null): Parameter[] {
  if (language === 'Go') return goParameters(texts);
  const star = texts.findIndex((one) => /^\*(?!\*)/.test(one));
  const slash = texts.indexOf('/');
  return texts.flatMap((text, at) => {
    if (text === '*' || text === '/' || text === 'void') return [];
    const isPython = language === 'Python';
    const keyword =
      (isPython && star !== -1 && at > star) || (language === 'Ruby' && /^\w+:(?!:)/.test(text));
    return [parameterOf(text, language, keyword, isPython && at < slash)];
  });
}

function parameterOf(
  text: string,
  language: string | null,
  keyword: boolean,
  positional: boolean,
): Parameter {
  const bare = text.replace(/@\w+(?:\([^)]*\))?\s*/g, '').trim();
  const rest = /^(?:\.\.\.|\*)/.test(bare) || /\.\.\./.test(bare);
  const value = /[^=!<>]=(?![=>])/.exec(bare)?.index;
  const declared = (value === undefined ? bare : bare.slice(0, value + 1)).trim();
  const keys = /^\{([\s\S]*?)\}/.exec(declared)?.[1];
  const isBlock = language === 'Ruby' && (bare.startsWith('&') || /^\w+:\s*\S/.test(bare));
  const given = value === undefined ? null : bare.slice(value + 2).trim();
  const shared = { text, rest, keyword, positional, value: given };
  if (keys !== undefined) {
    const names = splitOutside(keys, ',').map((one) => /[\w$]+/.exec(one)?.[0] ?? '');
    return {
      ...shared,
      name: '{}',
      type: '',
      optional: value !== undefined,
      keys: names.filter((one) => one !== ''),
    };
  }
  if (TYPE_FIRST.has(language)) {
    const [, type = '', name = ''] = /^(.*?)([$&\w]+(?:\[[^\]]*\])?)$/.exec(declared) ?? [];
    const isName = type.trim() !== '' || language === 'PHP';
    return { ...shared, name, type: isName ? type.trim() : name, optional: value !== undefined, keys: null };
  }
  const [, name = declared, mark = '', type = ''] =
    /^([^:?]+?)(\??)\s*(?::\s*([\s\S]+))?$/.exec(declared) ?? [];
  const plain = name
    .replace(/^(?:public|private|protected|readonly|mut|\s)+\s/, '')
    .replace(/^[.*]+/, '')
    .replace(/:$/, '');
  return {
    ...shared,
    name: plain,
    type,
    optional: value !== undefined || mark !== '' || isBlock,
    keys: null,
  };
}

/** `a, b int` declares two of one type. */
function goParameters(texts: readonly string[]): Parameter[] {
  let type = '';
  return texts
    .toReversed()
    .map((text) => {
      const [, name = text, own = ''] = /^(\w+)\s+(.+)$/.exec(text) ?? [];
      if (own !== '') type = own;
      const shown = own === '' && type === '' ? text : type;
      const rest = shown.startsWith('...');
      return {
        text,
        name,
        type: shown,
        optional: false,
        value: null,
        rest,
        keyword: false,
        positional: true,
        keys: null,
      };
    })
    .toReversed();
}

const OPENING = '([{<';
const CLOSING = ')]}>';

/** `=>` and `->` close nothing. */
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

/** The parts between separators that are in no brackets, trimmed. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    depth = depthAfter(text, at, depth);
    if (text[at] === separator && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim()).filter((part) => part !== '');
}
