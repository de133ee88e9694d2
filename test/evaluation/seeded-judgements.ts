/** Seeded refutations, claims of absence, and sentences of a synthesis: some true, some made up. */
import { checkCitation } from '../../flows/checks/citation.ts';
import { checkRulings } from '../../flows/checks/rulings.ts';
import { lintSynthesis } from '../../flows/checks/synthesis-lint.ts';
import { TreeIndex } from '../../flows/checks/tree-index.ts';
import { gateOf, judgeClaims } from '../../flows/checks/verdict.ts';
import { type Claim, isGood } from '../../flows/contracts/checked.ts';
import type { Evidence } from '../../flows/contracts/finding.ts';
import type { SkepticOutput } from '../../flows/contracts/judgement.ts';
import { composeSynthesis } from '../../flows/report/compose.ts';
import { knownPlaces } from '../../flows/report/known-places.ts';
import { cited, claim, fact, judged, pack, scope } from '../flows/checks/builders.ts';
import { memoryRepository, type Texts } from '../flows/memory-repository.ts';
import { corpus, foreignCode, passage, type Random, seeded } from './corpus.ts';

const SEEDS = 300;

export interface RulingFigures {
  /** share of false claims about true code that a refutation with code that exists removes */
  readonly removed: number;
  /** share of true claims that stay although a refutation cites code that does not exist */
  readonly spared: number;
}

export async function rulingFigures(): Promise<RulingFigures> {
  const texts = corpus();
  return {
    removed: await shareRefuted(texts, texts),
    spared: 1 - (await shareRefuted(texts, foreignCode())),
  };
}

/** `source`: where the counter-evidence is quoted from. */
async function shareRefuted(texts: Texts, source: Texts): Promise<number> {
  const random = seeded(31);
  const context = { index: new TreeIndex(memoryRepository(texts)), facts: new Map() };
  let refuted = 0;
  for (let n = 0; n < SEEDS; n++) {
    const from = passage(texts, random);
    const one: Claim = claim({ id: 'F1', evidence: [cited({ path: from.path, start: from.start })] });
    const answer: SkepticOutput = {
      challenged: true,
      verdicts: [
        {
          findingId: 'F1',
          ruling: 'refuted',
          because: 'See there.',
          counter: [quoted(source, texts, random)],
          corrected: null,
          outside: false,
        },
      ],
    };
    const rulings = await checkRulings([{ step_id: 'skeptic-1', claims: [one], answer }], context);
    if (judgeClaims([one], rulings)[0]?.outcome === 'refuted') refuted += 1;
  }
  return refuted / SEEDS;
}

/** A quote of `source`, at a place that exists in `texts`. */
function quoted(source: Texts, texts: Texts, random: Random): Evidence {
  const said = passage(source, random);
  const { path, start, end } = source === texts ? said : passage(texts, random);
  return { type: 'code', path, start, end, quote: said.quote, side: 'head' };
}

export interface AbsenceFigures {
  /** share of false claims that something is nowhere that running the search again rejects */
  readonly rejected: number;
  /** share of true ones that hold */
  readonly kept: number;
}

export async function absenceFigures(): Promise<AbsenceFigures> {
  const texts = corpus();
  const context = { index: new TreeIndex(memoryRepository(texts)), facts: new Map() };
  const random = seeded(47);
  let rejected = 0;
  let kept = 0;
  for (let n = 0; n < SEEDS; n++) {
    const word = random.pick(passage(texts, random).quote.match(/[A-Za-z_]{4,}/g) ?? ['const']);
    const none = (pattern: string): Evidence => {
      return { type: 'search', pattern, fixed: true, glob: '', expect: { op: 'eq', n: 0 } };
    };
    if (!isGood((await checkCitation(none(word), context)).state)) rejected += 1;
    if (isGood((await checkCitation(none(`${word}_zq${n}`), context)).state)) kept += 1;
  }
  return { rejected: rejected / SEEDS, kept: kept / SEEDS };
}

/** Share of injected ids, numbers and places that are struck from a synthesis. */
export function lintFigure(): number {
  const claims = [
    judged({ id: 'F1', severity: 'P1' }),
    judged({ id: 'F2', title: 'Slow start', claim: 'It waits 250 ms.' }),
  ];
  const verdict = {
    category: 'Analysis',
    gate: gateOf('Analysis', 'small', true),
    claims,
    challenged: true,
  } as const;
  const facts = pack([fact({ id: 'K12', value: 31, line: 7, end: 7, quote: 'export const x = 1;' })]);
  const context = {
    verdict,
    facts: new Map(facts.facts.map((one) => [one.id, one])),
    places: knownPlaces({ verdict, pack: facts, scope: scope(['src/export.ts']) }),
    written: composeSynthesis({ verdict, question: 'Is the export slow?', focused: true }),
  };
  const injected = Array.from({ length: SEEDS / 3 }, (_, at) => [
    `This is seen again [F${at + 10}].`,
    `It takes ${1000 + at} ms [F2].`,
    `See src/module-${at}.ts:${at + 1} too [F1].`,
  ]).flat();
  const said = { verdict: 'Two things.', headline: [], nextSteps: [], openQuestions: [] };
  const struck = injected.filter(
    (answer) => lintSynthesis({ ...said, answer }, context).synthesis.answer === '',
  );
  return struck.length / injected.length;
}
