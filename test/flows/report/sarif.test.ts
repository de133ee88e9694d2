import type { Result, Run } from 'sarif';
import { describe, expect, test } from 'vitest';
import { rawPath } from '../../../adapters/git/quoted-path.ts';
import { FINDING_KINDS } from '../../../flows/contracts/finding.ts';
import { DESCRIBED_IDS } from '../../../flows/report/sarif/rules.ts';
import { sarifOf } from '../../../flows/report/sarif/sarif.ts';
import { RULES } from '../../../flows/rules/rulebook.ts';
import type { ReportDocument } from '../../../runner/core/report-document.ts';
import { reportDocument, reportFinding } from '../../setup/report-document.ts';
import { expectSarif } from '../../setup/report-schemas.ts';
import { earlierFinding, hostileDocument, ODD_NAMES, reportCitation, reportPlace } from './odd-report.ts';

function sarif(document: ReportDocument, completed = true): Run | undefined {
  const log = JSON.parse(JSON.stringify(sarifOf(document, { version: '1.2.3', completed })));
  return expectSarif(log).runs[0];
}

function results(document: ReportDocument): Result[] {
  return sarif(document)?.results ?? [];
}

const DISMISSAL = {
  reason: 'later',
  until: '2026-12-31',
  note: 'after the move',
  by: 'cli:ana',
  at: '2026-03-01T12:00:00Z',
} as const;

describe('a finding as a SARIF result', () => {
  test('has its text, its place with the cited lines, and its fingerprint', () => {
    const finding = reportFinding({
      title: '`retry()` never gives up',
      assumes: 'The job has no other limit.',
    });
    expect(results(reportDocument({ findings: [finding] }))).toEqual([
      {
        ruleId: 'bug',
        ruleIndex: 0,
        level: 'error',
        message: {
          text: '`retry()` never gives up. The loop has no end.\n\nFailure: A service that stays away keeps a worker busy.\n\nFix: Stop after five tries.\n\nAssumes: The job has no other limit.',
          markdown:
            '**`retry()` never gives up**\n\nThe loop has no end.\n\n**Failure:** A service that stays away keeps a worker busy.\n\n**Fix:** Stop after five tries.\n\n**Assumes:** The job has no other limit.',
        },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'src/retry.ts', uriBaseId: '%SRCROOT%' },
              region: { startLine: 12, snippet: { text: '  while (true) {' } },
            },
          },
        ],
        partialFingerprints: { 'baton/v1': '0123456789abcdef' },
        rank: 75,
        properties: {
          id: 'F1',
          severity: 'P1',
          confidence: 75,
          effort: 'S',
          state: 'new',
          source: 'agent',
          kind: 'bug',
          lenses: ['reliability'],
          origin: 'introduced',
          ruling: 'upheld',
        },
      },
    ]);
  });

  test.each([
    ['P0', 'error'],
    ['P1', 'error'],
    ['P2', 'warning'],
    ['P3', 'note'],
  ] as const)('of severity %s has the level %s', (severity, level) => {
    const [result] = results(reportDocument({ findings: [reportFinding({ severity })] }));
    expect(result?.level).toBe(level);
  });

  test('of a rule names the rule, and is ranked by its impact', () => {
    const finding = reportFinding({ source: 'rule', rule: 'hotspot', kind: 'debt', impact: 61.5 });
    const run = sarif(reportDocument({ findings: [], measured: [finding] }));
    expect(run?.results).toMatchObject([{ ruleId: 'hotspot', ruleIndex: 0, rank: 61.5 }]);
    expect(run?.tool.driver.rules).toMatchObject([
      { id: 'hotspot', shortDescription: { text: 'Hotspot' }, properties: { tags: ['rule'] } },
    ]);
  });

  test('is where lines of the commit itself are cited, with its other places beside it', () => {
    const citations = [
      reportCitation({ place: reportPlace({ side: 'base', path: 'src/old.ts', start: 3, end: 3 }) }),
      reportCitation({ place: null, lines: [], text: 'searched: `retry`' }),
      reportCitation({ place: reportPlace({ end: 40 }) }),
    ];
    const [result] = results(reportDocument({ findings: [reportFinding({ citations })] }));
    expect(result?.locations).toMatchObject([
      {
        physicalLocation: {
          region: { endLine: 40, snippet: { text: 'while (true) {\n  await retry();\n…' } },
        },
      },
    ]);
    expect(result?.relatedLocations).toEqual([
      {
        id: 1,
        message: { text: 'src/old.ts:3 (base)' },
        physicalLocation: {
          artifactLocation: { uri: 'src/old.ts', uriBaseId: 'BASEROOT' },
          region: { startLine: 3, snippet: { text: 'while (true) {' } },
        },
      },
    ]);
    expect(result?.message.markdown).toMatch(/\n\n- searched: `retry`$/);
  });

  test.each(ODD_NAMES)('has a file name as the bytes that git has: %s', (path) => {
    const citations = [reportCitation({ place: reportPlace({ path }) })];
    const [result] = results(reportDocument({ findings: [reportFinding({ citations })] }));
    const uri = result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '';
    expect(uri).toMatch(/^(?:[\w.~!'()*/-]|%[0-9A-F]{2})+$/);
    const bytes = uri.replaceAll(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    expect(Buffer.from(bytes, 'latin1')).toEqual(Buffer.from(rawPath(path)));
  });

  test('cannot make a link of its words', () => {
    const finding = reportFinding({ title: '[here](https://evil.example)', claim: '[1](2)' });
    const [result] = results(reportDocument({ findings: [finding] }));
    expect(result?.message.text).toMatch(/^\[here\] \(https:\/\/evil\.example\)\. \[1\] \(2\)/);
    expect(result?.message.markdown).not.toMatch(/[^\\]\]\(/);
  });

  test('is never without a place, since GitHub would refuse the file', () => {
    const nowhere = reportFinding({ citations: [], path: null, line: null });
    expect(results(reportDocument({ findings: [nowhere] }))[0]?.locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: '.', uriBaseId: '%SRCROOT%' } } },
    ]);
  });
});

describe('a report as SARIF', () => {
  test('says what is new, known, fixed and dismissed once there was an earlier run', () => {
    const document = reportDocument({
      findings: [reportFinding(), reportFinding({ state: 'persisting' })],
      ledger: {
        since: 'a371447',
        fixed: [earlierFinding({ rule: 'swallowed-error' })],
        not_reviewed: [earlierFinding()],
      },
      dismissed: [{ ...earlierFinding(), dismissal: DISMISSAL }],
    });
    expect(results(document).map(({ baselineState }) => baselineState)).toEqual([
      'new',
      'unchanged',
      'unchanged',
      'absent',
    ]);
    expect(results(document)[3]).toMatchObject({ ruleId: 'swallowed-error', level: 'warning' });
    expect(results(document)[2]).toMatchObject({
      ruleId: 'reliability',
      partialFingerprints: { 'baton/v1': 'fedcba9876543210' },
      suppressions: [
        { kind: 'external', status: 'accepted', justification: 'later (until 2026-12-31): after the move' },
      ],
    });
  });

  test('compares nothing in the first run', () => {
    const document = reportDocument({
      findings: [reportFinding()],
      dismissed: [{ ...earlierFinding(), dismissal: DISMISSAL }],
    });
    expect(results(document).map((result) => 'baselineState' in result)).toEqual([false, false]);
  });

  test('names the commits that it read, and the repository where that is known', () => {
    const repository_url = 'https://github.com/acme/shop';
    const run = sarif(
      reportDocument({ commit_sha: 'a'.repeat(40), base_sha: 'b'.repeat(40), repository_url }),
    );
    expect(run?.versionControlProvenance).toEqual([
      { repositoryUri: repository_url, revisionId: 'a'.repeat(40), mappedTo: { uriBaseId: '%SRCROOT%' } },
      { repositoryUri: repository_url, revisionId: 'b'.repeat(40), mappedTo: { uriBaseId: 'BASEROOT' } },
    ]);
    expect(Object.keys(run?.originalUriBaseIds ?? {})).toEqual(['%SRCROOT%', 'BASEROOT']);
    expect(sarif(reportDocument({ repository_url: null }))).not.toHaveProperty('versionControlProvenance');
  });

  test('keeps the reports of two flows on one commit apart', () => {
    const flow = { name: 'tech-debt', title: 'Tech debt' };
    expect(sarif(reportDocument({ flow }))?.automationDetails).toEqual({ id: 'baton/tech-debt/' });
  });

  test('of a run that failed says so', () => {
    expect(sarif(reportDocument(), false)?.invocations).toEqual([{ executionSuccessful: false }]);
  });

  test('without findings has no results', () => {
    const run = sarif(reportDocument({ flow: { name: 'codebase-tour', title: 'Tour' }, findings: [] }));
    expect([run?.results, run?.tool.driver.rules]).toEqual([[], []]);
  });

  test('with hostile names and texts is valid, and describes its rules within the limits of GitHub', () => {
    const rules = sarif(hostileDocument())?.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(['__proto__', 'bug', 'constructor', 'reliability']);
    for (const rule of rules) {
      expect(rule.fullDescription?.text).toMatch(/^.{3,1024}$/);
      expect(rule.help?.text).toBeTruthy();
    }
  });

  test('keeps the first findings of too many, and says how many it leaves out', () => {
    const findings = Array.from({ length: 5_002 }, (_, at) => reportFinding({ id: `F${at + 1}` }));
    const run = sarif(reportDocument({ findings }));
    expect(run?.results?.at(-1)?.properties).toMatchObject({ id: 'F5000' });
    expect(run?.results).toHaveLength(5_000);
    expect(run?.invocations?.[0]?.toolExecutionNotifications).toEqual([
      { level: 'warning', message: { text: '2 more results left out: a file holds 5,000.' } },
    ]);
  });
});

test('every rule and every kind of finding is described, and nothing else', () => {
  expect([...DESCRIBED_IDS.rules].sort()).toEqual(RULES.map(({ id }) => id).sort());
  expect([...DESCRIBED_IDS.kinds].sort()).toEqual([...FINDING_KINDS].sort());
  expect(new Set([...DESCRIBED_IDS.rules, ...DESCRIBED_IDS.kinds]).size).toBe(
    RULES.length + FINDING_KINDS.length,
  );
});
