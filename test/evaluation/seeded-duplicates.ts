/** Seeded findings on real places, half of them said twice, and what merging does with them. */
import { mergeClaims } from '../../flows/checks/merge.ts';
import type { Claim } from '../../flows/contracts/checked.ts';
import { cited, claim } from '../flows/checks/builders.ts';
import { corpus, passage, type Random, seeded } from './corpus.ts';

const RUNS = 60;
const FINDINGS = 12;

const at = (path: string, start: number, end = start) => [cited({ path, start, end })];

const FAULTS = [
  ['leaks', 'never releases what it opens', 'long-lived processes run out of handles'],
  ['races', 'reads the value again after a wait', 'two callers at once overwrite each other'],
  ['swallows errors', 'catches everything and goes on', 'operators see success while data is missing'],
  ['trusts input', 'uses the header without a check', 'an attacker chooses the path that is opened'],
  ['grows without bound', 'keeps every entry for ever', 'memory fills up under steady load'],
  ['mixes units', 'compares seconds with milliseconds', 'timeouts fire a thousand times too late'],
  ['breaks on empty input', 'takes the first element unasked', 'an empty list throws at start-up'],
  ['ignores the signal', 'goes on after an abort', 'shutdown hangs until it is killed'],
] as const;

const REWORDED: readonly ((text: string) => string)[] = [
  (text) => `In this function the code ${text}`,
  (text) => `${text}, as far as can be seen here`,
  (text) => text.replace(/^(\S+) (\S+)/, '$1 apparently $2'),
];

/** Findings on real places, each about a name there, with half of them lightly reworded. */
function seededFindings(random: Random, count: number): { claim: Claim; of: number }[] {
  const texts = corpus();
  const seededClaims: { claim: Claim; of: number }[] = [];
  for (let of = 0; of < count; of++) {
    const place = passage(texts, random);
    const name = random.pick(place.quote.match(/[A-Za-z_]{3,}/g) ?? ['it']);
    const [title, says, failure] = random.pick(FAULTS);
    const one = claim({
      title: `${name} ${title}`,
      claim: `\`${name}\` ${says}.`,
      failure,
      evidence: at(place.path, place.start, place.end),
      lenses: ['correctness'],
    });
    seededClaims.push({ claim: one, of });
    if (of % 2 === 0) {
      const reword = random.pick(REWORDED);
      const moved = random.below(7) - 3;
      const evidence = at(place.path, Math.max(1, place.start + moved), Math.max(1, place.end + moved));
      const twin = {
        ...one,
        title: reword(one.title),
        claim: reword(one.claim),
        evidence,
        lenses: ['reliability'],
      };
      seededClaims.push({ claim: twin, of });
    }
  }
  return seededClaims;
}

export interface MergeFigures {
  /** share of the repeated findings that became one */
  readonly merged: number;
  /** share of all findings that were merged with another that they do not repeat */
  readonly wrong: number;
}

export function mergeFigures(): MergeFigures {
  const random = seeded(7);
  let merged = 0;
  let wrong = 0;
  for (let run = 0; run < RUNS; run++) {
    const seededRun = seededFindings(random, FINDINGS);
    // Personas tell the seeds apart again; each cluster keeps those of all its members.
    const { claims } = mergeClaims(
      seededRun.map(({ claim: one, of }) => ({ ...one, personas: [`${of}`], step_id: String(of) })),
    );
    for (const cluster of claims) {
      const seeds = new Set(cluster.personas);
      wrong += seeds.size - 1;
      if (seeds.size === 1 && cluster.lenses.length === 2) merged += 1;
    }
  }
  return { merged: merged / ((RUNS * FINDINGS) / 2), wrong: wrong / (RUNS * FINDINGS) };
}
