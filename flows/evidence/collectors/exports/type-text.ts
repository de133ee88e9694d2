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
