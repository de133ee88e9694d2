/** The facts of a test plan in its report: source that no test reaches, changed files with their tests, and the layout of tests. */
import type { ReportBlock, ReportSection } from '../../runner/core/report-document.ts';
import { type EvidencePack, factsOf, HISTORY_MONTHS, type Scope } from '../contracts/evidence-pack.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { list, section, table, text } from '../report/sections.ts';
import { count, functionName, list as joined } from '../wording.ts';
import {
  type ChangedFile,
  changedFiles,
  riskyFiles,
  testLayout,
  unreadLanguages,
  untestedFiles,
} from './tests-today.ts';

const MOST_FILES = 10;
const MOST_GROUPS = 4;
const MOST_TESTS = 2;

/** What stands first without a model: the riskiest file without a test. */
export function testReachLine(pack: EvidencePack, scope: Scope): string {
  if (scope.base !== null) {
    const files = changedFiles(pack, scope);
    const [first] = files;
    if (first === undefined) return 'The change touches no source.';
    const named = first.tests?.length === 0 ? ` Riskiest: ${first.fact.path}.` : '';
    return `${changeText(files)}${named}`;
  }
  const [first] = [...untestedFiles(pack), ...riskyFiles(pack, scope)];
  return first === undefined ? reachText(pack, scope) : `${reachText(pack, scope)} Riskiest: ${first.path}.`;
}

/** `No test reaches 2 of 9 changed source files through imports.` */
function changeText(files: readonly ChangedFile[]): string {
  const bare = files.filter(({ tests }) => tests?.length === 0).length;
  const unknown = files.filter(({ tests }) => tests === null).length;
  const all = count(files.length, 'changed source file');
  const open = unknown === 0 ? '' : ` For ${unknown} that is not known.`;
  if (unknown === files.length) return `What tests reach is not known for the ${all}.`;
  return bare === 0
    ? `Tests reach ${unknown === 0 ? 'each' : files.length - unknown} of ${all} through imports.${open}`
    : `No test reaches ${bare} of ${all} through imports.${open}`;
}

const UNSEEN = 'Tests that only start the program as a process or call it over a network are not seen here.';

/** Ten files that no test reaches, and where they are few, the riskiest of the others. */
export function untestedSections({ pack, scope }: ReportModel, page: Page): ReportSection[] {
  if (pack === null || scope === null) return [];
  const files = untestedFiles(pack);
  const rows = files
    .slice(0, MOST_FILES)
    .map(({ path, complexity, changes, fan_in, hardest }) => [
      page.at({ path, line: null }),
      String(complexity),
      String(changes),
      String(fan_in),
      hardest === null || hardest.data.complexity < LEAST_COMPLEXITY
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
    page.at({ path, line: null }),
    String(complexity),
    String(changes),
    String(fan_in),
    tests.length > 0 ? testsText(tests, page) : reaching > 0 ? `${reaching}, all through other files` : '–',
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

export function changedSection({ pack, scope }: ReportModel, page: Page): ReportSection[] {
  if (pack === null || scope === null) return [];
  const files = changedFiles(pack, scope);
  if (files.length === 0) return [];
  const rows = files
    .slice(0, MOST_FILES)
    .map(({ fact: { path, data }, tests }) => [
      page.at({ path, line: null }),
      `+${data.added} −${data.deleted}`,
      testsText(tests, page),
    ]);
  const touched = factsOf(pack, 'diff').filter(({ data }) => data.role === 'test').length;
  const rest = files.length - rows.length;
  return section(
    'Changed files and their tests',
    text(
      `${changeText(files)} The change touches ${touched === 0 ? 'no test files' : count(touched, 'test file')}. ${UNSEEN}`,
    ),
    table(['File', 'Lines', 'Reached by'], rows),
    text(rest > 0 ? `And ${rest} more.` : ''),
  );
}

function testsText(tests: readonly string[] | null, page: Page): string {
  if (tests === null) return 'not known';
  if (tests.length === 0) return '**no test**';
  const named = tests
    .slice(0, MOST_TESTS)
    .map((path) => page.at({ path, line: null }))
    .join(', ');
  return tests.length > MOST_TESTS ? `${named} and ${tests.length - MOST_TESTS} more` : named;
}

export function layoutSection({ pack, scope }: ReportModel): ReportSection[] {
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
