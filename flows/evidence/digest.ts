/**
 * Selects the facts of a persona's kinds for its prompt: what claims rest on, then the most important, fair between the
 * kinds. Pure.
 */
import type { EvidencePack, Fact } from '../contracts/evidence-pack.ts';

/** How many characters a token has, roughly; code and paths have fewer than prose. */
const CHARACTERS_PER_TOKEN = 4;
const TOKENS = 2_000;
/** Longer lines are cut. */
const LINE_CHARACTERS = 260;
/** Reserved for the closing lines about what was left out. */
const CLOSING_CHARACTERS = 700;

export interface DigestOptions {
  /** default: 2,000 */
  readonly tokens?: number;
  /** facts that are shown whatever their kind and however many there are: claims rest on them */
  readonly cited?: ReadonlySet<string>;
  /** which facts count; default: all */
  readonly concerns?: (fact: Fact) => boolean;
}

/** At most `tokens` as estimated, beside the cited facts; ends with what was cut and what is unavailable. */
export function digest(pack: EvidencePack, kinds: readonly string[], options: DigestOptions = {}): string {
  const { tokens = TOKENS, cited = new Set(), concerns } = options;
  const limit = tokens * CHARACTERS_PER_TOKEN;
  const wanted = [...new Set(kinds)];
  const resting = pack.facts.filter(({ id }) => cited.has(id));
  const queues = wanted.map((kind) =>
    pack.facts.filter((fact) => fact.kind === kind && !cited.has(fact.id) && concerns?.(fact) !== false),
  );
  const closingRoom = Math.min(CLOSING_CHARACTERS, Math.floor(limit / 3));
  const shown = fairShare(queues, limit - closingRoom);
  const left = wanted.flatMap((kind, index) => {
    const cut = (queues[index]?.length ?? 0) - (shown[index]?.length ?? 0);
    return cut > 0 ? [`${cut} of ${kind}`] : [];
  });
  const missing = pack.unavailable
    // Of facts that do not concern the reader, nobody needs to know how many there are.
    .filter(({ kind, cut }) => wanted.includes(kind) && !(cut === true && concerns !== undefined))
    .map(({ kind, reason }) => `${kind} (${reason})`);
  const closing = [
    ...(left.length === 0 ? [] : [`Not shown here: ${left.join(', ')}.`]),
    ...(missing.length === 0 ? [] : [`Unavailable: ${missing.join('; ')}.`]),
  ].map((line) => clipped(line, Math.floor(closingRoom / 2) - 1));
  const lines = [...resting, ...shown.flat()].map(lineOf);
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

/** `K12 hotspot src/a.ts:36 = 155 — 5 changes in 24 months × complexity 31`: what is between `=` and `—` is its value. */
function lineOf({ id, kind, path, line, value, text }: Fact): string {
  const place = path === null ? '' : ` ${path}${line === null ? '' : `:${line}`}`;
  const said = path === null ? text : text.replace(`${path}: `, '').replace(`${path}:${line}: `, '');
  return clipped(`${id} ${kind}${place} = ${JSON.stringify(value)} — ${said}`, LINE_CHARACTERS);
}

function clipped(line: string, most: number): string {
  const single = line.replace(/\s+/g, ' ');
  return single.length <= most ? single : `${single.slice(0, Math.max(most - 1, 0))}…`;
}
