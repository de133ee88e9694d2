/** Narrowing of JSON that came over the wire: each reads one kind of value, and gives its empty one for anything else. */
export type Json = Readonly<Record<string, unknown>>;

export function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function records(value: unknown): readonly Json[] {
  return list(value).filter(isRecord);
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Null for an absent or empty one. */
export function textOrNull(value: unknown): string | null {
  return text(value) || null;
}

export function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1;
}

/** The JSON in a string, or the string itself where it is none. */
export function decoded(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
