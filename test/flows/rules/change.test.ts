import { describe, expect, it } from 'vitest';
import { changedExport, removedExport } from '../../../flows/rules/api.ts';
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

  it('that changed are told by what a caller no longer finds', () => {
    const [draft] = changedExport.apply(api(exported('changed', 'open')));
    expect(draft?.claim).toContain('`open()`: new required parameter b: string.');
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
