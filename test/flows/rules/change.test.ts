import { describe, expect, it } from 'vitest';
import { changedDefault, changedExport, removedExport } from '../../../flows/rules/api.ts';
import { secret } from '../../../flows/rules/secrets.ts';
import { changeView, fact, treeView } from './fact-builder.ts';

const exported = (change: 'added' | 'removed' | 'changed' | 'extended', subject: string, published = true) =>
  fact('exports-diff', {
    path: 'src/api.ts',
    subject,
    value: change,
    ...(change === 'removed'
      ? {}
      : { line: 3, end: 3, quote: `export function ${subject}(b: string): void` }),
    data: {
      change,
      before: `function ${subject}(a: string)`,
      after: change === 'removed' ? null : `function ${subject}(a: string, b: string)`,
      breaks: change === 'changed' ? 'new required parameter b: string' : null,
      published,
      base: { path: 'src/api.ts', line: 2, quote: `export function ${subject}(a: string): void` },
    },
  });
const api = (...facts: readonly ReturnType<typeof fact>[]) => changeView([['src/api.ts', 1, 9]], ...facts);

describe('exports', () => {
  it('that were removed are one finding, which cites the declarations as they were', () => {
    const [draft] = removedExport.apply(api(exported('removed', 'open'), exported('removed', 'close')));
    expect(draft?.title).toBe('Removed from the public API: `open()` and 1 more (src/api.ts)');
    expect(draft?.evidence[0]).toMatchObject({ path: 'src/api.ts', start: 2, side: 'base' });
  });

  it('of a removed class are told with it', () => {
    const [draft] = removedExport.apply(api(exported('removed', 'Shop'), exported('removed', 'Shop.open')));
    expect(draft?.figures).toEqual([1]);
  });

  it('of whole types are told first', () => {
    const type = fact('exports-diff', {
      ...{ path: 'src/api.ts', subject: 'Shop', value: 'removed' },
      data: {
        change: 'removed',
        before: 'class Shop',
        after: null,
        breaks: null,
        published: true,
        base: null,
      },
    });
    const [draft] = removedExport.apply(api(exported('removed', 'close'), type));
    expect(draft?.title).toBe('Removed from the public API: `Shop` and 1 more (src/api.ts)');
  });

  it('of Go are told with their package', () => {
    const go = fact('exports-diff', {
      ...{ path: 'pkg/gcs/v2/fs.go', subject: 'New', value: 'removed' },
      data: {
        change: 'removed',
        before: 'func New(a int)',
        after: null,
        breaks: null,
        published: true,
        base: null,
      },
    });
    const [draft] = removedExport.apply(changeView([['pkg/gcs/v2/fs.go', 1, 9]], go));
    expect(draft?.title).toBe('Removed from the public API: `gcs.New()` (pkg/gcs/v2/fs.go)');
  });

  it('that have another default are told with both values', () => {
    const one = exported('extended', 'open');
    const data = { ...(one.data as object), defaults: [{ parameter: 'limit', from: '3', to: '5' }] };
    const found = changedDefault.apply(api({ ...one, data } as typeof one, exported('extended', 'close')));
    expect(found.map(({ title }) => title)).toEqual(['Changed default: limit 3 → 5 in `open()`']);
  });

  it('that only grew concern those who provide them', () => {
    const one = exported('changed', 'Shop');
    const data = { ...(one.data as object), breaks: 'grew by open(): void' };
    const [draft] = changedExport.apply(api({ ...one, data } as typeof one));
    expect(draft?.claim).toContain('that implements or builds it has to provide what is new');
  });

  it('that changed are told by what a caller no longer finds', () => {
    const [draft] = changedExport.apply(api(exported('changed', 'open')));
    expect(draft?.claim).toContain('`open()`: new required parameter b: string.');
  });

  it.each([
    ['lost query', 1],
    ['grew by open(): void', 1],
    ['run: new required parameter b: string', 1],
    ['parameter file: string is gone', 1],
    ['is async now', 1],
    ['no longer declared: open(file: string): void', 1],
    ['parameter a: string is now a: Name', 0],
    ['returns number instead of string', 0],
    ['was Keys map[string]any, is Keys map[any]any', 0],
    ['no longer built on Base', 0],
    ['no longer takes "json"', 0],
    ['is class Shop extends Base', 0],
  ])('tells of a declaration that %s only what its text alone shows', (breaks, findings) => {
    const one = exported('changed', 'open');
    const data = { ...(one.data as object), breaks };
    expect(changedExport.apply(api({ ...one, data } as typeof one))).toHaveLength(findings);
  });

  it('that suit every old use, or are new, are not reported', () => {
    const view = api(exported('extended', 'open'), exported('added', 'close'));
    expect([...removedExport.apply(view), ...changedExport.apply(view)]).toEqual([]);
  });

  it('that only this repository uses are not reported', () => {
    const view = api(exported('removed', 'open', false), exported('changed', 'close', false));
    expect([...removedExport.apply(view), ...changedExport.apply(view)]).toEqual([]);
  });
});

describe('secrets', () => {
  const key = (role: 'src' | 'test' | 'docs') =>
    fact('secrets', {
      path: 'src/config.ts',
      line: 4,
      end: 4,
      subject: 'aws',
      value: 'aws',
      quote: 'const key = "***";',
      data: { rule: 'aws', role },
    });

  it('are reported as what has the form of one, not as proof', () => {
    const [draft] = secret.apply(treeView(key('src')));
    expect(draft).toMatchObject({ impact: 85, title: 'Possible credential in src/config.ts (aws)' });
    expect(draft?.claim).toContain('It was not tried whether it is live');
    expect(draft?.failure).not.toBe('');
  });

  it('are not reported in tests and documents', () => {
    expect(secret.apply(treeView(key('test'), key('docs')))).toEqual([]);
  });

  it('in a change, are reported on changed lines only', () => {
    expect(secret.apply(changeView([['src/config.ts', 4, 4]], key('src')))).toHaveLength(1);
    expect(secret.apply(changeView([['src/config.ts', 5, 9]], key('src')))).toEqual([]);
  });
});
