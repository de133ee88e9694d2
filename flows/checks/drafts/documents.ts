/** What is wrong with a decision record and with a runbook, as far as code can tell. Pure. */
import type { Adr, Runbook } from '../../contracts/documents.ts';
import type { DraftProblem } from '../../contracts/draft.ts';
import { type EvidencePack, factsOf } from '../../contracts/evidence-pack.ts';
import { basisRefs, type DraftView, isBlank, problem, repeatedIds, unsound, vagueIn } from './draft-view.ts';

export function adrProblems(adr: Adr, { has, claims }: DraftView): DraftProblem[] {
  const { outcome, options, consequences, basis } = adr;
  const empty = [
    ...(isBlank(adr.context) ? ['context'] : []),
    ...(adr.drivers.length === 0 ? ['drivers'] : []),
    ...(consequences.good.length === 0 ? ['good consequences'] : []),
    ...(consequences.bad.length === 0 ? ['bad consequences'] : []),
    ...(isBlank(adr.confirmation) ? ['confirmation'] : []),
  ];
  const isListed = options.some(({ name }) => name === outcome.chosen);
  return [
    ...(empty.length === 0 ? [] : [problem('', `It leaves out: ${empty.join(', ')}.`)]),
    ...(options.length < 2 ? [problem('', 'It weighs fewer than two options.')] : []),
    ...(outcome.chosen !== null && !isListed
      ? [problem('', `It chooses “${outcome.chosen}”, which is none of its options.`)]
      : []),
    ...(adr.supersedes !== null && !has(adr.supersedes)
      ? [problem('', `It supersedes \`${adr.supersedes}\`, which does not exist.`)]
      : []),
    ...repeatedIds(basis),
    ...unsound(
      '',
      basisRefs([adr.context, ...adr.drivers, outcome.because, ...consequences.good, ...consequences.bad]),
      basis,
      claims,
    ),
    ...vagueIn('drivers', adr.drivers),
    ...vagueIn('confirmation', [adr.confirmation]),
  ];
}

export function runbookProblems(runbook: Runbook, { pack }: Pick<DraftView, 'pack'>): DraftProblem[] {
  const { services, commands, alerts, rollback, settings } = runbook;
  const has = (use: string): boolean => commands.some((command) => command.use === use);
  return [
    ...(services.length === 0 ? [problem('', 'It names no service.')] : []),
    ...(has('start') ? [] : [problem('', 'It does not say how to start it.')]),
    ...(isBlank(rollback) && !has('rollback') ? [problem('', 'It does not say how to roll back.')] : []),
    ...unreadSettings(settings, pack),
    ...vagueIn(
      'actions',
      alerts.flatMap(({ actions }) => actions),
    ),
    ...alerts.flatMap(({ symptom, checks, actions }) => [
      ...(checks.length === 0 ? [problem(symptom, 'It names nothing to check.')] : []),
      ...(actions.length === 0 ? [problem(symptom, 'It names nothing to do.')] : []),
    ]),
  ];
}

/** Variables in capitals that neither the source nor a container file has; none where those facts were cut. */
function unreadSettings(settings: Runbook['settings'], pack: EvidencePack | null): DraftProblem[] {
  if (pack === null || pack.unavailable.some(({ kind, cut }) => kind === 'env' || (kind === 'docker' && cut)))
    return [];
  const read = new Set(factsOf(pack, 'env').map(({ subject }) => subject));
  const named = factsOf(pack, 'docker').map(({ value }) => String(value));
  const isThere = (name: string): boolean => read.has(name) || named.some((text) => text.includes(name));
  return settings
    .filter(({ name }) => /^[A-Z][A-Z0-9_]+$/.test(name) && !isThere(name))
    .map(({ name }) => problem(name, `\`${name}\` is read nowhere in the source or in a container file.`));
}
