/** Finds words that nobody can test, such as "fast", unless a number in the same sentence says what they mean. Pure. */

export interface VagueWord {
  /** as it is written */
  readonly word: string;
  /** what would have to be said in its place, as a question without its question mark */
  readonly asks: string;
}

const GROUPS: readonly (readonly [pattern: string, asks: string])[] = [
  [
    'fast(?:er|est)?|quick(?:er|ly)?|slow(?:er|ly)?|performant|high[- ]performance|snappy|instantly|(?:near )?real[- ]time|efficient(?:ly)?|low latency',
    'within what time, for how much data or load',
  ],
  [
    'eas(?:y|ier|ily)|simpl(?:e|er|y)|intuitive(?:ly)?|user[- ]friendly|convenient(?:ly)?|seamless(?:ly)?|smooth(?:ly)?|painless(?:ly)?',
    'for whom, and in which steps',
  ],
  ['secur(?:e|ely)|safe(?:ly)?', 'against whom, and for which data'],
  [
    'robust(?:ly)?|reliab(?:le|ly)|resilient|graceful(?:ly)?|bulletproof|fault[- ]tolerant',
    'which failures it must survive',
  ],
  [
    'scalable|at scale|large|huge|massive|big|many|several|a lot of|lots of|high[- ]volume|heavy load',
    'how many, or how large',
  ],
  [
    'modern|better|improv(?:e|es|ed|ing|ements?)|optimi[sz](?:e|es|ed|ing|ations?)|enhanc(?:e|es|ed|ing|ements?)|nicer?|cleaner|proper(?:ly)?|appropriate(?:ly)?|reasonabl(?:e|y)|suitabl[ey]|adequate(?:ly)?|sufficient(?:ly)?|flexibl[ey]|correctly|as expected|state[- ]of[- ]the[- ]art|best practices?',
    'what can be seen or measured then',
  ],
  [
    'etc|and so on|and/or|as needed|if (?:needed|necessary|possible)|where appropriate|tbd|or similar|or something',
    'which cases exactly',
  ],
  ['soon|regularly|periodically|occasionally|often|frequently|sometimes|rarely', 'how often, or by when'],
];

/** The same words as the name of something. */
const NAMES =
  /\b(?:how|too|as|so) (?:many|large|big|often|fast|slow|easy)\b|\bfast (?:path|mode|forward|track|fail)\b|\bfail(?:s|ing)? fast\b|\bbig endian\b|\bquick ?start\b|\bsecure (?:cookies?|flag|attribute|context|headers?|connections?|sockets?|random|boot|enclave)\b|\bgraceful(?:ly)? (?:shut(?:s|ting)? ?down|restart|stop|exit|drain)\w*|\bsafe (?:mode|navigation)\b|\bsimple (?:request|query string)\b|\bslow (?:query|start|log)\b|\bmany[- ]to[- ](?:many|one)\b|\bone to many\b|\bor as soon as\b|\bas soon as\b/giu;

const QUANTITY =
  /(?<![\w#/.-])\d[\d.,]*(?![\w.-]*\/)|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million)\b|\b(?:one|a single) (?:second|minute|hour|day|week|month|step|click|page)\b|\ba (?:second|minute|hour|day|week)\b/iu;

const ALL = GROUPS.map(([pattern]) => `(${pattern})`).join('|');

/** Each word once, in the order of the text. What stands in code or in an address is a name. */
export function vagueWords(text: string): VagueWord[] {
  const found = new Map<string, VagueWord>();
  for (const sentence of sentencesOf(withoutCode(text))) {
    if (QUANTITY.test(sentence)) continue;
    for (const match of sentence
      .replace(NAMES, blank)
      .matchAll(new RegExp(`(?<![\\w@/.-])(?:${ALL})(?![\\w/-])`, 'giu'))) {
      const group = match.slice(1).findIndex((part) => part !== undefined);
      const [, asks = ''] = GROUPS[group] ?? [];
      const key = match[0].toLowerCase();
      if (!found.has(key)) found.set(key, { word: match[0], asks });
    }
  }
  return [...found.values()];
}

const blank = (text: string): string => ' '.repeat(text.length);

/** The text without what is verbatim from a program: code, addresses, lines of a trace. */
export function withoutCode(text: string): string {
  return text
    .replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^\1[^\n]*$|$(?![\s\S]))/gmu, '\n')
    .replace(/`[^`\n]*`/gu, ' ')
    .replace(/\b[a-z][a-z\d+.-]*:\/\/\S+/giu, ' ')
    .replace(/^\s+at .+[:(]\d+.*$/gmu, '');
}

export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?;])\s+|\n+/u).filter((sentence) => sentence.trim() !== '');
}
