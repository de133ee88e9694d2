/** Environment variables by the schema that checks them all at once (zod, envalid, Joi, pydantic settings). Pure. */

export interface EnvironmentRead {
  readonly line: number;
  /** the whole source line */
  readonly source: string;
  readonly name: string;
  /** its default; null without one */
  readonly fallback: string | null;
  /** whether the program fails here without it */
  readonly demanded: boolean;
}

/** Where a file checks the environment as a whole. */
const WHOLE =
  /\b(?:parse|safeParse|cleanEnv|validate|object|createEnv|Type\.Object)\b[\s\S]*\bprocess\.env\b(?!\s*[.[])|\bprocess\.env\b(?!\s*[.[])[\s\S]*\b(?:parse|safeParse|cleanEnv|validate|createEnv)\b/;
const FIELD = /^\s*([A-Z][A-Z0-9_]{2,})\s*:\s*([a-z_]\w*(?:\.\w+)*\()(.*)$/;
const DEFAULT = /\.default\(([^)]*)\)|\bdefault:\s*([^,}\n]+)/;

/** What its fields declare; a field without a default that is not optional is demanded. */
export function schemaReads(text: string): EnvironmentRead[] {
  if (!text.includes('process.env') || !WHOLE.test(text)) return [];
  const lines = text.split('\n');
  return lines.flatMap((source, index) => {
    const [, name, call = '', own = ''] = FIELD.exec(source) ?? [];
    if (name === undefined) return [];
    const rest = [call, own, ...following(lines, index)].join(' ').replaceAll('( ', '(');
    const [, called, given] = DEFAULT.exec(rest) ?? [];
    const fallback = (called ?? given)?.trim() ?? null;
    const demanded = fallback === null && !/\.(?:optional|nullish)\(|Optional\(/.test(rest);
    return [{ line: index + 1, source, name, fallback, demanded }];
  });
}

/** The rest of a field that goes on over lines. */
function following(lines: readonly string[], index: number): string[] {
  const next = lines.slice(index + 1, index + 8);
  const end = next.findIndex((line) => FIELD.test(line) || /^\s*}/.test(line));
  return end === -1 ? next : next.slice(0, end);
}
