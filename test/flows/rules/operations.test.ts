import { describe, expect, it } from 'vitest';
import type { Fact, FactData } from '../../../flows/contracts/evidence-pack.ts';
import { severityOfImpact } from '../../../flows/rules/impact.ts';
import {
  changedPermission,
  endOfLife,
  ignoredFailure,
  scriptInjection,
  untrustedCheckout,
} from '../../../flows/rules/operations.ts';
import { changeView, fact, treeView } from './fact-builder.ts';

const PATH = '.github/workflows/ci.yml';

const concern = (
  what: FactData['workflow']['what'],
  value: string,
  data: Partial<FactData['workflow']> = {},
) =>
  fact('workflow', {
    ...{ path: PATH, line: 9, end: 9, quote: `run: ${value}`, subject: 'build', value },
    data: { what, triggers: ['pull_request_target'], privileged: true, guard: null, ...data },
  });

const chosen = (version: string, ended: string | null, where: FactData['runtime']['where'] = 'image') =>
  fact('runtime', {
    ...{ path: where === 'image' ? 'Dockerfile' : PATH, line: 1, end: 1, quote: `FROM node:${version}` },
    ...{ subject: 'Node.js', value: version },
    data: { where, ended },
  });

const past = fact('history', {
  value: 100,
  data: {
    first: '2020-01-01',
    last: '2026-06-01',
    authors: 3,
    commits: 40,
    changes: 90,
    concentration: 50,
    cut: null,
  },
});

describe('a checkout of a pull request with the rights of the repository', () => {
  const found = untrustedCheckout.apply(treeView(concern('untrusted-checkout', 'head.sha')));

  it('is P1 and names the failure', () => {
    const [draft] = found;
    expect(severityOfImpact(draft?.impact ?? 0, (draft?.failure ?? '') !== '')).toBe('P1');
  });

  it('weighs less without secrets and a token that may write', () => {
    const [draft] = untrustedCheckout.apply(
      treeView(concern('untrusted-checkout', 'head.sha', { privileged: false })),
    );
    expect(draft?.impact).toBe(60);
  });

  it('is no finding behind an approval', () => {
    const guarded = concern('untrusted-checkout', 'head.sha', { guard: 'environment' });
    expect(untrustedCheckout.apply(treeView(guarded))).toEqual([]);
  });
});

describe('a script with text of outsiders', () => {
  it('names the expression', () => {
    const [draft] = scriptInjection.apply(treeView(concern('script-injection', 'github.event.issue.title')));
    expect(draft?.title).toBe(`Script injection in ${PATH} by github.event.issue.title`);
  });
});

describe('a check whose failure is ignored', () => {
  const ci = (value: string, tool: string) =>
    fact('ci', { path: '.gitlab-ci.yml', line: 3, end: 3, quote: `- ${value}`, value, data: { tool } });

  it('is found in a workflow and in other pipelines', () => {
    const view = treeView(concern('ignored-failure', 'npm run lint'), ci('pytest || true', 'GitLab CI'));
    expect(ignoredFailure.apply(view).map(({ title }) => title)).toEqual([
      `CI step ignores failures: npm run lint in ${PATH}`,
      'CI step ignores failures: pytest || true in .gitlab-ci.yml',
    ]);
  });

  it('is not a clean-up', () => {
    expect(ignoredFailure.apply(treeView(ci('rm -rf cache || true', 'GitLab CI')))).toEqual([]);
  });
});

describe('a runtime past its end of life', () => {
  it('is one finding, with the date', () => {
    const found = endOfLife.apply(
      treeView(past, chosen('18', '2025-04-30'), chosen('16', '2023-09-11', 'ci')),
    );
    expect(found.map(({ title }) => title)).toEqual(['Node.js 18 is past its end of life (2025-04-30)']);
    expect(found[0]?.claim).toContain('the commit is from 2026-06-01');
    expect(found[0]?.claim).toContain('or another release without maintenance');
  });

  it('speaks of other releases only if there are some', () => {
    const [found] = endOfLife.apply(
      treeView(past, chosen('18', '2025-04-30'), chosen('18', '2025-04-30', 'ci')),
    );
    expect(found?.claim).toContain(`${PATH}:1 choose Node.js 18. `);
  });

  it('is P3 where only CI runs it', () => {
    const [found] = endOfLife.apply(treeView(past, chosen('12', '2022-04-30', 'ci')));
    expect(severityOfImpact(found?.impact ?? 100, false)).toBe('P3');
  });

  it('weighs more in an image and with the years', () => {
    const impactOf = (one: Fact) => endOfLife.apply(treeView(past, one))[0]?.impact;
    const inCi = impactOf(chosen('16', '2023-09-11', 'ci')) ?? 0;
    const inImage = impactOf(chosen('16', '2023-09-11')) ?? 0;
    expect(inImage).toBeGreaterThan(inCi);
    expect(inImage).toBeGreaterThan(impactOf(chosen('18', '2026-04-30')) ?? 100);
  });
});

describe('a permission that a change moves', () => {
  const permission = (value: string, before: string, privileged: boolean) =>
    concern('changed-permission', value, { before, privileged });

  it('is P2 when it rises to write', () => {
    const view = changeView([[PATH, 1, 2]], permission('contents: write', 'read', true));
    expect(changedPermission.apply(view)).toMatchObject([
      { title: `Permissions of ${PATH} rise: contents read → write (job build)`, impact: 50 },
    ]);
  });

  it('is P3 when it falls', () => {
    const view = changeView([[PATH, 1, 2]], permission('contents: read', 'write', false));
    expect(changedPermission.apply(view)[0]?.impact).toBe(20);
  });
});
