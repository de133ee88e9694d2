/** Selects the facts of a persona's kinds for its prompt: the most important first, fair between the kinds. Pure. */
import type { EvidencePack, Fact } from '../contracts/evidence-pack.ts';

/** How many characters a token has, roughly; code and paths have fewer than prose. */
const CHARACTERS_PER_TOKEN = 4;
const TOKENS = 2_000;
/** Longer lines are cut. */
const LINE_CHARACTERS = 260;
/** Reserved for the closing lines about what was left out. */
const CLOSING_CHARACTERS = 700;

/** At most `tokens` (2,000) as estimated; ends with what was cut and what is unavailable. */
export function digest(
  pack: EvidencePack,
  kinds: readonly string[],
  options: { tokens?: number } = {},
): string {
  const limit = (options.tokens ?? TOKENS) * CHARACTERS_PER_TOKEN;
  const wanted = [...new Set(kinds)];
  const queues = wanted.map((kind) => pack.facts.filter((fact) => fact.kind === kind));
  const closingRoom = Math.min(CLOSING_CHARACTERS, Math.floor(limit / 3));
  const shown = fairShare(queues, limit - closingRoom);
  const left = wanted.flatMap((kind, index) => {
    const cut = (queues[index]?.length ?? 0) - (shown[index]?.length ?? 0);
    return cut > 0 ? [`${cut} of ${kind}`] : [];
  });
  const missing = pack.unavailable
    .filter(({ kind }) => wanted.includes(kind))
    .map(({ kind, reason }) => `${kind} (${reason})`);
  const closing = [
    ...(left.length === 0 ? [] : [`Not shown here: ${left.join(', ')}.`]),
    ...(missing.length === 0 ? [] : [`Unavailable: ${missing.join('; ')}.`]),
  ].map((line) => clipped(line, Math.floor(closingRoom / 2) - 1));
  const lines = shown.flat().map(lineOf);
  if (lines.length + closing.length === 0) return 'There are no facts of these kinds.';
  return [...lines, ...closing].join('\n');
}

/** One fact of each kind in turn, the first ranked first, until the room is used up; a kind that does not fit stops. */
function fairShare(queues: readonly (readonly Fact[])[], room: number): Fact[][] {
  const shown = queues.map((): Fact[] => []);
  let left = room;
  let open = queues.map((_, index) => index);
  for (let rank = 0; open.length > 0; rank++) {
    open = open.filter((index) => {
      const fact = queues[index]?.[rank];
      if (fact === undefined) return false;
      const cost = lineOf(fact).length + 1;
      if (cost > left) return false;
      left -= cost;
      shown[index]?.push(fact);
      return true;
    });
  }
  return shown;
}

/** `K12 hotspot src/a.ts:36 — 5 changes in 24 months × complexity 31`. */
function lineOf({ id, kind, path, line, text }: Fact): string {
  const place = path === null ? '' : ` ${path}${line === null ? '' : `:${line}`}`;
  return clipped(`${id} ${kind}${place} — ${text}`, LINE_CHARACTERS);
}

function clipped(line: string, most: number): string {
  const single = line.replace(/\s+/g, ' ');
  return single.length <= most ? single : `${single.slice(0, Math.max(most - 1, 0))}…`;
}
