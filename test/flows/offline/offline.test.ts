import { describe, expect, it } from 'vitest';
import type { StepBrief } from '../../../flows/contracts/brief.ts';
import type { VerdictOutput } from '../../../flows/contracts/checked.ts';
import { AGENT_CONTRACTS, type AgentContract } from '../../../flows/contracts/contracts.ts';
import { createOffline } from '../../../flows/offline/offline.ts';
import { viewOf } from '../../../flows/rules/rule.ts';
import { RULES } from '../../../flows/rules/rulebook.ts';
import { applyRules } from '../../../flows/rules/selection.ts';
import { randomPack, scopeOf } from '../rules/fact-builder.ts';

const answer = createOffline();
const verdict: VerdictOutput = {
  category: 'Analysis',
  gate: { confidence: 50, p0: 50, most: 5, measured: null },
  claims: [],
  challenged: false,
};

function briefOf(parts: Partial<StepBrief>): StepBrief {
  const pack = parts.pack ?? randomPack(1, 5);
  const scope = scopeOf(pack);
  return {
    flow: 'tech-debt',
    band: 'small',
    fast: false,
    step_id: 'lens:x',
    persona: 'maintainability-reviewer',
    contract: 'LensOutput',
    params: {},
    budget: { maxFindings: 5, maxMinutes: 10, maxTurns: 10 },
    question: 'What first?',
    focused: false,
    given: {},
    material: [],
    draft: null,
    facts: [],
    findings: [],
    claims: [],
    possibleDuplicates: [],
    gated: null,
    uncited: [],
    pack,
    scope,
    ...parts,
  };
}

const parsed = <T = Record<string, unknown>>(parts: Partial<StepBrief>): T =>
  JSON.parse(answer(briefOf(parts)));

/** Who answers what, in the flows. */
const STEPS: readonly (readonly [persona: string, contract: AgentContract])[] = [
  ['maintainability-reviewer', 'LensOutput'],
  ['historian', 'LensOutput'],
  ['tour-guide', 'Tour'],
  ['cartographer', 'SystemMap'],
  ['domain-modeller', 'SystemMap'],
  ['skeptic', 'SkepticOutput'],
  ['arbiter', 'Arbitration'],
  ['synthesist', 'Synthesis'],
];

describe('the offline answers', () => {
  for (const [persona, contract] of STEPS) {
    it(`meet ${contract} for the ${persona}, whatever the facts`, () => {
      for (let seed = 1; seed <= 25; seed++) {
        const pack = randomPack(seed, seed % 7);
        const { outputs } = applyRules(
          RULES,
          viewOf(pack, scopeOf(pack)),
          [{ persona, maxFindings: 10 }],
          false,
        );
        const findings = outputs[0]?.findings ?? [];
        const document = parsed({ pack, persona, contract, findings, gated: verdict });
        expect(AGENT_CONTRACTS[contract].safeParse(document).error?.issues ?? []).toEqual([]);
      }
    });

    it(`are the same for the same brief of the ${persona}`, () => {
      const brief = briefOf({ persona, contract, gated: verdict });
      expect(answer(brief)).toBe(answer(structuredClone(brief)));
    });
  }

  it('repeat the values of the facts that they cite', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const pack = randomPack(seed, 6);
      const values = new Map(pack.facts.map((fact) => [fact.id, fact.value]));
      for (const [persona, contract] of STEPS) {
        const text = answer(briefOf({ pack, persona, contract, gated: verdict }));
        JSON.parse(text, (_, item) => {
          if (item?.type === 'fact') expect(item.value).toBe(values.get(item.id));
          return item;
        });
      }
    }
  });

  it('refuse what is no brief', () => {
    for (const brief of [null, 'text', {}, { contract: 'Poem' }]) {
      expect(() => answer(brief)).toThrow(/no brief with a contract/);
    }
  });
});

describe('an offline lens', () => {
  const finding = (title: string) => ({ ...firstFinding(), title });

  it('returns what the rules found for its persona, up to its budget', () => {
    const findings = ['a', 'b', 'c'].map(finding);
    const budget = { maxFindings: 2, maxMinutes: 1, maxTurns: 1 };
    expect(parsed({ findings, budget })).toMatchObject({
      lens: 'maintainability-reviewer',
      findings: [
        { title: 'a', source: 'rule' },
        { title: 'b', source: 'rule' },
      ],
    });
  });

  it('says that nobody judged', () => {
    expect(parsed<{ notChecked: string[] }>({}).notChecked[0]).toContain('no model is configured');
  });

  it('hunts no gaps, and says how many files stayed unread', () => {
    const document = parsed<{ findings: unknown[]; notChecked: string[] }>({
      persona: 'skeptic',
      params: { mode: 'gap' },
      findings: [finding('a')],
      uncited: ['src/a.ts', 'src/b.ts'],
    });
    expect(document.findings).toEqual([]);
    expect(document.notChecked[0]).toContain('2 files that nobody read or cited');
  });
});

describe('the offline judges', () => {
  const claims = [
    { id: 'F1', kind: 'finding', title: 'y', claim: 'x', failure: '', severity: null, places: [] },
  ];

  it('challenge nothing, which is not the same as doubting', () => {
    expect(parsed({ persona: 'skeptic', contract: 'SkepticOutput', claims })).toEqual({
      verdicts: [],
      challenged: false,
    });
  });

  it('settle nothing', () => {
    expect(parsed({ persona: 'arbiter', contract: 'Arbitration', claims })).toEqual({
      clusters: [],
      conflicts: [],
      severityChanges: [],
    });
  });

  it('can not write a synthesis without a verdict', () => {
    expect(() => answer(briefOf({ contract: 'Synthesis' }))).toThrow(/no verdict/);
  });
});

function firstFinding() {
  const pack = randomPack(2, 5);
  const { outputs } = applyRules(
    RULES,
    viewOf(pack, scopeOf(pack)),
    [{ persona: 'maintainability-reviewer', maxFindings: 1 }],
    false,
  );
  const [found] = outputs[0]?.findings ?? [];
  if (found === undefined) throw new Error('the pack has nothing to find');
  return found;
}
