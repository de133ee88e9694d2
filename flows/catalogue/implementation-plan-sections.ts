/** The report of an implementation plan; without a model, what the change would reach and what not to forget. */

import { draftOf } from '../contracts/draft.ts';
import type { EvidencePack, Scope } from '../contracts/evidence-pack.ts';
import type { Plan } from '../contracts/plans.ts';
import { sourcePaths } from '../contracts/scope.ts';
import type { FlowSections, VerdictView } from '../report/document.ts';
import { basisSection, openSection, problemsSection, requestSection } from '../report/draft.ts';
import { section, text } from '../report/sections.ts';
import { count } from '../wording.ts';
import { blastRadius, namedFiles } from './blast-radius.ts';
import { checklistSection, radiusSection, shownRadius } from './blast-radius-section.ts';
import {
  approachSection,
  planLine,
  requirementSection,
  rolloutSection,
  scenarioSection,
  taskSection,
} from './plan-sections.ts';

export const implementationPlanSections: FlowSections = {
  verdict,
  before: ({ given }, page) => requestSection(given.ticket, page),
  after(model, page) {
    const { draft, verdict: judged, pack, scope, failure } = model;
    if (pack === null || scope === null || failure !== null) return [];
    const plan = draftOf(draft, 'Plan');
    const files = concerned(plan?.document ?? null, pack, scope);
    const reached = shownRadius(files, pack, scope);
    const radius = radiusSection(reached, files.length);
    if (draft === null || plan === null || !plan.written) {
      const nothing = text(`The repository has no words of this request. Name files, functions or routes.`);
      return files.length === 0
        ? section('Blast radius', nothing)
        : [...radius, ...checklistSection(reached, pack, scope, page)];
    }
    const { tasks } = plan.document;
    return [
      ...approachSection(plan.document, judged, page),
      ...taskSection(tasks, page),
      ...requirementSection(judged, tasks, page),
      ...scenarioSection(judged, page),
      ...rolloutSection(plan.document, page),
      ...radius,
      ...openSection(plan.document, page),
      ...problemsSection(plan, page),
      ...basisSection(plan, page),
    ];
  },
};

/** The files that the plan changes and that are there; without a plan, those that speak of the request. */
function concerned(plan: Plan | null, pack: EvidencePack, scope: Scope): string[] {
  const there = sourcePaths(scope.files);
  const planned = plan?.tasks
    .flatMap(({ files }) => files.map(({ path }) => path))
    .filter((path) => there.has(path));
  const paths = planned === undefined || planned.length === 0 ? namedFiles(pack, scope) : planned;
  return [...new Set(paths)];
}

function verdict({ draft, pack, scope }: VerdictView): string | null {
  const plan = draftOf(draft, 'Plan');
  if (plan?.written === true) return planLine(plan.document.tasks) ?? 'No plan: its author named no task.';
  if (pack === null || scope === null) return null;
  return `No plan: no model is configured. ${reachLine(namedFiles(pack, scope), pack, scope)}`;
}

/** `4 files speak of it; 12 files import them, 3 tests reach them.` */
export function reachLine(files: readonly string[], pack: EvidencePack, scope: Scope): string {
  if (files.length === 0) return 'The repository has no words of the request.';
  const { dependents, tests } = blastRadius(files, pack, scope);
  const [them, speak] = files.length === 1 ? ['it', 'speaks'] : ['them', 'speak'];
  const importing =
    dependents === 0
      ? `no other file imports ${them}`
      : `${count(dependents, 'file')} depend${dependents === 1 ? 's' : ''} on ${them}`;
  const testing =
    tests === 0
      ? `no test reaches ${them}`
      : `${count(tests, 'test file')} reach${tests === 1 ? 'es' : ''} ${them}`;
  return `${count(files.length, 'source file')} ${speak} of the request; ${importing}, ${testing}.`;
}
