/** The members of a declared type or class, and the variants of a type alias. Pure. */
import { splitOutside } from './declaration-parts.ts';

/** Between the signatures of one symbol's overloads. */
export const OVERLOAD = ' || ';

export interface Member {
  readonly name: string;
  readonly text: string;
  /** nobody has to provide it */
  readonly optional: boolean;
}

export interface Members {
  /** what comes before the body */
  readonly head: string;
  readonly members: readonly Member[];
  /** whether a new member is felt by those who implement, match, build or lay out the type themselves */
  readonly grows: boolean;
}

const TYPE =
  /^(?:default |pub |public |export |abstract |static |final |typedef )*[^{(=]*?\b(struct|interface|enum|class|trait|union)\b[^{(]*\{(.*)\}[^}]*$/;
/** Go has the name before the word. */
const GO = /^\w+(?:\[[^\]]*\])? (struct|interface) ?\{(.*)\}$/;

/** `type A = { … }` has members as an interface does. */
const OBJECT_TYPE = /^(?:default |export )*type [\w$]+(?:<.*?>(?=\s*=\s))?\s*=\s*(\{)(.*)\};?$/;

/** Null for what has no members. */
export function membersOf(signature: string): Members | null {
  const found = GO.exec(signature) ?? OBJECT_TYPE.exec(signature) ?? TYPE.exec(signature);
  if (found === null) return null;
  const [, kind = '', body = ''] = found;
  const isGo = GO.test(signature);
  const head = signature.slice(0, signature.indexOf('{')).trim();
  const separators = kind === 'enum' || (kind === 'struct' && !body.includes(';')) ? ',' : ';';
  const members = splitOutside(withoutComments(body), separators)
    .flatMap((one) => (separators === ';' ? splitLines(one) : [one]))
    .flatMap((text) => {
      const name = memberName(text, isGo);
      return name === null ? [] : [{ name, text, optional: isOptional(text) }];
    });
  const grows =
    kind === 'trait' ||
    kind === 'interface' ||
    kind === '{' ||
    (kind === 'struct' && !isGo) ||
    /\bpub enum\b/.test(head);
  return {
    head,
    members: [...Map.groupBy(members, ({ name }) => name).values()].flatMap(together),
    grows: grows && !/non_exhaustive/.test(head),
  };
}

/** Overloads of a method are one member. */
function together(overloads: readonly Member[]): Member[] {
  const [first] = overloads;
  return first === undefined ? [] : [{ ...first, text: overloads.map(({ text }) => text).join(OVERLOAD) }];
}

/** A member of TypeScript may end with a comma too. */
function splitLines(text: string): string[] {
  return /^\s*[\w$]+\??\s*:/.test(text) ? splitOutside(text, ',').reduce<string[]>(joined, []) : [text];
}

/** What begins no member belongs to the one before it. */
function joined(parts: string[], part: string): string[] {
  if (parts.length > 0 && !/^\s*(?:readonly\s+)?["'[]?[\w$-]+["'\]]?\??\s*[:(]/.test(part)) {
    return [...parts.slice(0, -1), `${parts.at(-1)},${part}`];
  }
  return [...parts, part];
}

/** Nor attributes of Rust and PHP, such as `#[doc(hidden)]`. */
function withoutComments(text: string): string {
  return text
    .replace(/#\[(?:[^[\]]|\[[^[\]]*\])*\]/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/\/?[^\n]*\n/g, '');
}

const MODIFIERS =
  /^(?:(?:public|static|async|readonly|override|abstract|pub|get|set|default|final|const|fn|unsafe)\s+)+/;

function memberName(text: string, isGo: boolean): string | null {
  const bare = text.trim().replace(MODIFIERS, '');
  if (bare === '' || /^(?:private|protected|__|#(?!\[))/.test(bare)) return null;
  if (isGo || /^["'[]?[\w$]+["'\]]?\??\s*(?:[:(,<]|$)/.test(bare)) return /[\w$]+/.exec(bare)?.[0] ?? null;
  if (/^[\w$]+\s*=/.test(bare)) return /^[\w$]+/.exec(bare)?.[0] ?? null;
  if (/^[^(]*[:?](?!\s*\d)/.test(bare)) return null;
  // C and Java have the name last: `char *name[4]`, `int size(int a)`.
  return (
    /\(\s*\*\s*(\w+)\s*\)\s*\(/.exec(bare)?.[1] ??
    /([\w$]+)\s*(?:\(.*\)[^()]*|\[[^\]]*\]|:\s*\d+|=.*)?$/.exec(bare)?.[1] ??
    null
  );
}

function isOptional(text: string): boolean {
  return (
    /^\s*(?:(?:public|static|final|readonly)\s+)*(?:const\s|\[)/.test(text) ||
    /^(?:\s*readonly\s+)?["']?[\w$-]+["']?\?/.test(text.trim()) ||
    /\bdefault\b|\bstatic\b|\{/.test(text)
  );
}

/** The variants of `type A = B | C`, without spaces; null for what is no alias. */
export function typeAliasOf(signature: string): string[] | null {
  const body = /^(?:default |export |pub )*type\s+[\w$]+(?:<.*?>(?=\s*=\s))?\s*=\s*([\s\S]*)$/.exec(
    signature,
  )?.[1];
  if (body === undefined) return null;
  return splitOutside(
    withoutComments(body)
      .replace(/\/\/[^|]*(?=\||$)/g, '')
      .replace(/;\s*$/, ''),
    '|',
  )
    .map((one) => one.replace(/\s+/g, '').replace(/[,;](?=[}\])])/g, ''))
    .filter((one) => one !== '');
}
