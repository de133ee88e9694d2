/** The checks that statements go through, each with how many are left after it and what it dropped. Pure. */
import type { StepDocument } from '../../../../runner/core/documents.ts';
import type { ReportDocument, ReportItem } from '../../../../runner/core/report-document.ts';
import type { RunOutcome } from '../../../../runner/core/run-outcome.ts';

export interface StatementGroup {
  readonly title: string;
  readonly items: readonly ReportItem[];
}

export interface Stage {
  /** in the address */
  readonly name: string;
  readonly title: string;
  /** how many statements are left after it */
  readonly count: number;
  readonly dropped: readonly StatementGroup[];
  /** what is dropped later */
  readonly left: readonly StatementGroup[];
}

type Parts = Pick<ReportDocument, 'rest'>;
type Steps = readonly Pick<StepDocument, 'kind' | 'output'>[];

export function stagesOf(funnel: RunOutcome['funnel'], document: Parts | null, steps: Steps): Stage[] {
  const rest = restOf(document);
  const dropped: readonly (readonly StatementGroup[])[] = [
    [],
    unverifiedIn(steps),
    rest.filter(({ title }) => title.startsWith('Joined')),
    rest.filter(({ title }) => title.startsWith('Refuted')),
    rest.filter(({ title }) => !/^(?:Joined|Refuted)/.test(title)),
  ];
  const { statements, verified, merged, refuted, shown } = funnel;
  const stages = [
    ['statements', 'Statements', statements],
    ['checked', 'Citations checked', verified],
    ['merged', 'Merged', merged],
    ['challenged', 'Challenged', merged - refuted],
    ['shown', 'Shown', shown],
  ] as const;
  return stages.map(([name, title, count], at) => ({
    ...{ name, title, count },
    dropped: dropped[at] ?? [],
    left: dropped.slice(at + 1).flat(),
  }));
}

function restOf(document: Parts | null): StatementGroup[] {
  return (document?.rest ?? []).map(({ title, blocks }) => ({
    title,
    items: blocks.flatMap((block) => (block.type === 'list' ? block.items : [])),
  }));
}

/** What no citation holds of: the report only counts it, the steps that check citations list it. */
function unverifiedIn(steps: Steps): StatementGroup[] {
  const found = steps.filter(({ kind }) => kind === 'code').flatMap(({ output }) => unverifiedOf(output));
  const items = found.map(({ step_id, title, why }) => ({
    text: `${escaped(title)} — ${escaped(why.replaceAll('-', ' '))}, by ${escaped(step_id)}`,
    below: [],
  }));
  return items.length === 0 ? [] : [{ title: `No citation holds (${items.length})`, items }];
}

interface Unverified {
  readonly step_id: string;
  readonly title: string;
  readonly why: string;
}

function unverifiedOf(output: string | null): Unverified[] {
  if (output === null || !output.includes('"unverified"')) return [];
  try {
    const parsed: { readonly unverified?: unknown } = JSON.parse(output);
    return Array.isArray(parsed.unverified) ? parsed.unverified.filter(isUnverified) : [];
  } catch {
    return [];
  }
}

function isUnverified(value: unknown): value is Unverified {
  const parts = (value ?? {}) as Partial<Record<keyof Unverified, unknown>>;
  return [parts.step_id, parts.title, parts.why].every((part) => typeof part === 'string');
}

/** Text of an agent as one line of Markdown in which it is only text. */
const escaped = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[!-/:-@[-`{-~]/g, (char) => `\\${char}`);
