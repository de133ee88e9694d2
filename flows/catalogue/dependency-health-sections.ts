/**
 * The sections of a dependency report: what there is and under which licenses, before the findings; then breaches of the
 * policy, the order of upgrades, what is unused or undeclared, and always what nobody checked.
 */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { liveClaims } from '../contracts/checked.ts';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { NO_LICENCE } from '../contracts/project-facts.ts';
import { isAllowed, isStrongCopyleft, parsePolicy } from '../license-policy.ts';
import type { FlowSections } from '../report/document.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { type ReportModel, toldFacts } from '../report/report-model.ts';
import { list as items, section, table, text } from '../report/sections.ts';
import { totalOf } from '../rules/rule.ts';
import { capitalized, count, list } from '../wording.ts';
import { packageCounts } from './package-counts.ts';

export const dependencyHealthSections: FlowSections = {
  before: (model) => (model.failure === null ? [...atAGlance(model), ...licenses(model)] : []),
  after: (model, page) => [
    ...(model.failure === null ? policyBreaches(model) : []),
    ...upgrades(model, page),
    ...(model.failure === null ? unusedAndUndeclared(model, page) : []),
    ...notChecked(model),
  ],
};

function atAGlance({ pack }: ReportModel): ReportSection[] {
  if (pack === null) return [];
  const rows = packageCounts(pack);
  return rows.length === 0
    ? section(
        'At a glance',
        text('No manifest of a package manager was found, so there are no dependencies to judge.'),
      )
    : section('At a glance', items(rows));
}

const MOST_LICENSES = 12;
const MOST_NAMES = 3;

/** As lock files record them. What a policy or the project's own license makes of them is said beside them. */
function licenses({ pack, given }: ReportModel): ReportSection[] {
  if (pack === null) return [];
  const facts = factsOf(pack, 'licences');
  const policy = parsePolicy(given.policy ?? '');
  const rows = [...facts]
    .sort((a, b) => Number(noteOf(b, pack) !== '') - Number(noteOf(a, pack) !== ''))
    .slice(0, MOST_LICENSES)
    .map((fact) => [
      fact.subject === NO_LICENCE ? 'none recorded' : prose(fact.subject ?? ''),
      String(fact.value),
      String(fact.data.production),
      ...(policy === null ? [] : [verdictOf(fact, policy)]),
      noteOf(fact, pack),
    ]);
  const rest = (totalOf(pack, 'licences') ?? facts.length) - rows.length;
  return section(
    'Licenses',
    table(['License', 'Packages', 'In production', ...(policy === null ? [] : ['Policy']), 'Note'], rows),
    text(rest > 0 ? `And ${count(rest, 'other license')}.` : ''),
  );
}

type Policy = NonNullable<ReturnType<typeof parsePolicy>>;

function verdictOf({ subject, data }: FactOf<'licences'>, policy: Policy): string {
  if (subject === NO_LICENCE) return 'unknown';
  if (isAllowed(policy, subject ?? '')) return 'allowed';
  return data.production > 0 ? '**not allowed**' : 'not allowed, development only';
}

const PERMISSIVE = /^\(?(MIT|ISC|BSD|Apache|0BSD|Unlicense|CC0|Zlib|BlueOak)/i;

/** Names what a reader would look up: packages without a license, and copyleft in what is not copyleft itself. */
function noteOf({ subject, data }: FactOf<'licences'>, pack: EvidencePack): string {
  const names = list(data.packages.map(codeSpan), MOST_NAMES);
  if (data.production === 0) return '';
  if (subject === NO_LICENCE) return names;
  const own = factsOf(pack, 'about').find((fact) => fact.subject === 'license');
  if (!isStrongCopyleft(subject ?? '')) return '';
  const isPermissive = own !== undefined && PERMISSIVE.test(String(own.value));
  return isPermissive
    ? `strong copyleft, the project is ${prose(String(own.value))}: ${names}`
    : `strong copyleft: ${names}`;
}

/** Only with a policy: what a list of licenses does not allow, or why it could not be applied. */
function policyBreaches({ pack, given }: ReportModel): ReportSection[] {
  const said = given.policy ?? '';
  if (pack === null || said === '') return [];
  const policy = parsePolicy(said);
  if (policy === null)
    return section(
      'Policy breaches',
      text(
        'The policy is not a list of licenses such as `MIT, Apache-2.0, BSD-*`, so no rule could apply it.',
      ),
    );
  const facts = factsOf(pack, 'licences').filter(({ subject }) => subject !== NO_LICENCE);
  const breaches = facts.filter(
    ({ subject, data }) => data.production > 0 && !isAllowed(policy, subject ?? ''),
  );
  if (facts.length === 0)
    return section(
      'Policy breaches',
      text('No lock file records licenses, so the policy could not be applied.'),
    );
  if (breaches.length === 0)
    return section(
      'Policy breaches',
      text('None: the policy allows every license that is recorded for a production package.'),
    );
  const rows = breaches.map(({ subject, data }) => [
    prose(subject ?? ''),
    list(data.packages.map(codeSpan), MOST_PACKAGES),
  ]);
  return section('Policy breaches', table(['License', 'Production packages'], rows));
}

const MOST_PACKAGES = 8;

/** In the order in which it is due. */
function upgrades({ verdict }: ReportModel, page: Page): ReportSection[] {
  const rows = liveClaims(verdict, 'dependency').map(({ id, item, claim, evidence }) => {
    const at = evidence.find(({ path }) => path !== null);
    const version = typeof item.version === 'string' ? ` ${page.plain(item.version)}` : '';
    return [
      `${codeSpan(`${page.plain(String(item.name ?? ''))}${version}`)} [${id}]`,
      capitalized(page.said(String(item.action ?? ''))),
      page.said(claim),
      at === undefined ? '–' : page.location(at),
    ];
  });
  return section('Upgrade order', table(['Package', 'Do', 'Why', 'Where'], rows));
}

const MOST_ROWS = 15;
/** Ecosystems in which declarations are compared with uses. */
const COMPARED: ReadonlySet<string> = new Set(['npm', 'python', 'go', 'cargo']);

/** Each at its line; findings tell of some of them with their consequences. */
function unusedAndUndeclared({ pack, verdict }: ReportModel, page: Page): ReportSection[] {
  if (pack === null) return [];
  const told = toldFacts(verdict);
  const found = [...factsOf(pack, 'undeclared-import'), ...factsOf(pack, 'unused-dependency')];
  const rows = found
    .filter(({ id }) => !told.has(id))
    .slice(0, MOST_ROWS)
    .map((fact) => [
      codeSpan(fact.subject ?? ''),
      fact.kind === 'undeclared-import'
        ? `imported, not in ${codeSpan(fact.data.manifest)}`
        : 'declared, not used',
      page.at(fact),
    ]);
  const compared = ecosystemsOf(pack).filter((name) => COMPARED.has(name));
  const none = found.length === 0 && compared.length > 0 ? `None found (${compared.join(', ')}).` : '';
  return section('Unused and undeclared', table(['Package', 'What', 'Where'], rows), text(none));
}

function ecosystemsOf(pack: EvidencePack): string[] {
  const names = factsOf(pack, 'manifests').map(({ data }) => data.ecosystem);
  return [...new Set(names)].filter((name) => name !== 'make');
}

/** Nothing of it is a gap of this run: no database and no registry is asked. */
function notChecked({ pack }: ReportModel): ReportSection[] {
  const ecosystems = pack === null ? [] : ecosystemsOf(pack);
  const uncompared = ecosystems.filter((name) => !COMPARED.has(name));
  const unlicensed = pack === null ? [] : locksWithoutLicenses(pack);
  return section(
    'Not checked',
    items([
      'Vulnerabilities: not checked (no database)',
      'Newer versions, and packages that were abandoned without a mark: not checked (no registry)',
      ...(unlicensed.length === 0
        ? []
        : [`Licenses: not recorded in ${list(unlicensed.map(codeSpan), MOST_NAMES)}`]),
      ...(uncompared.length === 0
        ? []
        : [`Unused and undeclared packages of ${uncompared.join(', ')}: not compared`]),
    ]),
  );
}

function locksWithoutLicenses(pack: EvidencePack): string[] {
  return factsOf(pack, 'lockfile').flatMap(({ subject, path, value, data }) =>
    subject === null && path !== null && Number(value) > 0 && (data.licensed ?? 0) === 0 ? [path] : [],
  );
}
