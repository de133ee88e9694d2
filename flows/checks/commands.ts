/** A command that a tour names has to stand in what it cites. Pure. */
import { type CheckedEvidence, isGood } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import type { Statement } from './statements.ts';

/** Words that any command may have without its source saying so. */
const RUNNERS = new Set(
  `npm npx yarn pnpm bun deno node run exec make just task test start install ci i add go cargo mvn gradle gradlew
  python python3 pip pip3 poetry uv pytest bundle rake bin docker compose up build sudo sh bash`.split(/\s+/),
);

/** Whether every word of a command is in its source, except for the names of common tools. */
export function commandIsInSource(
  { title, evidence }: Statement,
  checked: readonly CheckedEvidence[],
  facts: ReadonlyMap<string, Fact>,
): boolean {
  const sources = checked.map(({ type, state, ref, text }, at) => {
    if (!isGood(state)) return '';
    const fact = type === 'fact' ? facts.get(ref ?? '') : undefined;
    if (fact !== undefined)
      return JSON.stringify([fact.path, fact.subject, fact.value, fact.quote, fact.data]);
    const given = evidence[at];
    const quote = typeof given === 'object' && given !== null && 'quote' in given ? given.quote : '';
    return `${quote} ${(type === 'commit' ? text : ref) ?? ''}`;
  });
  const words = title.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.every(
    (word) => RUNNERS.has(word) || word.length === 1 || sources.some((source) => source.includes(word)),
  );
}
