import { describe, expect, test } from 'vitest';
import { checkRulings } from '../../../flows/checks/rulings.ts';
import { settle } from '../../../flows/checks/settlement.ts';
import { TreeIndex } from '../../../flows/checks/tree-index.ts';
import { gateClaims, gateOf, judgeClaims } from '../../../flows/checks/verdict.ts';
import {
  type CheckedRuling,
  type Gate,
  type JudgedClaim,
  shownFindings,
  type VerdictOutput,
} from '../../../flows/contracts/checked.ts';
import type { Arbitration, SkepticOutput } from '../../../flows/contracts/judgement.ts';
import type { Standing } from '../../../flows/contracts/ledger.ts';
import { DISMISSAL } from '../ledger/known.ts';
import { memoryRepository } from '../memory-repository.ts';
import { cited, claim, judged } from './builders.ts';

const GUARD = "router.use('/orders', requireTenant);";
const context = {
  index: new TreeIndex(memoryRepository({ 'src/router.ts': `${GUARD}\n` })),
  facts: new Map(),
};
const REVIEW: Gate = gateOf('Review', 'small', false);

const counter = (quote: string) => [
  { type: 'code' as const, path: 'src/router.ts', start: 1, end: 1, quote, side: 'head' as const },
];
const ruling = (
  findingId: string,
  word: 'upheld' | 'refuted' | 'uncertain',
  quote: string | null = null,
) => ({
  findingId,
  ruling: word,
  because: 'the router asks for a tenant',
  counter: quote === null ? [] : counter(quote),
  corrected: null,
  outside: false,
});

const rulingsOn = (ids: readonly string[], answer: Partial<SkepticOutput>) =>
  checkRulings(
    [
      {
        step_id: 'skeptic-1',
        claims: ids.map((id) => claim({ id })),
        answer: { verdicts: [], challenged: true, ...answer },
      },
    ],
    context,
  );

describe('the skeptic', () => {
  test('kills a claim with counter-evidence that holds, every time', async () => {
    const ids = Array.from({ length: 100 }, (_, at) => `F${at + 1}`);
    const { rulings } = await rulingsOn(ids, { verdicts: ids.map((id) => ruling(id, 'refuted', GUARD)) });
    const claims = gateClaims(
      judgeClaims(
        ids.map((id) => claim({ id })),
        { rulings },
      ),
      { ...REVIEW, most: 100 },
    );
    expect(claims.filter(({ outcome }) => outcome === 'refuted')).toHaveLength(100);
  });

  test('kills nothing with counter-evidence that is made up', async () => {
    const ids = Array.from({ length: 100 }, (_, at) => `F${at + 1}`);
    const made = "router.use('/orders', requireTenantScope, audited);";
    const { rulings } = await rulingsOn(ids, { verdicts: ids.map((id) => ruling(id, 'refuted', made)) });
    const claims = gateClaims(
      judgeClaims(
        ids.map((id) => claim({ id })),
        { rulings },
      ),
      { ...REVIEW, most: 100 },
    );
    expect(
      claims.filter(({ outcome, ruling: word }) => outcome === 'shown' && word === 'contested'),
    ).toHaveLength(100);
    expect(claims[0]?.confidence).toBe(75);
  });

  test('rules on each of its claims once: what it leaves out is uncertain, what it makes up or repeats is dropped', async () => {
    const { rulings, unknown } = await rulingsOn(['F1', 'F2'], {
      verdicts: [ruling('F1', 'upheld'), ruling('F1', 'refuted', GUARD), ruling('F9', 'refuted', GUARD)],
    });
    expect(rulings.map(({ findingId, ruling: word, given }) => [findingId, word, given])).toEqual([
      ['F1', 'upheld', true],
      ['F2', 'uncertain', false],
    ]);
    expect(unknown).toBe(2);
  });

  const narrow = (text: string) => ({
    ...ruling('F1', 'uncertain'),
    ruling: 'narrowed' as const,
    corrected: {
      title: 'Export lists orders of other shops',
      claim: text,
      failure: 'Staff read them.',
      severity: 'P0' as const,
    },
  });

  test('that narrows a claim puts its corrected text in its place, and no higher severity', async () => {
    const { rulings } = await rulingsOn(['F1'], { verdicts: [narrow('The query takes no shop.')] });
    expect(judgeClaims([claim({ id: 'F1' })], { rulings })[0]).toMatchObject({
      ruling: 'narrowed',
      title: 'Export lists orders of other shops',
      claim: 'The query takes no shop.',
      severity: 'P1',
      confidence: 75,
      before: { title: 'Export lists other tenants’ orders', severity: 'P1' },
    });
  });

  test('narrows nothing with a name that is not in the repository', async () => {
    const { rulings } = await rulingsOn(['F1'], {
      verdicts: [narrow('`assertTenantScopeOf` is not called.')],
    });
    expect(judgeClaims([claim({ id: 'F1' })], { rulings })[0]).toMatchObject({
      ruling: 'uncertain',
      title: 'Export lists other tenants’ orders',
      before: null,
    });
  });

  test('that challenged nothing changes nothing', async () => {
    const { rulings, challenged } = await rulingsOn(['F1'], {
      verdicts: [ruling('F1', 'uncertain')],
      challenged: false,
    });
    expect(challenged).toBe(false);
    expect(judgeClaims([claim({ id: 'F1' })], { rulings })[0]).toMatchObject({
      ruling: 'unchallenged',
      confidence: 75,
    });
  });
});

describe('the verdict', () => {
  const word = (parts: Partial<CheckedRuling>): CheckedRuling => ({
    findingId: 'F1',
    step_id: 'skeptic-1',
    ruling: 'upheld',
    because: '',
    counter: [],
    corrected: null,
    outside: false,
    given: true,
    ...parts,
  });

  test('takes one anchor for doubt', () => {
    const [doubted] = judgeClaims([claim({ id: 'F1' })], { rulings: [word({ ruling: 'uncertain' })] });
    expect(doubted).toMatchObject({ confidence: 50, adjusted: ['75 → 50: the skeptic is uncertain'] });
  });

  test('takes no anchor for a doubt about what is outside the repository, and says so', () => {
    const [doubted] = judgeClaims([claim({ id: 'F1' })], {
      rulings: [word({ ruling: 'uncertain', outside: true })],
    });
    expect(doubted).toMatchObject({
      confidence: 75,
      adjusted: ['confidence stays 75: what decides it is outside the repository'],
    });
  });

  test('adds one anchor for agreement, however many agree', () => {
    const many = claim({ id: 'F1', personas: ['a', 'b', 'c', 'd'], confidence: 50 });
    expect(judgeClaims([many], { rulings: [] })[0]?.confidence).toBe(75);
    const refiled = { ...many, evidence: [cited({ state: 'refiled' })] };
    expect(judgeClaims([refiled], { rulings: [] })[0]?.confidence).toBe(50);
  });

  test('asks 75 of a Review and 50 of the rest, and lets a P0 pass at 50', () => {
    const outcomes = (gate: Gate) =>
      gateClaims(
        [
          judged({ id: 'F1', severity: 'P0', confidence: 50 }),
          judged({ id: 'F2', confidence: 50 }),
          judged({ id: 'F3', confidence: 25 }),
        ],
        gate,
      ).map(({ outcome }) => outcome);
    expect(outcomes(REVIEW)).toEqual(['shown', 'below-gate', 'below-gate']);
    expect(outcomes(gateOf('Analysis', 'small', false))).toEqual(['shown', 'shown', 'below-gate']);
  });

  test('shows 5, 10 or 20 findings by band, the gravest', () => {
    const flood = Array.from({ length: 500 }, (_, at) =>
      judged({ id: `F${at + 1}`, severity: at === 499 ? 'P0' : 'P2' }),
    );
    for (const [band, most] of [
      ['small', 5],
      ['medium', 10],
      ['large', 20],
    ] as const) {
      const gated = gateClaims(flood, gateOf('Review', band, false));
      expect(gated.filter(({ outcome }) => outcome === 'shown')).toHaveLength(most);
      expect(gated[0]?.id).toBe('F500');
    }
  });

  const standing = (state: 'new' | 'persisting', dismissed = false): Standing => ({
    fingerprint: '0123456789abcdef',
    state,
    dismissal: dismissed ? DISMISSAL : null,
  });

  test('hides what a person dismissed, which takes no place of another', () => {
    const claims = Array.from({ length: 4 }, (_, at) =>
      judged({ id: `F${at + 1}`, title: `${at}`, standing: standing('persisting', at < 2) }),
    );
    const gate = { ...REVIEW, most: 1 };
    const outcomes = gateClaims(gateClaims(claims, gate), gate).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['dismissed', 'dismissed', 'shown', 'overflow']);
  });

  test('shows what is new first, but cuts by gravity', () => {
    const claims = [
      judged({ id: 'F1', severity: 'P0', standing: standing('persisting') }),
      judged({ id: 'F2', severity: 'P1', standing: standing('new') }),
      judged({ id: 'F3', severity: 'P2', standing: standing('persisting') }),
      judged({ id: 'F4', severity: 'P3', standing: standing('new') }),
    ];
    const gated = gateClaims(claims, { ...REVIEW, most: 3 });
    expect(shownFindings({ claims: gated }).map(({ id }) => id)).toEqual(['F2', 'F1', 'F3']);
  });

  test('puts aside what was there before, unless it is a P0', () => {
    const gated = gateClaims(
      [
        judged({ id: 'F1', severity: 'P0', origin: 'pre-existing' }),
        judged({ id: 'F2', origin: 'pre-existing' }),
      ],
      REVIEW,
    );
    expect(gated.map(({ outcome }) => outcome)).toEqual(['shown', 'pre-existing']);
  });
});

describe('an arbiter', () => {
  const settled = (claims: VerdictOutput['claims'], arbitration: Partial<Arbitration>) =>
    settle(
      { category: 'Review', gate: REVIEW, claims, challenged: true },
      { clusters: [], conflicts: [], severityChanges: [], ...arbitration },
    ).claims;

  test('joins findings and keeps all citations and the graver severity', () => {
    const claims = [
      judged({ id: 'F1', severity: 'P0' }),
      judged({ id: 'F2', evidence: [cited({ path: 'src/other.ts' })] }),
    ];
    const after = settled(claims, {
      clusters: [{ ids: ['F1', 'F2', 'F9'], keep: 'F2', rootCause: 'no tenant' }],
    });
    const [joined, kept] = after;
    expect(joined).toMatchObject({ id: 'F1', outcome: 'merged', settled: 'one with F2' });
    expect(kept).toMatchObject({ id: 'F2', severity: 'P0', outcome: 'shown', settled: 'no tenant' });
    expect(kept?.evidence).toHaveLength(2);
  });

  test('lowers a severity, but raises none above what its evidence allows', () => {
    const change = (to: 'P0' | 'P3') =>
      settled([judged({ ceiling: 'P1' })], { severityChanges: [{ id: 'F1', to, because: 'rare' }] })[0];
    expect(change('P3')?.severity).toBe('P3');
    expect(change('P0')?.severity).toBe('P1');
  });

  test('knows what it joins as what one of them is known as, and joins nothing that was dismissed', () => {
    const of = (id: string, parts: Partial<Standing>): JudgedClaim =>
      judged({ id, standing: { fingerprint: id, state: 'new', dismissal: null, ...parts } });
    const dismissed = { ...of('F3', { dismissal: DISMISSAL }), outcome: 'dismissed' as const };
    const claims = [of('F1', {}), of('F2', { state: 'persisting' }), dismissed];
    const joined = settled(claims, { clusters: [{ ids: ['F1', 'F2', 'F3'], keep: 'F1', rootCause: 'one' }] });
    const byId = joined.toSorted((a, b) => a.id.localeCompare(b.id));
    expect(byId.map(({ id, outcome, standing }) => [id, outcome, standing?.fingerprint])).toEqual([
      ['F1', 'shown', 'F2'],
      ['F2', 'merged', 'F2'],
      ['F3', 'dismissed', 'F3'],
    ]);
  });

  test('revives nothing that was refuted', () => {
    const claims = [judged({ id: 'F1' }), judged({ id: 'F2', outcome: 'refuted', ruling: 'refuted' })];
    const after = settled(claims, { clusters: [{ ids: ['F1', 'F2'], keep: 'F2', rootCause: 'x' }] });
    expect(after.find(({ id }) => id === 'F2')?.outcome).toBe('refuted');
    expect(after.find(({ id }) => id === 'F1')?.outcome).toBe('shown');
  });
});
