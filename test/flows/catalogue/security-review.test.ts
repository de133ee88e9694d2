// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source that is read, not run
/** What a security review says beside its findings. */
import { describe, expect, it } from 'vitest';
import { securityReviewSections } from '../../../flows/catalogue/security-review-sections.ts';
import type { JudgedClaim } from '../../../flows/contracts/checked.ts';
import type { Fact, FactData } from '../../../flows/contracts/evidence-pack.ts';
import type { VerdictView } from '../../../flows/report/document.ts';
import { Page } from '../../../flows/report/page.ts';
import type { ReportModel } from '../../../flows/report/report-model.ts';
import type { ReportSection } from '../../../runner/core/report-document.ts';
import { cited, judged } from '../checks/builders.ts';
import { fact, packOf, scopeOf } from '../rules/fact-builder.ts';

const sink = (path: string, line: number, data: Partial<FactData['sink']> = {}): Fact =>
  fact('sink', {
    ...{
      path,
      line,
      end: line,
      quote: 'execSync(`git show ${name}`)',
      subject: 'execSync',
      value: 'command',
    },
    data: {
      ...{ what: 'command', argument: 'built', origin: 'parameter', input: 'name' },
      ...{ from: null, guarded: false, ...data },
    },
  });
const secret = (path: string, role: 'src' | 'test' | 'docs'): Fact =>
  fact('secrets', {
    path,
    line: 3,
    end: 3,
    quote: '***',
    value: 'aws',
    subject: 'aws',
    data: { rule: 'aws', role },
  });
const threat = (stride: string): JudgedClaim =>
  judged({
    ...{ kind: 'threat', id: 'C1', title: 'Session store', claim: 'A token is read from the log.' },
    item: { stride, precondition: 'access to the log', existingControl: null },
    evidence: [cited({ path: 'src/log.ts', start: 7, end: 7 })],
  });

function sectionsOf(
  facts: readonly Fact[],
  claims: readonly JudgedClaim[] = [],
  backend = 'offline',
): ReportSection[] {
  const pack = packOf(...facts);
  const model = {
    ...{ pack, scope: scopeOf(pack), verdict: { claims }, failure: null },
    ...{ backend, exceptions: [], compares: false },
  } as unknown as ReportModel;
  const page = new Page({
    places: { cited: [], paths: [] },
    facts: pack.facts,
    codeHost: null,
    shas: { head: 'a', base: null },
  });
  return securityReviewSections.after(model, page);
}

const named = (sections: readonly ReportSection[], title: string): string =>
  JSON.stringify(sections.find((one) => one.title === title)?.blocks ?? null);

describe('the sections of a security review', () => {
  it('list ten sinks with their lines and count the others by kind', () => {
    const many = Array.from({ length: 12 }, (_, at) => sink('src/run.ts', at + 1));
    const [block] = sectionsOf(many).filter(({ title }) => title === 'Needs hardening');
    const [intro, rows, rest] = block?.blocks ?? [];
    expect(block?.folded).toBe(true);
    expect(JSON.stringify(intro)).toContain('Pattern matches, not proof');
    expect(rows).toMatchObject({ rows: { length: 10 } });
    expect(rest).toMatchObject({ text: 'And 2 others: 2 shell commands.' });
  });

  it('leave out the sinks that a finding tells', () => {
    const found = judged({ evidence: [cited({ path: 'src/run.ts', start: 1, end: 1 })] });
    const said = named(
      sectionsOf([sink('src/run.ts', 1), sink('src/other.ts', 9)], [found]),
      'Needs hardening',
    );
    expect(said).toContain('src/other.ts:9');
    expect(said).not.toContain('src/run.ts:1');
  });

  it('count possible credentials by where they are', () => {
    const said = named(
      sectionsOf([secret('test/a.ts', 'test'), secret('docs/b.md', 'docs')]),
      'Possible credentials',
    );
    expect(said).toContain('["Tests","1","test/a.ts:3"]');
    expect(said).toContain('["Documentation","1","docs/b.md:3"]');
  });

  it('show threats in a grid, and name the categories without one', () => {
    const said = named(sectionsOf([], [threat('spoofing')], 'direct'), 'STRIDE grid');
    expect(said).toContain('A token is read from the log.');
    expect(said).toContain('No threat named: tampering, repudiation');
  });

  it('say without a model that nobody judged authorization', () => {
    expect(named(sectionsOf([]), 'Not covered')).toContain('no model is configured');
    expect(named(sectionsOf([], [], 'direct'), 'Not covered')).not.toContain('no model is configured');
  });
});

describe('the verdict of a security review', () => {
  const verdictOf = (claims: readonly JudgedClaim[], base: string | null): string | null | undefined => {
    const scope = { ...scopeOf(packOf()), base };
    const view = { verdict: { claims }, scope, read: false } as unknown as VerdictView;
    return securityReviewSections.verdict?.(view);
  };

  it('does not speak of a merge where a tree is read', () => {
    expect(verdictOf([judged({ severity: 'P1' })], null)).toBe(
      'Fix first: 1 high. Pattern matches; not reviewed by a model.',
    );
  });

  it('is that of any review where two commits are compared', () => {
    expect(verdictOf([judged({ severity: 'P1' })], 'b'.repeat(40))).toBeNull();
  });
});
