/** The verdict on the next version, in words. */
import { codeSpan, prose } from '../report/markdown.ts';
import type { Bump, SurfaceChange, VersionVerdict } from '../rules/semver.ts';
import { capitalized, count } from '../wording.ts';

const NAMES: Readonly<Record<Bump, string>> = {
  major: 'Major',
  minor: 'Minor',
  patch: 'Patch',
  none: 'No release needed',
};

export function semverText(change: SurfaceChange): string {
  const { bump, uncertain, version } = change;
  const doubt =
    uncertain.length === 0
      ? ''
      : ` ${capitalized(amount(change, uncertain.length))} may break callers too; code cannot tell.`;
  return `**${NAMES[bump]}.** ${reasonOf(change)}${bump === 'major' ? '' : doubt}${version === null ? '' : ` ${versionText(version, bump)}`}`;
}

function reasonOf(change: SurfaceChange): string {
  const { bump, breaking, runtimes, additive } = change;
  const added = `${countOf(change, additive.length)} ${additive.length === 1 ? 'addition' : 'additions'}`;
  if (bump === 'major') {
    const changes = `${countOf(change, breaking.length)} breaking ${breaking.length === 1 ? 'change' : 'changes'}`;
    const needs = runtimes.map(({ subject, data }) => `needs ${subject} ${data.to} instead of ${data.from}`);
    return `${capitalized([...(breaking.length === 0 ? [] : [changes]), ...needs.map(prose), ...(additive.length === 0 ? [] : [added])].join(', '))}.`;
  }
  if (bump === 'minor') return `${capitalized(added)}, no breaking change that code can see.`;
  if (bump === 'patch') return 'The source changes, its public surface does not, as far as code can see.';
  return 'No source file changes.';
}

/** A number depends on where the list was cut. */
function countOf({ whole }: SurfaceChange, n: number): string {
  return whole ? String(n) : `at least ${n}`;
}

function amount(change: SurfaceChange, n: number): string {
  return change.whole ? count(n, 'changed declaration') : `at least ${count(n, 'changed declaration')}`;
}

function versionText({ fact, moved, verdict, next }: VersionVerdict, bump: Bump): string {
  const file = codeSpan(fact.path ?? '');
  const { from, to } = fact.data;
  if (from !== null) {
    const step = `${file} goes from ${from} to ${to}`;
    if (verdict === 'too small') return `${step}: too small, ${next} is the least.`;
    if (verdict === 'larger') return `${step}, more than the surface asks for.`;
    return `${step}${moved === 'none' ? '.' : ': the bump fits.'}`;
  }
  if (bump === 'none') return '';
  if (next === null) return `${file} says ${to}, which already announces it.`;
  return `${file} still says ${to}; the next release is ${next} at least.`;
}
