import { describe, expect, it } from 'vitest';
import { semverText } from '../../../flows/catalogue/semver-text.ts';
import type { EvidencePack, Fact, FactOf } from '../../../flows/contracts/evidence-pack.ts';
import { surfaceChange } from '../../../flows/rules/semver.ts';
import { fact } from './fact-builder.ts';

const pack = (...facts: readonly Fact[]): EvidencePack => ({ facts, unavailable: [], tools: [] });
const exported = (
  change: FactOf<'exports-diff'>['data']['change'],
  more: Partial<FactOf<'exports-diff'>['data']> = {},
): Fact =>
  fact('exports-diff', {
    ...{ path: 'src/api.ts', subject: `${change}Name`, value: change },
    data: {
      change,
      before: 'function a(b: string)',
      after: 'function a(b: string)',
      breaks: null,
      published: true,
      base: null,
      ...more,
    },
  });
const routed = (change: 'added' | 'removed' | 'changed', before: string | null = null): Fact =>
  fact('routes-diff', {
    ...{ path: 'src/api.ts', subject: 'GET /x', value: change },
    data: { change, method: 'GET', route: '/x', before, lost: [], published: false, base: null },
  });
const version = (to: string, from: string | null = null): Fact =>
  fact('version-diff', { path: 'package.json', value: to, data: { ecosystem: 'npm', from, to } });
const source = fact('diff', {
  path: 'src/api.ts',
  value: 3,
  data: { added: 3, deleted: 0, role: 'src', risk: 1 },
});
const removed = exported('removed');
const added = exported('added');

describe('the bump that a change asks for', () => {
  it.each([
    ['major', 'a removed name', [removed, added]],
    [
      'major',
      'a new required parameter',
      [exported('changed', { breaks: 'new required parameter c: string' })],
    ],
    ['major', 'a removed route', [routed('removed')]],
    ['major', 'a route at another path', [routed('changed', 'GET /y')]],
    [
      'major',
      'a runtime that is no longer supported',
      [
        fact('dependency-diff', {
          subject: 'Node.js',
          value: '',
          data: { ecosystem: 'npm', from: '>=16', to: '>=18', dev: false, major: true, runtime: true },
        }),
      ],
    ],
    ['minor', 'a new name', [added]],
    ['minor', 'a new route', [routed('added')]],
    ['minor', 'a parameter more', [exported('extended', { after: 'function a(b: string, c?: string)' })]],
    [
      'patch',
      'a type that is spelled in another way',
      [source, exported('extended', { after: 'function a(b: Text)' })],
    ],
    ['patch', 'a name that only the repository uses', [source, exported('removed', { published: false })]],
    [
      'patch',
      'a type that grew, which only those who implement it meet',
      [source, exported('changed', { breaks: 'grew by c()' })],
    ],
    [
      'none',
      'documents alone',
      [fact('diff', { path: 'README.md', value: 3, data: { added: 3, deleted: 0, role: 'docs', risk: 1 } })],
    ],
  ] as const)('is %s for %s', (bump, _what, facts) => {
    expect(surfaceChange(pack(...facts)).bump).toBe(bump);
  });
});

describe('the version of the manifest', () => {
  it.each([
    ['2.0.0', '1.4.0', removed, 'goes from 1.4.0 to 2.0.0: the bump fits.'],
    ['1.5.0', '1.4.0', removed, 'goes from 1.4.0 to 1.5.0: too small, 2.0.0 is the least.'],
    ['0.5.0', '0.4.2', removed, 'goes from 0.4.2 to 0.5.0: the bump fits.'],
    ['0.4.3', '0.4.2', removed, 'goes from 0.4.2 to 0.4.3: too small, 0.5.0 is the least.'],
    ['2.0.0', '1.4.0', added, 'goes from 1.4.0 to 2.0.0, more than the surface asks for.'],
    ['1.4.0', null, removed, 'still says 1.4.0; the next release is 2.0.0 at least.'],
    ['1.4.2', null, added, 'still says 1.4.2; the next release is 1.5.0 at least.'],
    ['2.0.0-beta.1', null, removed, 'says 2.0.0-beta.1, which already announces it.'],
  ])('%s after %s is judged', (to, from, change, expected) => {
    expect(semverText(surfaceChange(pack(change, version(to, from))))).toContain(expected);
  });

  it('is not spoken of where none is stated', () => {
    expect(semverText(surfaceChange(pack(removed)))).toBe('**Major.** 1 breaking change.');
  });

  it('is counted from below where changes were cut', () => {
    const cut = { ...pack(removed, added), totals: { 'exports-diff': 300 } };
    expect(semverText(surfaceChange(cut))).toBe(
      '**Major.** At least 1 breaking change, at least 1 addition.',
    );
  });
});
