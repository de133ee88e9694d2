/** The parts of the line below the verdict: how large the run was, who read what, and what of it is left. */
import { linkText } from '../../runner/core/pull-request.ts';
import type { CloneGap } from '../contracts/project-facts.ts';
import { many } from '../wording.ts';
import { prose } from './markdown.ts';
import { funnelOf, isWithoutModel, type ReportModel } from './report-model.ts';

export function quietLine(model: ReportModel): string[] {
  const agents = model.steps.filter(
    ({ kind, status }) => kind === 'agent' && (status === 'completed' || status === 'failed'),
  );
  return [
    model.band,
    ...(model.fast ? ['fast'] : []),
    many(agents.length, 'agent'),
    modelName(model),
    ...filesPart(model),
    ...funnelPart(model),
    ...gapParts(model),
    ...requestPart(model),
  ];
}

function modelName(model: ReportModel): string {
  if (isWithoutModel(model)) return 'no model configured';
  return `model ${model.model === null ? `default (${prose(model.backend)})` : prose(model.model)}`;
}

/** With a model what agents say that they read; without one every file is analyzed, and nobody reads. */
function filesPart(model: ReportModel): string[] {
  const { scope, verified, verdict, compares } = model;
  if (scope === null || verified === null) return [];
  const changed = new Set(scope.changed.map(({ path }) => path));
  const asked = compares ? scope.files.filter(({ path }) => changed.has(path)) : scope.files;
  const what = compares ? 'changed file' : 'file';
  if (isWithoutModel(model)) {
    const shown = verdict.claims.filter(({ outcome }) => outcome === 'shown');
    const cited = new Set(shown.flatMap(({ evidence }) => evidence.flatMap(({ path }) => path ?? [])));
    const count = asked.filter(({ path }) => cited.has(path)).length;
    return [`${many(asked.length, what)} analyzed, ${count} cited`];
  }
  // What an agent cites and holds, it has read, whether or not its contract asks for a list.
  const cited = verified.claims
    .filter(({ source }) => source === 'agent')
    .flatMap(({ evidence }) => evidence.flatMap(({ path }) => path ?? []));
  const read = new Set([...verified.filesRead, ...cited]);
  return [`${asked.filter(({ path }) => read.has(path)).length} of ${many(asked.length, what)} read`];
}

function funnelPart(model: ReportModel): string[] {
  if (model.verified === null) return [];
  const { statements, shown, refuted } = funnelOf(model);
  return [`${many(statements, 'statement')} → ${shown} shown${refuted === 0 ? '' : `, ${refuted} refuted`}`];
}

const GAPS: Readonly<Record<CloneGap['kind'], (n: number) => string>> = {
  'no-history': () => 'history: none',
  'shallow-history': (n) => `history: shallow clone (${many(n, 'commit')})`,
  'missing-history': (n) => `history: ${many(n, 'commit')}, older ones are not in this clone`,
  'missing-files': (n) => `${many(n, 'file')} missing in this clone`,
};

/** What a shallow, partial or damaged clone lacks; stored packs of older versions say nothing of it. */
function gapParts({ pack }: ReportModel): string[] {
  return (pack?.gaps ?? []).map((gap) => GAPS[gap.kind](gap.many));
}

/** Its address is one that `parsePullRequest` made, without characters that Markdown reads. */
function requestPart({ pullRequest }: ReportModel): string[] {
  return pullRequest === null ? [] : [`[${linkText(pullRequest)}](${pullRequest.url})`];
}
