/** The one-line result of an agent step. */

import type { LensOutput } from '../contracts/finding.ts';
import { type Arbitration, RULINGS, type SkepticOutput } from '../contracts/judgement.ts';
import type { Accepted } from './acceptance.ts';

/** E.g. `3 findings`, `12 stops`, `5 upheld, 1 refuted`, with the number of items left out. */
export function summaryOf(accepted: Accepted): string {
  const { malformed, overLimit } = accepted;
  return [
    ...partsOf(accepted),
    ...(overLimit === 0 ? [] : [`${overLimit} over the limit left out`]),
    ...(malformed === 0 ? [] : [`${malformed} malformed left out`]),
  ].join(', ');
}

const NOT_CHALLENGED = 'not reviewed by a model';

function partsOf(accepted: Accepted): string[] {
  switch (accepted.contract) {
    case 'LensOutput':
      return findings(accepted.output);
    case 'ApiSurface':
      return [...findings(accepted.output), count(accepted.output.changes.length, 'API change')];
    case 'ThreatModel':
      return [...findings(accepted.output), count(accepted.output.threats.length, 'threat')];
    case 'DependencyReport':
      return [
        ...findings(accepted.output),
        `${count(accepted.output.items.length, 'dependency', 'dependencies')} to change`,
      ];
    case 'SystemMap':
      return [
        count(accepted.output.modules.length, 'module'),
        count(accepted.output.relations.length, 'relation'),
      ];
    case 'Tour':
      return [count(accepted.output.stops.length, 'stop')];
    case 'Hypotheses':
      return [count(accepted.output.hypotheses.length, 'hypothesis', 'hypotheses')];
    case 'RequirementSet':
      return [
        count(accepted.output.requirements.length, 'requirement'),
        count(accepted.output.questions.length, 'question'),
      ];
    case 'Options':
      return [count(accepted.output.options.length, 'option')];
    case 'Plan':
      return [count(accepted.output.tasks.length, 'task')];
    case 'MigrationPlan':
      return [count(accepted.output.phases.length, 'phase'), count(accepted.output.tasks.length, 'task')];
    case 'TestPlan':
      return [count(accepted.output.cases.length, 'test case')];
    case 'Adr':
      return [accepted.output.outcome.chosen === null ? 'nothing decided' : 'one decision proposed'];
    case 'Runbook':
      return [
        count(accepted.output.settings.length, 'setting'),
        count(accepted.output.alerts.length, 'symptom'),
      ];
    case 'SkepticOutput':
      return rulings(accepted.output);
    case 'Premortem':
      return [...rulings(accepted.output), count(accepted.output.scenarios.length, 'scenario')];
    case 'Arbitration':
      return settlements(accepted.output);
    case 'Synthesis':
      return [accepted.output.verdict];
    default:
      return accepted satisfies never;
  }
}

function findings({ findings }: LensOutput): string[] {
  return [count(findings.length, 'finding')];
}

function rulings({ verdicts, challenged }: SkepticOutput): string[] {
  if (!challenged) return [NOT_CHALLENGED];
  if (verdicts.length === 0) return ['nothing to challenge'];
  const groups = Map.groupBy(verdicts, ({ ruling }) => ruling);
  return RULINGS.flatMap((ruling) => {
    const some = groups.get(ruling)?.length ?? 0;
    return some === 0 ? [] : [`${some} ${ruling}`];
  });
}

function settlements({ clusters, conflicts, severityChanges }: Arbitration): string[] {
  const said = [
    ...(clusters.length === 0 ? [] : [count(clusters.length, 'cluster')]),
    ...(conflicts.length === 0 ? [] : [`${count(conflicts.length, 'conflict')} settled`]),
    ...(severityChanges.length === 0
      ? []
      : [`${count(severityChanges.length, 'severity', 'severities')} changed`]),
  ];
  return said.length === 0 ? ['nothing to settle'] : said;
}

function count(n: number, one: string, many = `${one}s`): string {
  return n === 0 ? `no ${many}` : `${n} ${n === 1 ? one : many}`;
}
