/** What a changed declaration means to those who use it. Pure. */

/** Between the signatures of one symbol's overloads. */
export const OVERLOAD = ' | ';

/**
 * Whether every call that fits the declaration before fits it after: it differs by trailing parameters that may be left
 * out, or by overloads or methods that came in.
 */
export function isExtended(before: string, after: string): boolean {
  const [was, is] = [partsOf(before), partsOf(after)];
  return was.every((part) => is.some((other) => part === other || onlyOptionalAdded(part, other)));
}

/** Overloads, or the methods of a class, with what comes before them. */
function partsOf(signature: string): string[] {
  const methods = /^(class\b[^{]*)\{ (.*) \}$/.exec(signature.replace(/^default /, ''));
  return methods === null ? signature.split(OVERLOAD) : [methods[1] ?? '', ...(methods[2] ?? '').split('; ')];
}

function onlyOptionalAdded(before: string, after: string): boolean {
  const [was, is] = [split(before), split(after)];
  if (was === null || is === null || was.head !== is.head || was.tail !== is.tail) return false;
  const [kept, added] = [
    is.parameters.slice(0, was.parameters.length),
    is.parameters.slice(was.parameters.length),
  ];
  return added.length > 0 && kept.every((one, at) => one === was.parameters[at]) && added.every(isOptional);
}

/** `b = 1`, `b?: number`, `...rest`, `*args`; in Python also the `*` before what is named. */
function isOptional(parameter: string): boolean {
  return /(?:^|[^=!<>])=(?![=>])|^\w+\?\s*(?::|$)|\.\.\.|^\*/.test(parameter);
}

/** The parameters of the last parenthesis that is not nested in another one, and what is around them. */
function split(signature: string): { head: string; parameters: string[]; tail: string } | null {
  const start = signature.indexOf('(');
  if (start === -1) return null;
  let depth = 0;
  let from = start + 1;
  const parameters: string[] = [];
  for (let at = start; at < signature.length; at++) {
    const character = signature[at] ?? '';
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    const isEnd = depth === 0;
    if (isEnd || (depth === 1 && character === ',')) {
      parameters.push(signature.slice(from, at).trim());
      from = at + 1;
    }
    if (isEnd) {
      return {
        head: signature.slice(0, start),
        parameters: parameters.filter((one) => one !== ''),
        tail: signature.slice(at + 1).trim(),
      };
    }
  }
  return null;
}

/** What came into a type that lost nothing, `int flags`; null for what is no such type. */
export function grownBy(before: string, after: string): string[] | null {
  const [was, is] = [membersOf(before), membersOf(after)];
  if (was === null || is === null || was.length === 0) return null;
  const added = is.filter((one) => !was.includes(one));
  return added.length > 0 && was.every((one) => is.includes(one)) ? added : null;
}

function membersOf(type: string): string[] | null {
  const body = /^[^{(]*(?:struct|interface|enum|type)\b[^{(]*\{(.*)\}[^}]*$/.exec(type)?.[1];
  if (body === undefined) return null;
  return body
    .split(/[;,](?![^{(<]*[})>])/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
