/**
 * The sections of an architecture map. The picture and the parts come before the findings; after them what holds the
 * parts together: boundaries, cycles, change coupling, core modules, and where the system is entered and what it uses.
 */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { type JudgedClaim, liveClaims } from '../contracts/checked.ts';
import type { Scope } from '../contracts/evidence-pack.ts';
import type { FlowSections } from '../report/document.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { section, table, text } from '../report/sections.ts';
import { clip, count, list } from '../wording.ts';
import { assumed, briefItems } from './claim-items.ts';
import { edgesBetween, foldedDiagram, type ModuleEdge, pathsOf } from './module-diagram.ts';
import { boundaries, changeCoupling, coreModules } from './structure-sections.ts';

export const architectureMapSections: FlowSections = {
  before: (model, page) => (model.failure === null ? [...diagram(model, page), ...modules(model, page)] : []),
  after: (model, page) => {
    const edges = edgesOf(model);
    const named = (title: string, kind: string): ReportSection[] =>
      section(title, briefItems(liveClaims(model.verdict, kind).slice(0, MOST_ITEMS), page));
    return [
      ...(model.failure === null ? boundaries(model, edges, page) : []),
      ...(model.failure === null ? changeCoupling(model) : []),
      ...(model.failure === null ? coreModules(model) : []),
      ...named('Entry points', 'entry-point'),
      ...named('External systems', 'external-system'),
    ];
  },
};

const MOST_ITEMS = 10;

function edgesOf({ verdict }: ReportModel): readonly ModuleEdge[] {
  return edgesBetween(liveClaims(verdict, 'module'), liveClaims(verdict, 'relation'));
}

function diagram({ verdict }: ReportModel, page: Page): ReportSection[] {
  const nodes = [...liveClaims(verdict, 'module'), ...liveClaims(verdict, 'external-system')];
  const { block, left } = foldedDiagram(nodes, liveClaims(verdict, 'relation'), page);
  const isCounted = block.type === 'diagram' && block.edges.some(({ label }) => /^\d+$/.test(label));
  const key = isCounted ? 'An arrow points from the importer; the number counts its imports.' : '';
  const cut = left > 0 ? `${count(left, 'weaker relation')} not drawn.` : '';
  if (block.type === 'diagram' && block.edges.length === 0) return [];
  return section('Diagram', block, text([key, cut].filter((part) => part !== '').join(' ')));
}

const MOST_MODULES = 15;
const MOST_USERS = 3;
const LONGEST_PURPOSE = 120;

/** The largest first: what each is for, its size, and which other modules use it. */
function modules(model: ReportModel, page: Page): ReportSection[] {
  const claims = liveClaims(model.verdict, 'module');
  const sizes = sizesOf(claims, model.scope?.files ?? []);
  const edges = edgesOf(model);
  const ranked = claims.toSorted((a, b) => (sizes.get(b)?.lines ?? 0) - (sizes.get(a)?.lines ?? 0));
  const rows = ranked.slice(0, MOST_MODULES).map((claim) => {
    const users = edges.filter(({ to }) => to === claim).map(({ from }) => page.said(from.title));
    return [
      `**${page.said(claim.title)}**${assumed(claim)} [${claim.id}]`,
      page.said(clip(withoutSize(claim.claim), LONGEST_PURPOSE)),
      String(sizes.get(claim)?.files ?? 0),
      (sizes.get(claim)?.lines ?? 0).toLocaleString('en-US'),
      list([...new Set(users)], MOST_USERS),
    ];
  });
  const left = claims.length - rows.length;
  return section(
    'Modules',
    table(['Module', 'What it is for', 'Files', 'Lines', 'Used by'], rows),
    text([left > 0 ? `And ${count(left, 'smaller module')}.` : '', unexplained(claims)].join(' ').trim()),
  );
}

/** Its size has columns of its own. */
function withoutSize(responsibility: string): string {
  return responsibility.replace(/ \(\d[\d,]* source files?, [\d,]+ lines?\)$/, '');
}

interface Size {
  readonly files: number;
  readonly lines: number;
}

/** Source files by the longest path of a module that they are below. */
function sizesOf(claims: readonly JudgedClaim[], files: Scope['files']): ReadonlyMap<JudgedClaim, Size> {
  const byPath = new Map(claims.flatMap((claim) => pathsOf(claim).map((path) => [trimmed(path), claim])));
  const sizes = new Map<JudgedClaim, Size>();
  for (const { path, role, lines } of files) {
    if (role !== 'src') continue;
    const claim = above(path).flatMap((folder) => byPath.get(folder) ?? [])[0];
    if (claim === undefined) continue;
    const known = sizes.get(claim) ?? { files: 0, lines: 0 };
    sizes.set(claim, { files: known.files + 1, lines: known.lines + lines });
  }
  return sizes;
}

function trimmed(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/?(\*\*?.*)?$/, '');
}

/** A path and the folders above it, the nearest first; the root is empty. */
function above(path: string): string[] {
  const parts = path.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}

/** What code says of a module that nobody describes. */
const BY_CODE = /^(?:Exports|Largest files:) /;

function unexplained(claims: readonly JudgedClaim[]): string {
  return claims.some(({ claim }) => BY_CODE.test(claim))
    ? 'Where only exports or files are named, nothing in the repository says what the module is for.'
    : '';
}
