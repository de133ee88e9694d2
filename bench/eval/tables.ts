/** The results of the evaluation as text. Pure. */
import { type Gate, holds } from '../../test/evaluation/gates.ts';
import { type Section, sectionText } from '../surroundings/table.ts';
import type { OfflineResult } from './offline.ts';
import { countByRule } from './rule-findings.ts';

/** The forms in which the results can be printed. */
export const PRINTS: Readonly<Record<'table' | 'list' | 'json', (result: OfflineResult) => string>> = {
  json: (result) => `${JSON.stringify({ ...result, rules: countByRule(result.findings) }, null, 2)}\n`,
  list: ({ findings }) =>
    findings
      .filter(({ rank }) => rank !== null)
      .map(({ repository, rank, severity, rule, title, location }) =>
        [repository, rank, severity, rule, title, location].join('\t'),
      )
      .join('\n')
      .concat('\n'),
  table: (result) => `${sectionText(rulesSection(result))}\n${sectionText(runsSection(result))}`,
};

const SEVERITIES = ['P0', 'P1', 'P2', 'P3'];

function rulesSection({ findings }: OfflineResult): Section {
  const rows = countByRule(findings).map(({ rule, shown, others, repositories, severities, first }) => [
    rule,
    String(shown),
    ...SEVERITIES.map((severity) => String(severities[severity] ?? 0)),
    String(repositories),
    String(first),
    String(others),
  ]);
  const shown = findings.filter(({ rank }) => rank !== null).length;
  return {
    title: `Findings by rule: ${shown} shown`,
    columns: ['rule', 'shown', ...SEVERITIES, 'repositories', 'first', 'not shown'],
    rows,
    notes: [
      'shown: in the report; not shown: below the gate, or beyond the limit of its size. first: the finding that its report puts first.',
      'These are counts. Whether a finding is right, and worth telling, shows only in the code at its commit.',
    ],
  };
}

function runsSection({ findings, runs }: OfflineResult): Section {
  return {
    title: 'Runs',
    columns: ['repository', 'commit', 'findings', 'words', 'seconds', 'failure'],
    rows: runs.map(({ repository, commit, words, seconds, failure }) => [
      repository,
      commit?.slice(0, 12) ?? '–',
      String(findings.filter((one) => one.repository === repository && one.rank !== null).length),
      String(words),
      seconds.toFixed(1),
      failure ?? '',
    ]),
    notes: ['words: of the whole report. seconds: with the start of the process and of its database.'],
  };
}

export function gatesText(gates: readonly Gate[]): string {
  const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const rows = gates.map((gate) => [
    gate.name,
    share(gate.measured),
    `${gate.bound} ${share(gate.limit)}`,
    holds(gate) ? 'yes' : 'NO',
  ]);
  return sectionText({
    title: 'Gates on seeded statements',
    columns: ['gate', 'measured', 'limit', 'holds'],
    rows,
    notes: [
      'It measures the pipeline below the agents: what they find, and how good it is, does not show here.',
    ],
  });
}
