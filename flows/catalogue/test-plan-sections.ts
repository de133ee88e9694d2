/** The sections of a test plan: its risks and cases where a model wrote them, and what the facts say of the tests that are there. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { type EvidencePack, factsOf, HISTORY_MONTHS } from '../contracts/evidence-pack.ts';
import type { FlowSections } from '../report/document.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { list, section, table, text } from '../report/sections.ts';
import { count, functionName, list as joined } from '../wording.ts';
import { changedFiles, testLayout, unreadLanguages, untestedFiles } from './tests-today.ts';

const MOST_FILES = 10;
const MOST_GROUPS = 6;
const MOST_TESTS = 3;

export const testPlanSections: FlowSections = {
  after: (model, page) => {
    if (model.failure !== null || model.pack === null || model.scope === null) return [];
    return [...(model.compares ? changed(model, page) : untested(model, page)), ...layout(model)];
  },
};

const UNSEEN = 'Tests that only start the program as a process or call it over a network are not seen here.';

/** Ten files that no test reaches, or why that is not known. */
function untested(model: ReportModel, page: Page): ReportSection[] {
  const { pack } = model;
  if (pack === null) return [];
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
        : `${prose(functionName(hardest.data.name))} ${page.location({ path, start: hardest.line, side: 'head' })}`,
    ]);
  const near = files.some(({ isNear }) => isNear) ? 'Those that speak of the focus first, then by' : 'By';
  return section(
    'Not reached by any test',
    text(reachText(model)),
    text(rows.length === 0 ? '' : `${near} complexity × changes × importers. ${UNSEEN}`),
    table(
      ['File', 'Complexity', `Changes in ${HISTORY_MONTHS} months`, 'Importers', 'Most complex function'],
      rows,
    ),
  );
}

/** A function below this is not worth naming. */
const LEAST_COMPLEXITY = 4;

function reachText({ pack, scope }: ReportModel): string {
  if (pack === null || scope === null) return '';
  const whole = factsOf(pack, 'test-reach').find(({ path }) => path === null);
  const unread = unreadLanguages(scope);
  const notRead = unread.length === 0 ? '' : `What tests reach is not read for ${joined(unread, 4)}.`;
  if (whole?.data.of !== undefined) {
    const [n, of] = [Number(whole.value), whole.data.of];
    const share = Math.round((100 * n) / of);
    const said =
      n === 0
        ? `Tests reach each of ${count(of, 'source file')} through imports.`
        : `No test reaches ${n} of ${count(of, 'source file')} through imports (${share} %).`;
    return [said, notRead].filter((part) => part !== '').join(' ');
  }
  return prose([whyUnknown(pack), notRead].filter((part) => part !== '').join(' '));
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
