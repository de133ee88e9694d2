/** Checks that go by what a statement is: the paths that a map names, the command that a tour tells a newcomer to type. */
import { type CheckedEvidence, isGood } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import type { Statement } from './statements.ts';

/** The paths that a map or a tour names beside its citations; a glob counts as the folder before it. */
export function pathsOf({ kind, item }: Statement): string[] {
  if (kind === 'finding') return [];
  const { path, paths } = item;
  const named = [...(Array.isArray(paths) ? paths : []), path].filter((name) => typeof name === 'string');
  return named.map(treePath).filter((name) => name !== '');
}

function treePath(path: string): string {
  const folder = path
    .replace(/^\.?\//, '')
    .replace(/\/?[^/]*\*.*$/, '')
    .replace(/\/$/, '');
  return folder === '' && path !== '' ? '.' : folder;
}

/** Words that any command may have without its source saying so. */
const RUNNERS = new Set(
  `npm npx yarn pnpm bun deno node run exec make just task test start install ci i add go cargo mvn gradle gradlew
  python python3 pip pip3 poetry uv pytest bundle rake bin docker compose up build sudo sh bash`.split(/\s+/),
);

/** Whether the command is what its source says: every word of it stands there, but for the names of common tools. */
export function commandIsInSource(
  { title, evidence }: Statement,
  checked: readonly CheckedEvidence[],
  facts: ReadonlyMap<string, Fact>,
): boolean {
  const said = checked.map(({ state, ref, text }, at) => {
    if (!isGood(state)) return '';
    const given = evidence[at];
    const quote = typeof given === 'object' && given !== null && 'quote' in given ? given.quote : '';
    return `${quote} ${text ?? ''} ${JSON.stringify(facts.get(ref ?? '')?.data ?? '')}`;
  });
  const words = title.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.every(
    (word) => RUNNERS.has(word) || word.length === 1 || said.some((text) => text.includes(word)),
  );
}
