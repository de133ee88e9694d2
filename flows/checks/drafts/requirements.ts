/** What is wrong with requirements and with a test plan, as far as code can tell. Pure. */
import type { DraftProblem } from '../../contracts/draft.ts';
import { type EvidencePack, factsOf } from '../../contracts/evidence-pack.ts';
import type { RequirementSet, TestPlan } from '../../contracts/plans.ts';
import { type DraftView, fileOf, problem, repeatedIds, unknownIds, vagueIn } from './draft-view.ts';
import { earsProblems } from './ears.ts';

export function requirementProblems(
  { requirements, questions }: RequirementSet,
  { pack }: Pick<DraftView, 'pack'>,
): DraftProblem[] {
  if (requirements.length === 0) return [problem('', 'It has no requirements.')];
  const ids = new Set(requirements.map(({ id }) => id));
  const knows = pack === null ? () => true : knownPart(namesIn(pack));
  return [
    ...repeatedIds(requirements),
    ...requirements.flatMap((one) => [
      ...earsProblems(one).map((text) => problem(one.id, text)),
      ...vagueIn(one.id, [`${one.trigger}, ${one.response}`]),
      ...(knows(one.system) ? [] : [problem(one.id, `The repository has no part called “${one.system}”.`)]),
    ]),
    ...questions.flatMap(({ blocks }, at) => unknownIds(`question ${at + 1}`, 'requirement', blocks, ids)),
  ];
}

/** What the parts of a repository are called: files, symbols, routes, packages, programs and variables. */
function namesIn(pack: EvidencePack): string[] {
  return [
    ...(pack.measures ?? []).map(({ path }) => path),
    ...pack.facts.flatMap(({ path, subject }) => [path ?? '', subject ?? '']),
    ...factsOf(pack, 'exports').flatMap(({ data }) => data.symbols),
    ...factsOf(pack, 'entry').flatMap(({ value, data }) => [String(value), data.target]),
  ];
}

/** Words of names that do not say which part is meant. */
const GENERAL = new Set(
  `a an and api app application backend class cli client command component endpoint for frontend function handler in interface
  layer library module of package page part product program project route server service site system the this tool ui user
  website`.split(/\s+/),
);

/** Whether one of the names has a word of the part's name. A name for the whole, such as "the system", is always known. */
export function knownPart(names: readonly string[]): (system: string) => boolean {
  const known = new Set(names.flatMap(wordsIn));
  return (system) => {
    const words = wordsIn(system).filter((word) => !GENERAL.has(word));
    return words.length === 0 || words.some((word) => known.has(word) || known.has(`${word}s`));
  };
}

function wordsIn(name: string): string[] {
  return name
    .split(/[^\p{L}\p{N}]+|(?<=[\p{Ll}\d])(?=\p{Lu})/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

export function testPlanProblems(plan: TestPlan, { has, requirements }: DraftView): DraftProblem[] {
  const { risks, cases } = plan;
  if (cases.length === 0) return [problem('', 'It has no cases.')];
  const known = new Set(risks.map(({ id }) => id));
  const asked = new Set(requirements.map(({ id }) => id));
  const covered = new Set(cases.flatMap((one) => one.risks));
  return [
    ...repeatedIds(risks),
    ...repeatedIds(cases),
    ...cases.flatMap((one) => [
      ...(has(fileOf(one.target)) ? [] : [problem(one.id, `Its target \`${one.target}\` does not exist.`)]),
      ...unknownIds(one.id, 'risk', one.risks, known),
      ...(asked.size === 0 ? [] : unknownIds(one.id, 'requirement', one.requirements, asked)),
      ...(one.risks.length + one.requirements.length === 0
        ? [problem(one.id, 'It covers no risk and no requirement.')]
        : []),
      ...vagueIn(one.id, [one.expected]),
      ...(EMPTY.test(one.expected.trim()) ? [problem(one.id, 'It expects only that it works.')] : []),
    ]),
    ...risks.filter(({ id }) => !covered.has(id)).map(({ id }) => problem(id, 'No case covers it.')),
  ];
}

/** A result that every case has. */
const EMPTY =
  /^(?:it |everything |all |the \w+ )?(?:works?|succeeds?|passes|is (?:ok|fine|successful)|does not (?:fail|throw|crash)|no errors?(?: (?:is|are) (?:thrown|raised|reported))?)\.?$/iu;
