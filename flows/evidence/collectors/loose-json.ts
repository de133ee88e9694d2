/** JSON as configuration files write it: with comments and trailing commas. Null for what is no object. */
export function looseJson(text: string): Readonly<Record<string, unknown>> | null {
  for (const candidate of [text, strict(text)]) {
    try {
      const value: unknown = JSON.parse(candidate);
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as Readonly<Record<string, unknown>>)
        : null;
    } catch {
      // Not strict JSON: the second candidate is without comments and trailing commas.
    }
  }
  return null;
}

function strict(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string?: string) => string ?? '')
    .replace(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g, (_, string?: string) => string ?? '');
}
