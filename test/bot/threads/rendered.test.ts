/** The whole thread of a run, as each platform shows it: exact texts, and what is left of them at every limit. */
import { describe, expect, it } from 'vitest';
import { componentsIn, renderMessage as renderForDiscord } from '../../../adapters/discord/render/message.ts';
import { renderMessage as renderForSlack } from '../../../adapters/slack/render/message.ts';
import { desiredPosts } from '../../../bot/threads/desired.ts';
import type { PostRow } from '../../../runner/core/ports/posts.ts';
import type { RunSnapshot, SnapshotStep } from '../../../runner/core/run-snapshot.ts';
import type { TopFinding } from '../../../runner/core/step-findings.ts';
import { outcomeFinding, runOutcome } from '../../setup/run-outcome.ts';
import { type PlatformName, readOn } from './rendered.ts';
import { RUN, running, snapshot, step } from './stories.ts';

const ALICE = { slack: 'U1', discord: '200000000000000001' } as const;
const PLATFORMS = ['slack', 'discord'] as const;
const settings = {
  title: () => 'Tech debt',
  publicUrl: 'https://baton.example',
  notify: () => 'starter' as const,
};
const ROOT = { run_id: RUN, key: 'root', workspace: 'T1', channel: 'C1', thread: null, reference: '1.1' };

function posts(of: RunSnapshot, platform = 'slack') {
  const root = { ...ROOT, platform, state: 'posted', calls: 1, final: false } as PostRow;
  return desiredPosts(of, [root], settings);
}

async function threadOn(platform: PlatformName, of: RunSnapshot): Promise<string> {
  const run = { ...of.run, requested_by: `${platform}:T1:${ALICE[platform]}` };
  const read = posts({ ...of, run }, platform).map(async ({ content, key }) => {
    const indent = key === 'root' ? '' : '    ';
    return (await readOn(platform, content)).map((line) => `${indent}${line}`).join('\n');
  });
  return (await Promise.all(read)).join('\n\n');
}

const urlOf = (path: string, line: number): string =>
  `https://github.com/acme/shop/blob/7ae24c5f0e/${path}#L${line}`;

const finding = (
  severity: TopFinding['severity'],
  title: string,
  path: string,
  line: number,
): TopFinding => ({
  severity,
  title,
  path,
  line,
  url: urlOf(path, line),
});

const TOP = [
  finding('P1', '`priceOrder` in pricing.ts: complexity 261, 26 changes', 'src/orders/pricing.ts', 5),
  finding('P2', 'Duplicated code: tsv.ts and csv.ts', 'src/export/tsv.ts', 3),
  finding('P2', 'Empty catch block in retry.ts', 'src/retry.ts', 40),
];
const times = { started_at: '2026-03-01T14:02:10.000Z', completed_at: '2026-03-01T14:03:22.000Z' };
const code = (step_id: string, label: string, parts: Partial<SnapshotStep>): SnapshotStep =>
  step(step_id, { kind: 'code', persona: null, label, ...parts });
const EVIDENCE = code('evidence', 'Evidence', {
  status: 'completed',
  activity: '743 facts from 12 collectors',
});
const lens = (parts: Partial<SnapshotStep> = {}): SnapshotStep =>
  step('lens:maintainability', {
    label: 'Maintainability',
    status: 'completed',
    activity: '8 findings',
    findings: { total: 8, top: TOP },
    tokens: 48_211,
    backend: 'direct',
    ...times,
    ...parts,
  });
const skeptic = (parts: Partial<SnapshotStep> = {}): SnapshotStep =>
  step('skeptic-1', { label: 'Skeptic', persona: 'skeptic', backend: 'direct', ...parts });
const data = step('lens:data', {
  label: 'Data',
  status: 'skipped',
  skip_cause: 'condition',
  error: 'no migrations here',
});
const RUN_PARTS: Partial<RunSnapshot['run']> = {
  flow_name: 'tech-debt',
  band: 'medium',
  backend: 'direct',
  label: '7ae24c5',
  commit_sha: '7ae24c5f0e6f708192a3b4c5d6e7f8091a2b3c4d',
  created_at: '2026-03-01T14:02:00.000Z',
  started_at: '2026-03-01T14:02:00.000Z',
  input: { question: 'is the retry logic safe?', focused: true },
};
const WORKING = snapshot(
  [
    EVIDENCE,
    lens(),
    {
      ...running('lens:architecture', 'reading src/orders/pricing.ts (4 of 12 files)'),
      label: 'Architecture',
      backend: 'direct',
    },
    data,
    skeptic(),
  ],
  RUN_PARTS,
);
const FINDINGS = TOP.map(({ severity, title, path, line, url }, at) =>
  outcomeFinding({ id: `F${at + 1}`, severity, title, path, line, url }),
);
const ENDED: RunSnapshot = {
  ...snapshot(
    [
      EVIDENCE,
      lens({ fate: { counts: { upheld: 6, refuted: 1, below_gate: 1 }, top: TOP } }),
      step('lens:architecture', {
        label: 'Architecture',
        status: 'failed',
        error: 'The agent said nothing for 3 minutes.',
        backend: 'direct',
        ...times,
      }),
      data,
      skeptic({ status: 'completed', activity: '6 upheld, 1 refuted', tokens: 9_100, ...times }),
    ],
    {
      ...RUN_PARTS,
      status: 'completed',
      completed_at: '2026-03-01T14:06:10.000Z',
      usage: { input_tokens: 50_000, output_tokens: 7_000, cost: 0.84, unknown_tokens: 0, unknown_cost: 0 },
      outcome: runOutcome({
        verdict: 'Fix pricing first [F1].',
        short: 'incomplete, fix 1 high first',
        statement: 'Incomplete: 1 of 2 lenses failed. Pricing carries most of the risk.',
        answer: 'No: `retry` swallows every error [F3].',
        headlines: FINDINGS.map(({ id, title }) => ({
          text: `${title}. It costs time. [${id}]`,
          refs: [id],
        })),
        findings: FINDINGS,
        counts: { P0: 0, P1: 1, P2: 5, P3: 0 },
        funnel: { statements: 8, verified: 8, merged: 8, refuted: 1, below_gate: 1, shown: 6 },
      }),
    },
  ),
  report: '# Tech debt\n',
};

describe.each(PLATFORMS)('the thread of a run on %s', (platform) => {
  it('while it works', async () => {
    await expect(`${await threadOn(platform, WORKING)}\n`).toMatchFileSnapshot(
      `golden/working-${platform}.txt`,
    );
  });

  it('when it has ended', async () => {
    await expect(`${await threadOn(platform, ENDED)}\n`).toMatchFileSnapshot(`golden/ended-${platform}.txt`);
  });
});

const HOSTILE = [
  '*'.repeat(2_000),
  '&'.repeat(2_000),
  `<!channel> <@U0EVIL> @everyone [x](https://evil.example) ${'_~`|'.repeat(500)}`,
  '💥'.repeat(2_000),
  '\u202e\u0000\n# heading\n> quote\n'.repeat(200),
  'word '.repeat(2_000),
];

/** Every text of the run is this one. */
function filledWith(text: string, agents: number, status: 'running' | 'completed'): RunSnapshot {
  const top = Array.from({ length: 3 }, () => ({
    ...finding('P0', text, text, 123_456),
    url: urlOf('a'.repeat(200), 1),
  }));
  const steps = Array.from({ length: agents }, (_, at) =>
    step(`lens:${at}`, {
      label: text,
      persona: 'x'.repeat(60),
      status: status === 'completed' || at % 2 === 0 ? 'completed' : 'running',
      activity: text,
      findings: { total: 10, top },
      fate: at % 3 === 0 ? null : { counts: { upheld: 3, refuted: 7 }, top },
      ...times,
    }),
  );
  const skipped = Array.from({ length: 5 }, (_, at) =>
    step(`gap-${at}`, { label: text, status: 'skipped', error: text }),
  );
  const findings = FINDINGS.map((one) => ({
    ...one,
    title: text,
    path: text,
    url: urlOf('b'.repeat(200), 1),
  }));
  const run: Partial<RunSnapshot['run']> = {
    ...RUN_PARTS,
    project_id: text,
    label: text,
    status,
    input: {
      question: text,
      focused: true,
      given: { symptom: text, log: text, ticket: text, decision: text, audience: text },
    },
    budget_warning: text,
    outcome:
      status === 'running'
        ? null
        : runOutcome({
            verdict: text,
            short: text,
            statement: text,
            answer: text,
            findings,
            headlines: findings.map(({ id }) => ({ text, refs: [id] })),
          }),
  };
  return { ...snapshot([EVIDENCE, ...steps, ...skipped], run), report: status === 'running' ? null : '# x' };
}

describe('every message of a thread fits', () => {
  const cases = HOSTILE.flatMap((text, at) =>
    [1, 23, 60].flatMap((agents) =>
      (['running', 'completed'] as const).map((status) => ({ at, text, agents, status })),
    ),
  );
  it.each(cases)('with $agents agents, $status, text $at', async ({ text, agents, status }) => {
    for (const { content } of posts(filledWith(text, agents, status))) {
      for (const platform of PLATFORMS) expect((await readOn(platform, content)).length).toBeGreaterThan(0);
      if (content.kind === 'file') {
        expect(content.file.name).toMatch(/^[\w.-]{1,110}\.md$/);
        continue;
      }
      const { components, files } = renderForDiscord(content.view);
      expect(componentsIn(components)).toBeLessThanOrEqual(40);
      expect(files).toEqual([]);
      expect(renderForSlack(content.view).blocks.length).toBeLessThanOrEqual(50);
    }
  });

  it('and says which agents there is no room for', async () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      at < 40 ? step(`a-${at}`) : running(`b-${at}`, 'reading'),
    );
    const [card] = posts(snapshot([EVIDENCE, ...many]));
    const lines = card === undefined ? [] : await readOn('discord', card.content);
    expect(lines).toContain('○ 40 agents waiting');
    expect(lines.filter((line) => line.includes('reading'))).toHaveLength(20);
  });

  it('with no finding at all', async () => {
    const none = lens({
      activity: 'no findings',
      findings: { total: 0, top: [] },
      fate: { counts: {}, top: [] },
    });
    const over = {
      ...ENDED,
      steps: [EVIDENCE, none],
      run: { ...ENDED.run, outcome: runOutcome({ short: 'no findings' }) },
    };
    const said = await threadOn('slack', over);
    expect(said).toContain('# Tech debt · shop @ 7ae24c5: no findings');
    expect(said).toContain('1 agent · 4:10 · $0.84');
    expect(said).toContain('<@U1> Done: no findings. 4:10 · $0.84');
  });
});
