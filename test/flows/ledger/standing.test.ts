/** How the findings of a run stand: which of them are known, and under which fingerprint. */
import { describe, expect, test } from 'vitest';
import type { JudgedClaim } from '../../../flows/contracts/checked.ts';
import { identityOf } from '../../../flows/ledger/identity.ts';
import { BEFORE, compared, DISMISSAL, ELSEWHERE, found, known, NOW, REQUEST } from './known.ts';

const PATH = 'src/export.ts';
const QUOTE = 'const rows = await find(params.id);';
const claim = found(PATH, QUOTE);
const texts = { [PATH]: QUOTE };
type Run = Parameters<typeof compared>[0];

async function standings(run: Run): Promise<(readonly [string | undefined, string | undefined])[]> {
  const { claims } = await compared(run);
  return claims.map(({ standing }) => [standing?.state, standing?.fingerprint]);
}

const renamed = (...names: [string, string][]) => ({
  renames: { [BEFORE]: { renamed: new Map(names), deleted: new Set<string>() } },
});

describe('a finding', () => {
  const before = known(claim);
  test.each<[string, Partial<Run>, 'new' | 'persisting']>([
    ['that is not known is new', { known: [] }, 'new'],
    ['that is known persists', {}, 'persisting'],
    ['persists at another line', { claims: [found(PATH, `   ${QUOTE}`, 90)] }, 'persisting'],
    ['that was new at this commit is new again', { known: [known(claim, { new_at: NOW })] }, 'new'],
    [
      'that was fixed before is new, since it is back',
      { known: [known(claim, { state: 'fixed', fixed_at: BEFORE })] },
      'new',
    ],
    ['of another branch persists', { known: [known(claim, { found_at: ELSEWHERE })] }, 'persisting'],
    [
      'that was fixed on another branch persists',
      { known: [known(claim, { found_at: ELSEWHERE, state: 'fixed', fixed_at: ELSEWHERE })] },
      'persisting',
    ],
    ['with another line is new', { claims: [found(PATH, 'other(rows);')] }, 'new'],
    ['of another kind is new', { claims: [found(PATH, QUOTE, 2, { item: { kind: 'performance' } })] }, 'new'],
  ])('%s', async (_, run, state) => {
    const [[is, fingerprint] = []] = await standings({ texts, known: [before], claims: [claim], ...run });
    expect(is).toBe(state);
    const isKnown = run.claims?.[0] === undefined || state === 'persisting';
    expect(fingerprint === before.fingerprint).toBe(isKnown);
  });

  test('keeps its fingerprint when its file is renamed, and when a later run finds it there again', async () => {
    const moved = found('src/orders.ts', QUOTE);
    const run = { texts: { 'src/orders.ts': QUOTE }, claims: [moved] };
    const [first] = await standings({ ...run, known: [before], git: renamed([PATH, 'src/orders.ts']) });
    expect(first).toEqual(['persisting', before.fingerprint]);
    const later = known(moved, { fingerprint: before.fingerprint });
    expect(await standings({ ...run, known: [later] })).toEqual([first]);
  });

  test('keeps its fingerprint when it is known by a symbol that names the renamed file', async () => {
    const about = (path: string) =>
      found(path, '', 1, {
        identities: [{ path, line: null, what: ['fact', 'cycles', `${path} ↔ src/b.ts`], kind: 'design' }],
      });
    const [{ standing }] = (await compared({ texts, known: [], claims: [about(PATH)] })).claims as [
      JudgedClaim,
    ];
    const earlier = known(about(PATH), { fingerprint: standing?.fingerprint ?? '', quote: null });
    const moved = { texts: { 'src/orders.ts': '' }, known: [earlier], claims: [about('src/orders.ts')] };
    expect(await standings({ ...moved, git: renamed([PATH, 'src/orders.ts']) })).toEqual([
      ['persisting', standing?.fingerprint],
    ]);
  });

  test('is new in a copy of its file', async () => {
    const copy = found('src/copy.ts', QUOTE);
    const run = { texts: { ...texts, 'src/copy.ts': QUOTE }, known: [before], claims: [copy, claim] };
    const [[copied, own], original] = (await standings(run)) as [[string, string], [string, string]];
    expect(copied).toBe('new');
    expect(own).not.toBe(before.fingerprint);
    expect(original).toEqual(['persisting', before.fingerprint]);
  });

  test('in a new file with the former name of a renamed one has a fingerprint of its own', async () => {
    const run = {
      texts: { ...texts, 'src/orders.ts': QUOTE },
      known: [known(found('src/orders.ts', QUOTE), { fingerprint: before.fingerprint })],
      claims: [claim, found('src/orders.ts', QUOTE)],
    };
    const [[state, own] = [], moved] = await standings(run);
    expect(state).toBe('new');
    expect(own).not.toBe(before.fingerprint);
    expect(moved).toEqual(['persisting', before.fingerprint]);
  });

  test('that others were merged into is known as what one of them is known as', async () => {
    const facts = new Map();
    const merged = found('src/router.ts', 'router.use(later);', 1, {
      identities: [identityOf(found('src/router.ts', 'router.use(later);'), facts), identityOf(claim, facts)],
    });
    expect(await standings({ texts, known: [before], claims: [merged] })).toEqual([
      ['persisting', before.fingerprint],
    ]);
    const dismissed = { ...before, dismissed: DISMISSAL };
    const { claims } = await compared({ texts, known: [dismissed], claims: [merged] });
    expect(claims[0]?.standing).toMatchObject({ state: 'new', dismissal: null });
  });

  test('that a person dismissed carries the dismissal, and none once its line is another', async () => {
    const dismissed = [{ ...before, dismissed: DISMISSAL }];
    const of = async (one: JudgedClaim) =>
      (await compared({ texts, known: dismissed, claims: [one] })).claims[0]?.standing?.dismissal;
    expect(await of(claim)).toEqual(DISMISSAL);
    expect(await of(found(PATH, 'const rows = await findAll(params);'))).toBeNull();
  });
});

describe('a finding in which a rule sums up what a change does', () => {
  const parts = { source: 'rule' as const, item: { kind: 'api', rule: 'removed-export' } };
  const [then, now] = [found(PATH, QUOTE, 2, parts), found('src/api.ts', 'open();', 2, parts)];
  const ran = [{ rule: 'removed-export', per: 'run' as const, vouches: true }];
  const stateOf = async (run: Partial<Run>) =>
    (await standings({ texts, claims: [now], ran, known: [known(then)], ...run })).map(([state]) => state);

  test('is new in a review of another change, and persists in one of the same pull request', async () => {
    const inRequest = { kind: 'github' as const, url: REQUEST, number: 7 };
    expect(await stateOf({ git: { base: {} } })).toEqual(['new']);
    const again = { pull_request: inRequest, known: [known(then, { pull_request: REQUEST })] };
    expect(await stateOf({ git: { base: {} }, ...again })).toEqual(['persisting']);
  });
});

describe('findings at equal lines of a file', () => {
  const [one, two] = [found(PATH, QUOTE, 10), found(PATH, QUOTE, 50)];
  const fingerprints = async (...claims: JudgedClaim[]) =>
    (await standings({ texts, known: [], claims })).map(([, fingerprint]) => fingerprint ?? '');

  test('have two fingerprints, by their order in the file', async () => {
    const [first, second] = await fingerprints(one, two);
    expect(first).not.toBe(second);
    expect(await fingerprints(two, one)).toEqual([second, first]);
  });

  test('stay apart when lines move, and when one of them is gone', async () => {
    const [first = '', second = ''] = await fingerprints(one, two);
    const before = [known(one, { fingerprint: first }), known(two, { fingerprint: second })];
    const both = { texts, known: before, claims: [found(PATH, QUOTE, 53), found(PATH, QUOTE, 13)] };
    expect(await standings(both)).toEqual([
      ['persisting', second],
      ['persisting', first],
    ]);
    const left = { texts, known: before, claims: [found(PATH, QUOTE, 47)] };
    expect(await standings(left)).toEqual([['persisting', second]]);
  });

  test('are not both hidden when a person dismissed one', async () => {
    const [first = '', second = ''] = await fingerprints(one, two);
    const before = [
      known(one, { fingerprint: first, dismissed: DISMISSAL }),
      known(two, { fingerprint: second }),
    ];
    const { claims } = await compared({ texts, known: before, claims: [one, two] });
    expect(claims.map(({ standing }) => standing?.dismissal ?? null)).toEqual([DISMISSAL, null]);
  });
});

describe('a finding in which a rule sums up several places', () => {
  const sum = (path: string, rule = 'unused-exports', name: string = path.slice(0, 1)) =>
    found(path, `export const ${name}OfFile = 1;`, 1, {
      source: 'rule',
      item: { kind: 'debt', rule },
    });
  const all = { 'a.ts': '', 'bb.ts': '' };

  test('persists when another place is the example, of the run or of the file', async () => {
    const before = [known(sum('a.ts'))];
    const of = async (per: 'place' | 'file' | 'run', claim: JudgedClaim) =>
      standings({
        texts: all,
        known: before,
        claims: [claim],
        ran: [{ rule: 'unused-exports', per, vouches: true }],
      });
    const state = async (...given: Parameters<typeof of>) => (await of(...given))[0]?.[0];
    expect(await of('run', sum('bb.ts'))).toEqual([['persisting', before[0]?.fingerprint]]);
    expect(await state('file', sum('bb.ts'))).toBe('new');
    expect(await state('file', sum('a.ts', 'unused-exports', 'other'))).toBe('persisting');
    expect(await state('place', sum('bb.ts'))).toBe('new');
    expect(await state('run', sum('bb.ts', 'unused-files'))).toBe('new');
  });
});
