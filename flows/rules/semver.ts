/** What a change of the public surface asks of the next version, and whether the manifest's version says so. Pure. */
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { folderOf } from '../folders.ts';
import { isShownByText, withoutMembersOfGone } from './api.ts';
import { totalOf } from './rule.ts';

export type Bump = 'major' | 'minor' | 'patch' | 'none';
const BUMPS: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

type ExportChange = FactOf<'exports-diff'>;
type RouteChange = FactOf<'routes-diff'>;

/** The change of the public surface, sorted by what it means to callers. */
export interface SurfaceChange {
  readonly bump: Bump;
  /** an old use no longer works */
  readonly breaking: readonly (ExportChange | RouteChange)[];
  /** runtimes of which the package supports fewer releases than before */
  readonly runtimes: readonly FactOf<'dependency-diff'>[];
  /** an old use may work in another way: a type that is spelled otherwise, another default */
  readonly uncertain: readonly ExportChange[];
  /** new, or taking more than before */
  readonly additive: readonly (ExportChange | RouteChange)[];
  /** whether no change was cut, so that they can be counted */
  readonly whole: boolean;
  readonly version: VersionVerdict | null;
}

export interface VersionVerdict {
  readonly fact: FactOf<'version-diff'>;
  /** how far the change moves it; null where it stays */
  readonly moved: Bump | null;
  /** `undecided`: it stays, and no release may be meant */
  readonly verdict: 'fits' | 'too small' | 'larger' | 'undecided';
  /** the least version that says enough; null where the present one does */
  readonly next: string | null;
}

export function surfaceChange(pack: EvidencePack): SurfaceChange {
  const exported = factsOf(pack, 'exports-diff').filter(({ data }) => data.published);
  const routes = factsOf(pack, 'routes-diff');
  const removed = withoutMembersOfGone(exported.filter(({ data }) => data.change === 'removed'));
  const changed = exported.filter(({ data }) => data.change === 'changed');
  const breaking = [
    ...removed,
    ...changed.filter(isBreak),
    ...routes.filter(({ data }) => data.change === 'removed' || data.before !== null),
  ];
  const uncertain = exported.filter(
    (fact) => (fact.data.change === 'changed' && !isBreak(fact)) || fact.data.defaults !== undefined,
  );
  const additive = [
    ...exported.filter(({ data }) => data.change === 'added'),
    ...exported.filter(
      ({ data }) => data.change === 'extended' && data.defaults === undefined && takesMore(data),
    ),
    ...routes.filter(({ data }) => data.change === 'added'),
  ];
  const runtimes = factsOf(pack, 'dependency-diff').filter(isSupportDropped);
  const bump = bumpOf(pack, breaking.length + runtimes.length, additive.length);
  const kinds = ['exports-diff', 'routes-diff'] as const;
  return {
    ...{ bump, breaking, runtimes, uncertain, additive },
    whole: kinds.every((kind) => totalOf(pack, kind) === factsOf(pack, kind).length),
    version: versionVerdict(pack, bump, [...breaking, ...runtimes, ...additive, ...uncertain]),
  };
}

/** Managers of these packages refuse to install on what is below; elsewhere projects drop releases in minor versions. */
const STRICT = /^(?:npm|composer)$/;

function isSupportDropped({
  data: { runtime, dev, ecosystem, from, to },
}: FactOf<'dependency-diff'>): boolean {
  if (!runtime || dev || !STRICT.test(ecosystem) || from === null || to === null) return false;
  const [was, is] = [from, to].map((version) => /(\d+)(?:\.(\d+))?/.exec(version));
  const order = (match: RegExpExecArray | null | undefined): number =>
    Number(match?.[1]) * 1_000 + Number(match?.[2] ?? 0);
  return order(is) > order(was);
}

/** What only those meet who implement a type is no break for its callers. */
const isBreak = (fact: ExportChange): boolean =>
  isShownByText(fact) && !/^grew by /.test(fact.data.breaks ?? '');

/** Whether it has more parameters, members or overloads, and is not only spelled in another way. */
function takesMore({ before, after }: ExportChange['data']): boolean {
  const parts = (text: string | null): number => (text ?? '').split(/[,;]|\|\|/).length;
  return parts(after) > parts(before) || (/\(\s*\)/.test(before ?? '') && !/\(\s*\)/.test(after ?? ''));
}

function bumpOf(pack: EvidencePack, breaking: number, additive: number): Bump {
  if (breaking > 0) return 'major';
  if (additive > 0) return 'minor';
  return factsOf(pack, 'diff').some(({ data }) => data.role === 'src') ? 'patch' : 'none';
}

/** The version that is stated nearest above most of what changed. */
function versionVerdict(
  pack: EvidencePack,
  bump: Bump,
  changes: readonly { readonly path: string | null }[],
): VersionVerdict | null {
  const versions = factsOf(pack, 'version-diff');
  const paths = changes.map(({ path }) => path ?? '');
  const covers = (fact: FactOf<'version-diff'>): number => {
    const folder = folderOf(fact.path ?? '');
    return paths.filter((path) => folder === '' || path.startsWith(`${folder}/`)).length;
  };
  // A library's version file lies beside its code and stands for all of it.
  const ranked = versions
    .map((fact) => ({ fact, covered: covers(fact), moved: fact.data.from !== null }))
    .sort(
      (a, b) => Number(b.moved) - Number(a.moved) || b.covered - a.covered || depth(b.fact) - depth(a.fact),
    );
  const [chosen] =
    paths.length === 0
      ? ranked
      : ranked.filter(({ covered, moved }) => covered > 0 || (moved && versions.length === 1));
  const { fact } = chosen ?? ranked[0] ?? {};
  return fact === undefined ? null : judged(fact, bump);
}

const depth = ({ path }: FactOf<'version-diff'>): number => (path ?? '').split('/').length;

function judged(fact: FactOf<'version-diff'>, bump: Bump): VersionVerdict | null {
  const { from, to } = fact.data;
  const is = numbersOf(to);
  if (is === null) return null;
  const needed = leastBump(bump, numbersOf(from ?? to) ?? is);
  if (from === null) {
    // A version in preparation already says what comes next.
    const prepared = isPrerelease(to) ? bumpTo(is) : null;
    const isEnough =
      bump === 'none' || (prepared !== null && BUMPS.indexOf(prepared) >= BUMPS.indexOf(needed));
    return {
      fact,
      moved: null,
      verdict: isEnough ? 'fits' : 'undecided',
      next: isEnough ? null : raised(is, needed),
    };
  }
  const was = numbersOf(from);
  if (was === null) return null;
  const moved = movedBy(was, is);
  const less = BUMPS.indexOf(moved) - BUMPS.indexOf(needed);
  const prepared = isPrerelease(from) && BUMPS.indexOf(bumpTo(was)) >= BUMPS.indexOf(needed);
  if (less < 0 && !prepared) return { fact, moved, verdict: 'too small', next: raised(was, needed) };
  return { fact, moved, verdict: less > 0 ? 'larger' : 'fits', next: null };
}

type Numbers = readonly [major: number, minor: number, patch: number];

function numbersOf(version: string): Numbers | null {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Before 1.0 a breaking change moves the second number. */
function leastBump(bump: Bump, [major]: Numbers): Bump {
  if (major > 0) return bump;
  return bump === 'major' ? 'minor' : bump === 'minor' ? 'patch' : bump;
}

function movedBy(was: Numbers, is: Numbers): Bump {
  const at = is.findIndex((number, index) => number !== was[index]);
  if (at === -1 || (is[at] ?? 0) < (was[at] ?? 0)) return 'none';
  return (['major', 'minor', 'patch'] as const)[at] ?? 'none';
}

/** `5.0.0-beta.1`, `2.1.0.dev0`, `3.0-SNAPSHOT`. */
function isPrerelease(version: string): boolean {
  return /^v?\d+(?:\.\d+)*[-.]?(?:alpha|beta|rc|dev|pre|next|snapshot|canary|a\d|b\d)/i.test(version);
}

/** What a version in preparation is a step to: `5.0.0-beta` to a major one. */
function bumpTo([, minor, patch]: Numbers): Bump {
  if (patch > 0) return 'patch';
  return minor > 0 ? 'minor' : 'major';
}

function raised([major, minor, patch]: Numbers, bump: Bump): string {
  if (bump === 'major') return `${major + 1}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}
