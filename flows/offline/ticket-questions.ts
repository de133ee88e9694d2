/**
 * The questions that a checklist asks of a ticket, without understanding it: each follows from a word that is in the text,
 * or from words of a kind that are not. Nothing is asked of a text that is not English, or too short to tell.
 */
import { sentencesOf, vagueWords, withoutCode } from '../checks/drafts/vague-words.ts';

/** With fewer words, that something is not named says nothing. */
const LEAST_WORDS = 6;
const MOST_VAGUE = 4;
const MOST_QUESTIONS = 8;
/** Of English text at least so many words are among its most frequent ones. */
const LEAST_SHARE = 0.12;

const FREQUENT = new Set(
  `a about add after all allow also an and are as at be because been before but by can change could create currently do does
  each every fix for from get give has have how i if implement in instead into is it its let make must need needs new no
  not of on once only or our out per please remove show shall should so some support that the their them then there these
  they this to up update us use user users using want was we what when where which while who will with without would you
  your`.split(/\s+/),
);

interface Check {
  /** the words that make it worth asking; null: any text */
  readonly if: RegExp | null;
  /** the words that answer it: anywhere, or with `beside` in a sentence with the first ones */
  readonly unless: RegExp;
  readonly beside?: true;
  /** `word`: the first that `if` found */
  readonly ask: (word: string) => string;
}

const CHECKS: readonly Check[] = [
  {
    if: null,
    unless:
      /\b(?:i|we|me|us|my|our|users?|admins?|administrators?|owners?|customers?|clients?|callers?|developers?|operators?|members?|guests?|visitors?|authors?|maintainers?|consumers?|teams?|people|person|someone|anyone|everyone|nobody|roles?|tenants?|editors?|readers?|buyers?|sellers?|employees?|managers?|contributors?|plugins?|scripts?|cron|bots?)\b/iu,
    ask: () => 'Who does this, and who must not? The text names no role.',
  },
  {
    if: null,
    unless:
      /\b(?:errors?|exceptions?|fail(?:s|ed|ing|ures?)?|invalid|wrong|missing|empty|time-?outs?|timed out|den(?:y|ied|ies)|forbidden|unauthori[sz]ed|not found|unless|except|otherwise|rejects?|rejected|refuses?|refused|crash(?:es|ed)?|throws?|thrown|raises?|raised|panics?|retry|retries|retried|duplicates?|unavailable|corrupt(?:ed)?|broken|fallback|fall back|abort(?:s|ed)?|exceed(?:s|ed)?|[45]\d\d)\b/iu,
    ask: () => 'What happens when it fails, or when the input is wrong? The text names no such case.',
  },
  {
    if: /\b(?:limits?|limited|throttl\w*|quotas?|rate|max(?:imum)?|min(?:imum)?|time-?outs?|expir\w+|ttl|retention|page size|pagination|batch(?:es)?|buffers?|pool|cache[ds]?|caching|retry|retries|size|length|depth|interval|concurren\w+|parallel)\b/iu,
    unless: /(?<![\w#/.-])\d/u,
    beside: true,
    ask: (word) => `What is the limit? The text speaks of “${word}” without a number.`,
  },
  {
    if: /\b(?:renam(?:e|es|ed|ing)|replac(?:e|es|ed|ing)|deprecat\w+|drop(?:s|ped|ping)?|migrat\w+|mov(?:e|es|ed|ing)|by default|defaults?|schema|columns?)\b/iu,
    unless:
      /\b(?:existing|already|old|older|previous(?:ly)?|backwards?|compatib\w+|legacy|breaking|so far|until now|stays?|keeps?|unchanged|alias(?:es)?)\b/iu,
    ask: (word) => `What holds for callers and data that are there before the change (“${word}”)?`,
  },
  {
    if: /\b(?:delet(?:e|es|ed|ing|ion)|eras(?:e|es|ed|ing|ure)|purg(?:e|es|ed|ing)|wip(?:e|es|ed|ing))\b/iu,
    unless:
      /\b(?:soft|hard|permanent(?:ly)?|irreversibl[ey]|undo|undone|restor(?:e|es|ed|able)|recover\w*|archiv\w+|hidden|cascad\w+)\b/iu,
    ask: (word) => `Is it erased or only hidden, and what of that which refers to it (“${word}”)?`,
  },
  {
    if: null,
    unless:
      /\b(?:should|shall|must|will|can|then|so that|expect(?:s|ed)?|returns?|shows?|shown|displays?|sees?|respond\w*|prints?|outputs?|when|acceptance|allow(?:s|ed)?|able to|instead)\b/iu,
    ask: () => 'How will one see that it is done? The text names no result.',
  },
];

/** At most eight, the vague words first. */
export function ticketQuestions(text: string): string[] {
  const prose = withoutCode(text);
  if (!isEnglish(prose)) return [];
  const vague = vagueWords(text)
    .slice(0, MOST_VAGUE)
    .map(({ word, asks }) => `“${word}”: ${asks}?`);
  const isLong = wordsOf(prose).length >= LEAST_WORDS;
  const asked = CHECKS.flatMap((check) => {
    const [word] = check.if === null ? [''] : (check.if.exec(prose) ?? []);
    if (word === undefined || (check.if === null && !isLong) || isAnswered(check, prose)) return [];
    return [check.ask(word.replace(/\s+/gu, ' '))];
  });
  return [...vague, ...asked].slice(0, MOST_QUESTIONS);
}

function isAnswered({ if: asks, unless, beside }: Check, prose: string): boolean {
  const where = beside === true ? sentencesOf(prose).filter((sentence) => asks?.test(sentence)) : [prose];
  return where.some((text) => unless.test(text));
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}’']+/gu) ?? [];

/** Whether so many of its words are frequent in English tickets that the others can be judged. */
export function isEnglish(text: string): boolean {
  const words = wordsOf(text);
  const frequent = words.filter((word) => FREQUENT.has(word)).length;
  return words.length > 0 && frequent >= words.length * LEAST_SHARE;
}
