/** The sections of a security review after what is exploitable: what to harden, where trust ends, threats, secrets, delivery, and what was not covered. */

import type { ReportSection } from '../../runner/core/report-document.ts';
import { countInWords } from '../checks/severity.ts';
import { type JudgedClaim, liveClaims, shownFindings } from '../contracts/checked.ts';
import { type EvidencePack, type FactKind, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { STRIDE } from '../contracts/surfaces.ts';
import { factsAbout } from '../evidence/about-change.ts';
import type { FlowSections, VerdictView } from '../report/document.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { isWithoutModel, type ReportModel } from '../report/report-model.ts';
import { list, section, table, text } from '../report/sections.ts';
import { capitalized, clip, count, list as inWords } from '../wording.ts';
import { items } from './claim-items.ts';
import { sinkSection } from './sink-section.ts';

export const securityReviewSections: FlowSections = {
  verdict: treeVerdict,
  after: (model, page) =>
    model.failure === null
      ? [
          ...sinkSection(model, page),
          ...trustBoundaries(model, page),
          ...strideGrid(model, page),
          ...credentials(model, page),
          ...delivery(model, page),
          ...notCovered(model),
        ]
      : [],
};

/** Of a tree, nobody asks whether it may be merged; a change has the verdict of every review. */
function treeVerdict({ verdict, scope, read }: VerdictView): string | null {
  const findings = shownFindings(verdict);
  if (scope === null || scope.base !== null || (findings.length === 0 && !read)) return null;
  const counts = countInWords(findings);
  if (findings.length === 0) return 'No path was found on which this can be abused.';
  const isGrave = findings.some(({ severity }) => severity === 'P0' || severity === 'P1');
  const found = isGrave ? `Fix first: ${counts}` : `No grave finding: ${counts}`;
  return read ? `${found}.` : `${found}. Pattern matches; not reviewed by a model.`;
}

/** In a run that compares, the facts about the change. */
function concerned<K extends FactKind>({ pack, scope }: ReportModel, kind: K): FactOf<K>[] {
  return pack === null || scope === null ? [] : factsAbout(pack, scope, kind);
}

const MOST_ROUTES = 8;

/** Where trust ends by the threat model; without one, the files in which requests arrive. */
function trustBoundaries(model: ReportModel, page: Page): ReportSection[] {
  const { verdict } = model;
  const boundaries = liveClaims(verdict, 'boundary');
  const assets = liveClaims(verdict, 'asset');
  if (boundaries.length + assets.length > 0) {
    return section(
      'Trust boundaries',
      items(boundaries.map(betweenIn), page),
      text(assets.length === 0 ? '' : 'Worth attacking:'),
      items(assets, page),
    );
  }
  const byFile = [...Map.groupBy(concerned(model, 'routes'), ({ path }) => path ?? '')]
    .map(([path, routes]) => ({ path, routes }))
    .sort((a, b) => b.routes.length - a.routes.length);
  const lines = byFile.slice(0, MOST_ROUTES).map(({ path, routes }) => {
    const named = inWords(
      routes.map(({ subject }) => codeSpan(clip(subject ?? '', 60))),
      3,
    );
    return `${codeSpan(path)}: ${count(routes.length, 'route')} — ${named}`;
  });
  const rest = byFile.length - lines.length;
  return section(
    'Where requests arrive',
    list(lines),
    text(rest > 0 ? `And ${count(rest, 'other file')}.` : ''),
  );
}

/** A boundary's two sides are what it says of itself. */
function betweenIn(claim: JudgedClaim): JudgedClaim {
  const { between } = claim.item;
  return typeof between === 'string' ? { ...claim, claim: between } : claim;
}

/** The threats in the order of STRIDE; what has none is named in one line. */
function strideGrid({ verdict }: ReportModel, page: Page): ReportSection[] {
  const threats = liveClaims(verdict, 'threat');
  if (threats.length === 0) return [];
  const of = (letter: string): JudgedClaim[] => threats.filter(({ item }) => item.stride === letter);
  const rows = STRIDE.flatMap((letter) =>
    of(letter).map((threat) => [
      capitalized(letter),
      `${page.said(threat.title)} [${threat.id}]`,
      page.said(threat.claim),
      said(threat.item.precondition, page),
      said(threat.item.existingControl, page),
      page.location(threat.evidence.find(({ start }) => start !== null) ?? null),
    ]),
  );
  const none = STRIDE.filter((letter) => of(letter).length === 0);
  return section(
    'STRIDE grid',
    table(['Threat', 'Element', 'Scenario', 'Needs', 'Control today', 'Location'], rows),
    text(none.length === 0 ? '' : `No threat named: ${none.join(', ')}.`),
  );
}

function said(value: unknown, page: Page): string {
  return typeof value === 'string' && value.trim() !== '' ? page.said(value) : '–';
}

const MOST_PLACES = 3;
const WHERE = { src: 'Source', test: 'Tests', docs: 'Documentation' } as const;

/** Beside those that are findings: counted, with a few places. */
function credentials(model: ReportModel, page: Page): ReportSection[] {
  const told = new Set(
    shownFindings(model.verdict).flatMap(({ evidence }) =>
      evidence.map(({ path, start }) => `${path}:${start}`),
    ),
  );
  const facts = concerned(model, 'secrets').filter(({ path, line }) => !told.has(`${path}:${line}`));
  const rows = (['src', 'test', 'docs'] as const).flatMap((role) => {
    const own = facts.filter(({ data }) => data.role === role);
    if (own.length === 0) return [];
    const places = own.slice(0, MOST_PLACES).map((fact) => page.at(fact));
    return [[WHERE[role], String(own.length), places.join(', ')]];
  });
  return section(
    'Possible credentials',
    text(rows.length === 0 ? '' : 'Matched by the form of known keys, not tried whether they are live.'),
    table(['Where', 'Count', 'Such as'], rows),
  );
}

/** What runs while dependencies are installed, and what outsiders or a moved tag can do in CI. */
function delivery(model: ReportModel, page: Page): ReportSection[] {
  const { pack } = model;
  if (pack === null) return [];
  const lines = [
    ...ownScripts(model),
    ...packageScripts(model, pack),
    ...workflows(model, page),
    ...loose(model, page),
  ];
  return section('Install scripts and workflows', list(lines));
}

const INSTALL = /^(?:pre|post)?install$|^prepare$/;

function ownScripts(model: ReportModel): string[] {
  return concerned(model, 'manifests').flatMap(({ path, data }) =>
    data.scripts
      .filter(({ name }) => INSTALL.test(name))
      .map(
        ({ name, command, line }) =>
          `${codeSpan(`${path}:${line}`)} runs ${codeSpan(clip(command, 80))} on ${name}`,
      ),
  );
}

const MOST_NAMES = 5;

/** Of locked packages; a change is told of them by its dependencies. */
function packageScripts(model: ReportModel, pack: EvidencePack): string[] {
  const facts = concerned(model, 'lockfile').filter(({ data }) => data.flags.includes('install script'));
  const total = model.compares ? facts.length : (pack.totals?.['lockfile:install script'] ?? facts.length);
  if (facts.length === 0) return [];
  const names = [...new Set(facts.map(({ subject }) => codeSpan(subject ?? '')))];
  // Several versions of a package are one name; where facts were cut, names are examples.
  return total > facts.length
    ? [
        `${count(total, 'locked package')} with an install script, such as ${names.slice(0, MOST_PLACES).join(', ')}`,
      ]
    : [`${count(names.length, 'locked package')} with an install script: ${inWords(names, MOST_NAMES)}`];
}

const CONCERNS: Readonly<Record<FactOf<'workflow'>['data']['what'], string | null>> = {
  'untrusted-checkout': 'checks out code of pull requests',
  'script-injection': 'puts text of outsiders into a script',
  'changed-permission': 'has a changed permission',
  'ignored-failure': null,
};

/** Those with a guard; without one they are findings. */
function workflows(model: ReportModel, page: Page): string[] {
  return concerned(model, 'workflow').flatMap((fact) => {
    const what = CONCERNS[fact.data.what];
    if (what === null || fact.data.guard === null) return [];
    return [`${page.at(fact)} ${what}, guarded by ${codeSpan(clip(fact.data.guard, 80))}`];
  });
}

const LOOSE = {
  'no-permissions': ['workflow with jobs without `permissions`', 'workflows with jobs without `permissions`'],
  'unpinned-action': [
    'third-party action not pinned to a commit',
    'third-party actions not pinned to a commit',
  ],
  'piped-download': ['download piped into a shell', 'downloads piped into a shell'],
} as const;

function loose({ pack }: ReportModel, page: Page): string[] {
  if (pack === null) return [];
  return factsOf(pack, 'loose-end').flatMap((fact) => {
    const { what } = fact.data;
    if (what !== 'no-permissions' && what !== 'unpinned-action' && what !== 'piped-download') return [];
    const [one, many] = LOOSE[what];
    return [`${count(Number(fact.value), one, many)}, such as ${page.at(fact)}`];
  });
}

/** Languages whose calls are not parsed for sinks. */
const UNPARSED =
  /^(?:Kotlin|Scala|Groovy|C\+\+|C#|Swift|Dart|Perl|Elixir|Lua|Clojure|Haskell|Objective-C|Shell|PowerShell)$/;

function notCovered(model: ReportModel): ReportSection[] {
  const { scope } = model;
  const languages = new Set(
    scope?.files.filter(({ role }) => role === 'src').map(({ language }) => language ?? '') ?? [],
  );
  const unparsed = [...languages].filter((language) => UNPARSED.test(language)).sort();
  return section(
    'Not covered',
    list([
      'Known vulnerabilities of dependencies: no database was asked',
      ...(isWithoutModel(model)
        ? ['Authorization, sessions and business rules: they need judgement, and no model is configured']
        : []),
      ...(unparsed.length === 0
        ? []
        : [prose(`Sinks in ${unparsed.join(', ')}: looked for by a few line patterns only`)]),
    ]),
  );
}
