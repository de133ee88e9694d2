/** Where in a statement of SQL a part stands: as a value, which an outsider may choose, or as a name or a condition, which the program puts together. */

/** After these, a value follows; after an opening quote, it is the inside of a string. */
const VALUE =
  /(?:['"]%?|(?:=|<|>|\blike|\bilike|\bin\s*\(|\bbetween|\bvalues\s*\([^()]*,?|\([^()]*,)\s*['"]?%?)$/i;
const QUOTED_NAME =
  /(?:\b(?:from|into|table|update|join|schema|index|column|exists|on|by|database|user|role|view|type|references)\s+(?:[\w.]+\.)?|\.)["`[]?$/i;
/** Names by which code calls lists of `?`, `$1`, and parts of statements. */
const NOT_A_VALUE =
  /placeholder|params?\b|marks?\b|binds?\b|columns?\b|fields?\b|tables?\b|schema|clause|conditions?\b|where|order|sort|quoted|escaped|ident|constraint|operator|\bop\b|interval|offset|limit|^\d|\?\?|=>|\bidx\b|index\b|\.length/i;

/** Numbers by their names. */
const NUMBER = /(?:count|pid|port|size|total|width|height|timeout|number|num)$/i;
const QUOTE = /['"]%?$/;

/** `before`: what stands before it in the statement. */
export function isInterestingPart(before: string, input: string): boolean {
  if (/\$$/.test(before) || QUOTED_NAME.test(before) || NOT_A_VALUE.test(input)) return false;
  if (NUMBER.test(input)) return false;
  // A call outside of quotes builds a part of the statement, as a dialect's `now()` does.
  return VALUE.test(before.trimEnd()) && (QUOTE.test(before) || !/\)$/.test(input));
}
