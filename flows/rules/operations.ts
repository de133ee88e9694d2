/** Surprises in CI and container files: checks that cannot fail, unpinned images, actions and scripts. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { clip, place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import type { Rule, RuleView } from './rule.ts';

const LENSES = ['ops-engineer', 'reliability-engineer', 'security-reviewer'];
const CHECKS = /\b(tests?|lint|check|tsc|types?|audit|build|vitest|jest|eslint|biome|pytest|mypy|ruff)\b/i;
const NEVER_FAILS = /\|\|\s*(true|:|exit 0)(\s|$|;)/;
/** A branch rather than a release, of an action that is not in this repository. */
const FLOATING = /^[^./\s][^@\s]*@(main|master|develop|latest|HEAD)\b/;
const PIPED = /\b(curl|wget)\b[^|;&]*\|\s*(sudo\s+)?(ba|z|da)?sh\b/;

/** Impact: fixed; the build stays green while it is broken. */
export const toothlessCheck: Rule = {
  id: 'toothless-check',
  kinds: ['ci'],
  lenses: ['test-engineer', ...LENSES],
  on: 'both',
  most: 2,
  apply: (view) =>
    view
      .facts('ci')
      .filter(({ value }) => NEVER_FAILS.test(String(value)) && CHECKS.test(String(value)))
      .map((fact) => ({
        title: `A CI step in ${shortPath(fact.path ?? '')} can't fail`,
        kind: 'ops',
        impact: 50,
        confidence: 75,
        claim: `The step at ${place({ ...fact, end: null })} runs ${clip(String(fact.value), 160)}, which ends well whatever the check says. The build is green while it is broken.`,
        evidence: cite(fact),
        recommendation:
          'Let it fail; if its findings are not to block yet, report them where somebody reads them.',
        effort: 'S',
      })),
};

/** Impact: fixed; P3. */
export const pipedToShell: Rule = {
  id: 'piped-to-shell',
  kinds: ['ci', 'docker'],
  lenses: ['security-reviewer', ...LENSES],
  on: 'both',
  most: 2,
  apply: (view) =>
    [...view.facts('ci'), ...view.facts('docker')]
      .filter((fact) => PIPED.test(`${fact.value} ${fact.quote ?? ''}`))
      .map((fact) => ({
        title: `${shortPath(fact.path ?? '')} runs a script straight from the network`,
        kind: 'security',
        impact: 30,
        confidence: 75,
        claim: `At ${place({ ...fact, end: null })} a download is piped into a shell: what runs is whatever the server sends on that day. This is a pattern match, not proof of harm.`,
        evidence: cite(fact),
        recommendation: 'Download a named version, compare its checksum, then run it.',
        effort: 'S',
      })),
};

/** Impact: fixed; P3. */
export const floatingAction: Rule = {
  id: 'floating-action',
  kinds: ['ci'],
  lenses: ['ops-engineer', 'security-reviewer', 'dependency-auditor'],
  on: 'both',
  most: 1,
  apply: (view) =>
    view
      .facts('ci')
      .filter(({ subject, value }) => subject === 'uses' && FLOATING.test(String(value)))
      .map((fact) => ({
        title: `${shortPath(fact.path ?? '')} runs an action from a moving branch`,
        kind: 'ops',
        impact: 20,
        confidence: 75,
        claim: `The step at ${place({ ...fact, end: null })} uses ${clip(String(fact.value), 120)}: whatever that branch holds on the day runs here, with this workflow's rights.`,
        evidence: cite(fact),
        recommendation: 'Name a release, or the commit where the action is not your own.',
        effort: 'S',
      })),
};

/** Impact: fixed; P3. */
export const unpinnedImage: Rule = {
  id: 'unpinned-image',
  kinds: ['docker'],
  lenses: ['ops-engineer', 'dependency-auditor'],
  on: 'both',
  most: 1,
  apply: (view) =>
    view
      .facts('docker')
      .filter((fact) => isUnpinned(fact, stagesOf(view, fact.path)))
      .map((fact) => ({
        title: `${shortPath(fact.path ?? '')} builds on an image that changes by itself`,
        kind: 'ops',
        impact: 18,
        confidence: 75,
        claim: `The image at ${place({ ...fact, end: null })} is ${clip(String(fact.value), 120)}, which names no version. The same commit gives something else next month.`,
        evidence: cite(fact),
        recommendation: 'Name a version, or a digest where builds must be repeatable.',
        effort: 'S',
      })),
};

/** The names of a container file's own stages. */
function stagesOf(view: RuleView, path: string | null): Set<string> {
  const files = view.all('docker').filter((fact) => fact.path === path);
  return new Set(files.flatMap(({ value }) => / as (\S+)\s*$/i.exec(String(value))?.[1] ?? []));
}

/** `node`, `node:latest`; not `node:24`, `node@sha256:…`, `scratch`, an earlier stage or a variable. */
function isUnpinned({ data, value }: FactOf<'docker'>, stages: ReadonlySet<string>): boolean {
  if (data.instruction !== 'FROM' && data.instruction !== 'image') return false;
  const [image = ''] = String(value)
    .replace(/^--\S+\s+/, '')
    .split(/\s+/);
  if (image === 'scratch' || stages.has(image) || !/^[\w./:-]+$/.test(image)) return false;
  const tag = image.slice(image.lastIndexOf('/') + 1).split(':')[1];
  return tag === undefined || tag === 'latest';
}
