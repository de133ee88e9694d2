/** Facts in words: agents refer to them by numbers such as `K12`, which mean nothing to a reader. */
import type { Fact } from '../contracts/evidence-pack.ts';
import { cutText } from '../wording.ts';

const LONGEST = 100;
const GROUP = /\s*\[((?:[FKC]\d+)(?:, ?[FKC]\d+)*)\]/g;

/** Replaces the numbers of facts, except in code, by what the facts say; `[F1, K2]` keeps what is no fact. */
export function factsInWords(text: string, facts: ReadonlyMap<string, Fact>): string {
  return text
    .split(/(`+[^`]*`+)/)
    .map((part, at) => (at % 2 === 1 ? part : inWords(part, facts)))
    .join('');
}

function inWords(text: string, facts: ReadonlyMap<string, Fact>): string {
  const grouped = text.replace(GROUP, (whole, list: string) => {
    const ids = list.split(/, ?/);
    const named = ids.filter((id) => id.startsWith('K'));
    if (named.length === 0) return whole;
    const rest = ids.filter((id) => !named.includes(id));
    const words = rest.length > 0 ? [] : named.flatMap((id) => wordsOf(id, facts));
    return `${words.length === 0 ? '' : ` (${words.join('; ')})`}${rest.length === 0 ? '' : ` [${rest.join(', ')}]`}`;
  });
  return grouped.replace(/\bK\d+\b/g, (id) => {
    const [words] = wordsOf(id, facts);
    return words === undefined ? id : `“${words}”`;
  });
}

function wordsOf(id: string, facts: ReadonlyMap<string, Fact>): string[] {
  const fact = facts.get(id);
  return fact === undefined ? [] : [cutText(fact.text, LONGEST)];
}
