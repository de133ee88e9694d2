/** What the rules of Baton found in one run, read from the run's documents. Pure. */
import { z } from 'zod';

/** A finding that a rule made, as a run ended with it. */
export interface RuleFinding {
  readonly repository: string;
  readonly rule: string;
  readonly severity: string;
  /** its place in the report, from 1; null if the report does not show it */
  readonly rank: number | null;
  /** `shown`, or why it is not shown */
  readonly outcome: string;
  readonly title: string;
  /** `path:line` of its first citation; empty without one */
  readonly location: string;
}

const Verdict = z.object({
  claims: z.array(
    z.object({
      kind: z.string(),
      outcome: z.string(),
      severity: z.string().nullable(),
      title: z.string(),
      evidence: z.array(z.object({ path: z.string().nullable(), start: z.number().nullable() })),
      item: z.object({ rule: z.string().optional() }),
    }),
  ),
});

const RunDocument = z.object({
  run: z.object({ commit_sha: z.string().nullable() }),
  steps: z.array(z.object({ step_id: z.string(), output: z.string().nullable() })),
});

export interface RunFindings {
  /** the pinned commit; null if the run never got one */
  readonly commit: string | null;
  readonly findings: readonly RuleFinding[];
}

/** `document`: what `baton run` writes as `run.json`. Throws if it is not one, or has no verdict. */
export function ruleFindings(repository: string, document: unknown): RunFindings {
  const { run, steps } = RunDocument.parse(document);
  const output = steps.find(({ step_id }) => step_id === 'verdict')?.output ?? null;
  if (output === null) throw new Error('the run has no verdict');
  let rank = 0;
  const findings = Verdict.parse(JSON.parse(output)).claims.flatMap((claim): RuleFinding[] => {
    if (claim.kind !== 'finding') return [];
    const isShown = claim.outcome === 'shown';
    if (isShown) rank += 1;
    const { rule } = claim.item;
    if (rule === undefined) return [];
    const place = claim.evidence.find(({ path }) => path !== null);
    const line = place?.start ?? null;
    return [
      {
        repository,
        rule,
        severity: claim.severity ?? '–',
        rank: isShown ? rank : null,
        outcome: claim.outcome,
        title: claim.title,
        location: place === undefined ? '' : `${place.path}${line === null ? '' : `:${line}`}`,
      },
    ];
  });
  return { commit: run.commit_sha, findings };
}

/** The findings of one rule over all repositories. */
export interface RuleCount {
  readonly rule: string;
  readonly shown: number;
  /** found, but below the gate or beyond the report's limit */
  readonly others: number;
  readonly repositories: number;
  /** number of shown findings by severity */
  readonly severities: Readonly<Record<string, number>>;
  /** how often it is the first finding of a report */
  readonly first: number;
}

/** One entry per rule, the most shown first. */
export function countByRule(findings: readonly RuleFinding[]): RuleCount[] {
  return [...Map.groupBy(findings, ({ rule }) => rule)]
    .map(([rule, own]): RuleCount => {
      const shown = own.filter(({ rank }) => rank !== null);
      const bySeverity = Map.groupBy(shown, ({ severity }) => severity);
      return {
        rule,
        shown: shown.length,
        others: own.length - shown.length,
        repositories: new Set(shown.map(({ repository }) => repository)).size,
        severities: Object.fromEntries([...bySeverity].map(([severity, some]) => [severity, some.length])),
        first: shown.filter(({ rank }) => rank === 1).length,
      };
    })
    .sort((a, b) => b.shown - a.shown || b.others - a.others || (a.rule < b.rule ? -1 : 1));
}
