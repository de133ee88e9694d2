/** Words of politeness, which ask for nothing by themselves: greetings, thanks, and what people put around a command. Pure. */

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** What begins a conversation, so that an answer is expected. */
const HELLOS = words(
  `hi hello hey heya hiya hola hallo hej moin servus ciao bonjour salut namaste yo howdy greetings sup
  morning afternoon evening gm test testing ping hmm please pls plz bitte привет 你好 こんにちは مرحبا`,
);

/** Thanks and short reactions, which end one. */
const REACTIONS = words(
  `night gn good welcome bye goodbye cya
  thanks thank thx thnx tnx ty tysm thankyou cheers merci danke gracias kudos congrats bravo
  ok okay k kk cool nice great awesome perfect lovely super wonderful excellent fantastic brilliant amazing
  ありがとう 谢谢 谢谢你 спасибо obrigado obrigada tack takk grazie bad rock rocks happy
  lgtm +1 yes yep yeah yup no nope sure sorry lol haha wow oops`,
);

/** What may stand beside them. */
const BESIDE = words(
  `you u ya there all everyone everybody team folks guys friend friends bot @bot baton @baton again so very
  much a lot for that this the is it i i'm im am are doing day today to from and of my our me us we well
  done job work helping your works too mate man was were these those one`,
);

const PHRASES =
  /\b(?:how are (?:you|u|things)|qué tal|how['’]?s it going|what['’]?s up|nice to meet you|see you)\b/gi;

/** What may follow a command that is complete without it. */
const POLITE = words(
  `please pls plz thanks thank you thx ty now asap kindly baton @baton again for me us ok okay`,
);

const EMOJI_NAME = /:[\w+'-]+:/g;
const EMOJI = /:[\w+'-]+:|\p{Extended_Pictographic}|\p{Regional_Indicator}/u;

/** The words of a text in lower case, without punctuation, markup and emoji. */
export function plainWords(text: string): string[] {
  return text
    .replace(EMOJI_NAME, ' ')
    .normalize('NFKC')
    .replaceAll('’', "'")
    .toLowerCase()
    .split(/[^\p{L}\p{N}'@+]+/u)
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
}

const MOST_WORDS = 8;
/** A greeting with a name, or with a word that is not known: `hello world`. */
const MOST_GREETED = 3;
/** They begin what is asked of the code as well. */
const AMBIGUOUS = words('test testing ping good bad rock rocks no sure please pls plz happy welcome');

/** Whether it is a greeting, thanks, or nothing but punctuation and emoji. */
export function isSmallTalk(text: string): boolean {
  const said = wordsSaid(text);
  if (said.length === 0) return text.trim() !== '';
  if (said.every((word) => /^(?:.|\d+)$/u.test(word) || BESIDE.has(word))) return !/[?]|[#!]\d/.test(text);
  const makesOne = (word: string) => HELLOS.has(word) || REACTIONS.has(word);
  const isKnown = (word: string) => makesOne(word) || BESIDE.has(word);
  if (said.length <= MOST_WORDS && said.every(isKnown) && said.some(makesOne)) return true;
  const [first = ''] = said;
  const isHail = makesOne(first) && !AMBIGUOUS.has(first);
  return isHail && said.length <= MOST_GREETED && !/[?？]/.test(text);
}

const MENTION = /(?:\b(?:cc|fyi|for)\b[\s:]*)?(?:<[@#!][^<>]*>|(?<![\p{L}\p{N}])@\p{L}[\p{L}\p{N}_.-]*)/giu;

/** The words besides mentions. */
function wordsSaid(text: string): string[] {
  return plainWords(text.replace(MENTION, ' ').replace(PHRASES, ' hi '));
}

/** Whether it is thanks or a reaction such as `👍`, which expects no answer. */
export function isThanks(text: string, flows: readonly { readonly title: string }[] = []): boolean {
  // Thanks for what a flow did name it.
  const plain = flows.reduce(
    (left, { title }) => left.replaceAll(title.toLowerCase(), ' '),
    text.toLowerCase(),
  );
  if (!isSmallTalk(plain) || plain.includes('?')) return false;
  const said = wordsSaid(plain);
  return said.length === 0 ? EMOJI.test(text) : !said.some((word) => HELLOS.has(word));
}

/** Whether it adds nothing to a command: words of politeness, punctuation and emoji, or nothing. */
export function isPolite(text: string): boolean {
  return plainWords(text).every((word) => POLITE.has(word));
}

/** Whether it points at something without naming it, as `this, please` and `cc @ana` do. */
export function isPointing(text: string): boolean {
  return plainWords(text.replace(MENTION, ' ')).every(
    (word) => POLITE.has(word) || /^(?:it|this|that|here|everything|all)$/.test(word),
  );
}

/** Words that begin a question so often that they are no misspelt command, unless they stand alone. */
const OPENERS = words(
  `is it its in if i at as an and any all are am add ads air be by can could did do does done each eat
  else ever fast fix for from get go had has have he her here his how just know last late least left let
  lets life like line link lint lists live local lock log long look lost lots main make may me more most
  must my new next no not now of off on one only or our out past rest run same say see seem self set shall
  she should sort still such test tests text than that the them then there these they thing this those
  time to too true try type up use very want was way we well went were what when where which while who
  ist es der die das den wie was wo warum kann gibt est que por como les des un una qui
  whom whose why will with work would yes you your old host hosts west best cost post`,
);

export function isOpener(word: string): boolean {
  return OPENERS.has(word);
}

const LEADING =
  /^(?:[-*•‣>#]+\s+|\d{1,2}[.)]\s+|(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{1f1e6}-\u{1f1ff}]|[\ufe0f\u200d]|:[\w+-]+:)\s*)+(?=\S)/u;

/** Returns the text without the sign of a list or a quotation, and without emoji, before it. */
export function withoutMarks(text: string): string {
  return text.replace(LEADING, '');
}
