/** Types as they are spelled: what is the same, and what a type is a choice of. Pure. */

/** Without comments, spaces, and the separators at an end: what a formatter changes. */
export function plain(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*$/g, '')
    .replace(/[,;]\s*(?=[)}\]])/g, '')
    .replace(/["'`]/g, '"')
    .replace(/\s+|[;,]\s*$/g, '');
}

/** `Redis.Options` is `Options` by another import, and `InstanceType<typeof Shop>` may be what is called `Shop`. */
export function isSame(a: string, b: string): boolean {
  const bare = (type: string): string =>
    type.replace(/\bInstanceType<typeof([\w$.]+)>/g, '$1').replace(/\b[A-Za-z_$][\w$]*\.(?=[A-Z])/g, '');
  return a === b || a === bare(b) || bare(a) === b;
}

/** `A | null` and `?A` as their parts; of a pointer also what may be constant. */
export function variants(type: string): string[] {
  const bare = type
    .replace(/\b(?:final|readonly)\s+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const optional = /^\?(.+)$/.exec(bare)?.[1];
  if (optional !== undefined) return [optional, 'null'];
  const constant = bare.replace(/\bconst\s+/g, '');
  return bare
    .split(/\s*\|\s*(?![^<({[]*[>)}\]])/)
    .flatMap((one) => (one === '' ? [] : [plain(one)]))
    .concat(constant === bare ? [] : [plain(constant)]);
}

const BUILT_IN =
  /^(?:void|never|undefined|null|None|bool|boolean|char|byte|rune|short|int|integer|long|float|double|number|bigint|string|String|str|error|array|object|any|unknown|mixed|unsigned|signed|const|map|Map|Array|Promise|Record|Set|List|Vec|Option|[iuf]?(?:int|float)?(?:8|16|32|64|128|size)|\w+_t)$/;

/** Whether a type is made of the language's own types alone. */
export function isBuiltIn(type: string): boolean {
  const words = type.match(/[A-Za-z_]\w*/g) ?? [];
  return words.length > 0 && words.every((word) => BUILT_IN.test(word));
}
