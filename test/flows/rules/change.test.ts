import { describe, expect, it } from 'vitest';
import { changedExport, removedExport } from '../../../flows/rules/api.ts';
import { destructiveSql, oneWayMigration } from '../../../flows/rules/data.ts';
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

describe('exports and data', () => {
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

  it('does not report added exports', () => {
    const view = changeView([['src/api.ts', 1, 9]], exported('added', 'open'));
    expect([...removedExport.apply(view), ...changedExport.apply(view)]).toEqual([]);
  });

  it('reports a changed migration that cannot be undone', () => {
    const migration = (reversible: boolean | null) =>
      fact('migrations', { path: 'migrations/2.sql', value: 2, data: { reversible } });
    expect(oneWayMigration.apply(changeView([['migrations/2.sql', 1, 9]], migration(false)))).toHaveLength(1);
    expect(
      oneWayMigration.apply(changeView([['migrations/2.sql', 1, 9]], migration(null), migration(true))),
    ).toEqual([]);
  });

  it('reports a statement that destroys data', () => {
    const sql = (statement: string) =>
      fact('sql', {
        path: 'migrations/2.sql',
        line: 2,
        end: 2,
        value: statement,
        subject: 'orders',
        quote: `${statement} orders;`,
        data: { statement },
      });
    const drafts = destructiveSql.apply(
      changeView([['migrations/2.sql', 1, 9]], sql('DROP TABLE'), sql('CREATE TABLE')),
    );
    expect(drafts.map((draft) => draft.title)).toEqual(['migrations/2.sql destroys data: DROP TABLE orders']);
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

  it('are reported as a pattern match, not proof', () => {
    const [draft] = secret.apply(treeView(key('src')));
    expect(draft).toMatchObject({ impact: 85, title: 'Possible secret in src/config.ts (aws)' });
    expect(draft?.claim).toContain('It is a pattern match, not proof');
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
