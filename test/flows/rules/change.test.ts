import { describe, expect, it } from 'vitest';
import { changedExport, removedExport } from '../../../flows/rules/api.ts';
import { secret } from '../../../flows/rules/secrets.ts';
import { changeView, fact, treeView } from './fact-builder.ts';

const exported = (change: 'added' | 'removed' | 'changed', subject: string) =>
  fact('exports-diff', {
    path: 'src/api.ts',
    subject,
    value: change,
    ...(change === 'removed'
      ? {}
      : { line: 3, end: 3, quote: `export function ${subject}(b: string): void` }),
    data: {
      change,
      before: `${subject}(a: string)`,
      after: change === 'removed' ? null : `${subject}(b: string)`,
    },
  });

describe('exports', () => {
  it('reports the removed exports of a file in one finding', () => {
    const drafts = removedExport.apply(
      changeView([['src/api.ts', 1, 9]], exported('removed', 'open'), exported('removed', 'close')),
    );
    expect(drafts.map((draft) => draft.title)).toEqual([
      'open and close are no longer exported from src/api.ts',
    ]);
  });

  it('shows a changed export before and after', () => {
    const [draft] = changedExport.apply(changeView([['src/api.ts', 1, 9]], exported('changed', 'open')));
    expect(draft?.claim).toContain('open was open(a: string) and is open(b: string).');
  });

  it('does not report a change that no old call notices', () => {
    const optional = fact('exports-diff', {
      path: 'src/api.ts',
      subject: 'open',
      value: 'changed',
      line: 3,
      end: 3,
      quote: 'export function open(a: string, mode = 1): void',
      data: { change: 'changed', before: 'open(a: string)', after: 'open(a: string, mode = 1)' },
    });
    expect(changedExport.apply(changeView([['src/api.ts', 1, 9]], optional))).toEqual([]);
  });

  it('does not report added exports', () => {
    const view = changeView([['src/api.ts', 1, 9]], exported('added', 'open'));
    expect([...removedExport.apply(view), ...changedExport.apply(view)]).toEqual([]);
  });
});

describe('secrets', () => {
  const key = (area: 'src' | 'test' | 'docs') =>
    fact('secrets', {
      path: 'src/config.ts',
      line: 4,
      end: 4,
      subject: 'aws',
      value: 'aws',
      quote: 'const key = "***";',
      data: { rule: 'aws', area },
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
