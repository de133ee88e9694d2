/** The sections of a test plan: its risks and cases where a model wrote them, and what the facts say of the tests that are there. */
import type { ReportBlock, ReportSection } from '../../runner/core/report-document.ts';
import type { JudgedClaim } from '../contracts/checked.ts';
import { draftOf } from '../contracts/draft.ts';
import { type EvidencePack, factsOf, HISTORY_MONTHS, type Scope } from '../contracts/evidence-pack.ts';
import type { FlowSections, VerdictView } from '../report/document.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { list, section, table, text } from '../report/sections.ts';
import { count, functionName, list as joined } from '../wording.ts';
import { changedFiles, riskyFiles, testLayout, unreadLanguages, untestedFiles } from './tests-today.ts';

const MOST_FILES = 10;
const MOST_GROUPS = 6;
const MOST_TESTS = 3;

export const testPlanSections: FlowSections = {
  verdict: verdictOf,
  after: (model, page) => {
    if (model.failure !== null) return [];
    const draft = draftOf(model.draft, 'TestPlan');
    return [
      ...risks(draft, page),
      ...cases(draft, page),
      ...section(
        'Not worth testing',
        list(
          (draft?.document.notWorthTesting ?? []).map(
            ({ text: what, why }) => `${page.said(what)} — ${page.said(why)}`,
          ),
        ),
      ),
      ...section(
        'Open questions of the plan',
        list((draft?.document.openQuestions ?? []).map((one) => page.said(one))),
      ),
      ...draftProblems(draft, page),
      ...(model.compares ? changed(model, page) : untested(model, page)),
      ...howToRun(draft, page),
      ...layout(model),
    ];
  },
};

type Draft = ReturnType<typeof draftOf<'TestPlan'>>;

function verdictOf({ draft: checked, pack, scope }: VerdictView): string | null {
  const draft = draftOf(checked, 'TestPlan');
  if (draft === null || pack === null || scope === null) return null;
  if (draft.written) {
    const { cases: planned } = draft.document;
    const grave = standing(draft, 'risk').filter(({ item }) => item.level === 'high').length;
    return `${count(planned.length, 'case')} for ${count(standing(draft, 'risk').length, 'risk')}, ${grave} of them high.`;
  }
  return `${factsVerdict(pack, scope)} No cases without a model.`;
}

/** What stands first without a model: the riskiest file without a test. */
function factsVerdict(pack: EvidencePack, scope: Scope): string {
  if (scope.base !== null) {
    const files = changedFiles(pack, scope);
    const bare = files.filter(({ tests }) => tests?.length === 0);
    const [first] = bare;
    const named = first === undefined ? '' : `, riskiest ${first.fact.path}`;
    return files.length === 0
      ? 'The change touches no source.'
      : `No test reaches ${bare.length} of ${count(files.length, 'changed source file')}${named}.`;
  }
  const [first] = [...untestedFiles(pack), ...riskyFiles(pack, scope)];
  return first === undefined ? reachText(pack, scope) : `${reachText(pack, scope)} Riskiest: ${first.path}.`;
}

function standing(draft: Draft, kind: string): JudgedClaim[] {
  return (draft?.claims ?? []).filter((claim) => claim.kind === kind && claim.outcome !== 'refuted');
}

function risks(draft: Draft, page: Page): ReportSection[] {
  const lines = standing(draft, 'risk').map((claim) => ({
    text: `**${String(claim.item.id)} ${page.said(claim.title)}** (${String(claim.item.level)}) — ${page.said(claim.claim)} [${claim.id}]`,
    below: page.citations(claim.evidence).map((citation) => citation.text),
  }));
  return section('Risks', list(lines));
}

function cases(draft: Draft, page: Page): ReportSection[] {
  const lines = (draft?.document.cases ?? []).map(
    ({ id, level, target, given, when, expected, ...covers }) => {
      const covered = [...covers.risks, ...covers.requirements];
      return `**${id}** ${level} · ${codeSpan(target)} — given ${page.said(given)}, when ${page.said(when)}, then ${page.said(expected)}${covered.length === 0 ? '' : ` (covers ${prose(joined(covered, 6))})`}`;
    },
  );
  return section('Cases', list(lines));
}

function draftProblems(draft: Draft, page: Page): ReportSection[] {
  const found = (draft?.problems ?? []).map(({ at, text: said }) =>
    page.said(at === '' ? said : `${at}: ${said}`),
  );
  return section('Problems found by code', list(found));
}

function howToRun(draft: Draft, page: Page): ReportSection[] {
  const lines = standing(draft, 'command').map(({ title, evidence }) => {
    const [source] = evidence;
    return `${codeSpan(title)}${source === undefined ? '' : ` — by ${page.place(source)}`}`;
  });
  return section('How to run the tests', list(lines));
}

const UNSEEN = 'Tests that only start the program as a process or call it over a network are not seen here.';

/** Ten files that no test reaches, and where they are few, the riskiest of the others. */
function untested({ pack, scope }: ReportModel, page: Page): ReportSection[] {
  if (pack === null || scope === null) return [];
  const files = untestedFiles(pack);
  const rows = files
    .slice(0, MOST_FILES)
    .map(({ path, complexity, changes, fan_in, hardest }) => [
      page.location({ path, start: null, side: 'head' }),
      String(complexity),
      String(changes),
      String(fan_in),
      hardest === null || Number(hardest.value) < LEAST_COMPLEXITY
        ? '–'
        : `${prose(functionName(hardest.data.name))}, line ${hardest.line}`,
    ]);
  const near = files.some(({ isNear }) => isNear) ? 'Those that speak of the focus first, then by' : 'By';
  return [
    ...section(
      rows.length === 0 ? 'Test reach' : 'Source that no test reaches',
      text(prose(reachText(pack, scope))),
      text(rows.length === 0 ? '' : `${near} complexity × changes × importers. ${UNSEEN}`),
      table([...MEASURED, 'Most complex function'], rows),
    ),
    ...(rows.length < FEW_FILES
      ? section(rows.length === 0 ? 'Riskiest source' : 'Riskiest other source', risky(pack, scope, page))
      : []),
  ];
}

const MEASURED = ['File', 'Complexity', `Changes in ${HISTORY_MONTHS} months`, 'Importers'];
/** With fewer files that no test reaches, the riskiest of the others are worth a look. */
const FEW_FILES = 5;

function risky(pack: EvidencePack, scope: Scope, page: Page): ReportBlock {
  const rows = riskyFiles(pack, scope).map(({ path, complexity, changes, fan_in, tests, reaching }) => [
    page.location({ path, start: null, side: 'head' }),
    String(complexity),
    String(changes),
    String(fan_in),
    tests.length > 0 ? testsText(tests) : reaching > 0 ? `${reaching}, all through other files` : '–',
  ]);
  return table([...MEASURED, 'Tests'], rows);
}

/** A function below this is not worth naming. */
const LEAST_COMPLEXITY = 4;

function reachText(pack: EvidencePack, scope: Scope): string {
  const whole = factsOf(pack, 'test-reach').find(({ path }) => path === null);
  const unread = unreadLanguages(scope);
  const notRead =
    unread.length === 0 ? '' : `Which source tests reach is not known for ${joined(unread, 4)}.`;
  if (whole?.data.of !== undefined) {
    const [n, of] = [Number(whole.value), whole.data.of];
    const share = Math.round((100 * n) / of);
    const said =
      n === 0
        ? `Tests reach each of ${count(of, 'source file')} through imports.`
        : `No test reaches ${n} of ${count(of, 'source file')} through imports (${share} %).`;
    return [said, notRead].filter((part) => part !== '').join(' ');
  }
  return [whyUnknown(pack), notRead].filter((part) => part !== '').join(' ');
}

function whyUnknown(pack: EvidencePack): string {
  const [tests] = factsOf(pack, 'tests');
  if (tests !== undefined && Number(tests.value) === 0) return 'There are no test files.';
  const note = pack.unavailable.find(({ kind, cut }) => kind === 'test-reach' && cut !== true);
  return note === undefined ? '' : `Which files tests reach is not known: ${note.reason}.`;
}

function changed({ pack, scope }: ReportModel, page: Page): ReportSection[] {
  if (pack === null || scope === null) return [];
  const files = changedFiles(pack, scope);
  if (files.length === 0) return [];
  const rows = files
    .slice(0, MOST_FILES)
    .map(({ fact: { path, data }, tests }) => [
      page.location({ path, start: null, side: 'head' }),
      `+${data.added} −${data.deleted}`,
      testsText(tests),
    ]);
  const bare = files.filter(({ tests }) => tests?.length === 0).length;
  const touched = factsOf(pack, 'diff').filter(({ data }) => data.role === 'test').length;
  const rest = files.length - rows.length;
  return section(
    'Changed files and their tests',
    text(
      `No test reaches ${bare} of ${count(files.length, 'changed source file')} through imports; the change touches ${count(touched, 'test file')}. ${UNSEEN}`,
    ),
    table(['File', 'Lines', 'Reached by'], rows),
    text(rest > 0 ? `And ${rest} more.` : ''),
  );
}

function testsText(tests: readonly string[] | null): string {
  if (tests === null) return 'not known';
  if (tests.length === 0) return '**no test**';
  const named = tests.slice(0, MOST_TESTS).map(codeSpan).join(', ');
  return tests.length > MOST_TESTS ? `${named} and ${tests.length - MOST_TESTS} more` : named;
}

function layout({ pack, scope }: ReportModel): ReportSection[] {
  const [tests] = pack === null ? [] : factsOf(pack, 'tests');
  if (scope === null || tests === undefined || Number(tests.value) === 0) return [];
  const groups = testLayout(scope);
  const rows = groups.slice(0, MOST_GROUPS).map(({ folder, pattern, files }) => {
    const where = folder === null ? 'beside the source' : `in ${codeSpan(`${folder}/`)}`;
    return `${codeSpan(pattern)} ${where}: ${count(files, 'file')}`;
  });
  const rest = groups.slice(MOST_GROUPS).reduce((sum, { files }) => sum + files, 0);
  return section(
    'Test layout',
    text(`${prose(tests.text)}.`),
    list(rest > 0 ? [...rows, `elsewhere: ${count(rest, 'file')}`] : rows),
  );
}
