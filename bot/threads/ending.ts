/**
 * How a run ended, in the words of its card, of the message that notifies, and of the report's file: the verdict in a few
 * words, the counts, what it took. Pure.
 */
import type { Line } from '../../runner/core/ports/views.ts';
import { countsInWords, type RunOutcome } from '../../runner/core/run-outcome.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { costText } from '../../runner/core/usage.ts';
import { withoutIds } from '../../runner/core/wording.ts';
import { lasting, plural } from '../wording.ts';
import { costParts, fitted, personSpan } from './format.ts';

type Run = RunSnapshot['run'];

const MOST_WORDS = 100;
const MOST_REASON = 400;

/** Returns the verdict of a completed run, or how the run ended, in one line. */
export function outcomeLine({ run, report }: Pick<RunSnapshot, 'run' | 'report'>): string {
  // A run that an earlier version completed has a report and no outcome.
  const without = report === null ? 'The run completed without a report.' : 'Completed: see the report.';
  if (run.status === 'completed') return run.outcome?.verdict ?? without;
  if (run.status === 'cancelled') return 'Cancelled.';
  return `Failed: ${run.error ?? 'no reason was stored'}`;
}

/** `fix 2 high first`, `failed`, `cancelled`. */
export function endingWords({ run, report }: Pick<RunSnapshot, 'run' | 'report'>): string {
  if (run.status !== 'completed') return run.status;
  if (run.outcome === null) return report === null ? 'completed without a report' : 'completed';
  return fitted(run.outcome.short ?? earlierWords(run.outcome), MOST_WORDS);
}

/** Of an outcome that an earlier version stored. */
function earlierWords({ verdict, counts }: RunOutcome): string {
  const grave = countsInWords({ ...counts, P2: 0, P3: 0 });
  return grave === '' ? withoutIds(verdict).replace(/\.$/, '') : `fix ${grave} first`;
}

/** Why a run failed or who cancelled it; null for one that completed. */
export function reasonLine({ status, error }: Run): Line | null {
  if (status === 'failed') return [`Failed: ${fitted(error ?? 'no reason was stored', MOST_REASON)}`];
  if (status !== 'cancelled') return null;
  const by = cancelledBy({ error });
  return by === null ? ['Cancelled.'] : ['Cancelled by ', personSpan(by), '.'];
}

/** The actor who cancelled the run. */
export function cancelledBy({ error }: Pick<Run, 'error'>): string | null {
  return /^cancelled by (\S+)$/.exec(error ?? '')?.[1] ?? null;
}

/** `2 high, 6 medium`, with what is new where there is anything to compare with. */
export function countsPart({ outcome }: Run): string[] {
  if (outcome === null) return [];
  const counts = countsInWords(outcome.counts);
  return counts === '' ? [] : [`${counts}${newPart(outcome)}`];
}

function newPart({ findings }: RunOutcome): string {
  const fresh = findings.filter(({ state }) => state === 'new').length;
  return fresh > 0 && fresh < findings.length ? ` (${fresh} new)` : '';
}

/** `4:10`, `$0.84`. */
export function spentParts(run: Run): string[] {
  const took = lasting(run.started_at, run.completed_at, new Date(run.completed_at ?? run.created_at));
  return [...(took === null ? [] : [took]), ...costParts(run.usage, costText)];
}

/** `12 raised → 3 refuted → 9 shown`; empty where nothing was raised. */
export function funnelPart({ outcome }: Run): string[] {
  if (outcome === null || outcome.funnel.statements === 0) return [];
  const { statements, verified, merged, refuted, below_gate, shown } = outcome.funnel;
  const parts: readonly (readonly [count: number, word: string])[] = [
    [statements, 'raised'],
    [statements - verified, 'unverified'],
    [verified - merged, 'merged'],
    [refuted, 'refuted'],
    [below_gate, 'below the gate'],
  ];
  const left = parts.flatMap(([count, word]) => (count > 0 ? [`${count.toLocaleString('en')} ${word}`] : []));
  return [`${[...left, `${shown.toLocaleString('en')} shown`].join(' → ')}${newPart(outcome)}`];
}

/** `8 agents, 1 failed`: of all that ran. */
export function agentsPart(steps: RunSnapshot['steps']): string {
  const agents = steps.filter(({ kind }) => kind === 'agent');
  const done = agents.filter(({ status }) => status === 'completed').length;
  const failed = agents.filter(({ status }) => status === 'failed').length;
  return `${plural(done + failed, 'agent')}${failed > 0 ? `, ${failed} failed` : ''}`;
}
