import { describe, expect, it } from 'vitest';
import { destructiveSql, oneWayMigration } from '../../../flows/rules/data.ts';
import { changeView, fact } from './fact-builder.ts';

const migration = (n: number, reversible: boolean | null, path = `db/migrations/00${n}_step.sql`) =>
  fact('migrations', { path, value: n, data: { reversible } });
const sql = (path: string, line: number, statement: string, quote = `${statement};`) =>
  fact('sql', { path, line, end: line, subject: 'orders', value: 'X', quote, data: { statement } });

const PATH = 'db/migrations/005_step.sql';
const NEW = [[PATH, 1, 50]] as const;
const changed = () => NEW.map(([path, start, end]): [string, number, number] => [path, start, end]);

describe('a migration without a step back', () => {
  const habit = [1, 2, 3, 4].map((n) => migration(n, true));

  it('is found where the others have one', () => {
    const [draft] = oneWayMigration.apply(changeView(changed(), ...habit, migration(5, false)));
    expect(draft?.title).toBe('1 migration without a step back');
    expect(draft?.claim).toContain(`${PATH} has no step that undoes it, as other migrations here have.`);
  });

  it.each([
    ['the others have none', [1, 2, 3, 4].map((n) => migration(n, false)), false],
    ['it is the first one', [], false],
    ['it has one', habit, true],
    ['its format leaves that open', habit, null],
  ])('is no finding where %s', (_, others, reversible) => {
    expect(oneWayMigration.apply(changeView(changed(), ...others, migration(5, reversible)))).toEqual([]);
  });
});

describe('a migration that removes data', () => {
  it.each([
    'DROP TABLE orders',
    'ALTER TABLE orders DROP COLUMN total',
    'TRUNCATE orders',
    'DELETE FROM orders',
  ])('is found: %s', (statement) => {
    const [draft] = destructiveSql.apply(changeView(changed(), migration(5, null), sql(PATH, 3, statement)));
    expect(draft?.title).toContain(`Data loss: ${PATH} has`);
    expect(draft?.claim).toContain(`The migration has ${statement}, at ${PATH}:3.`);
  });

  it('is one finding with all its statements', () => {
    const facts = [migration(5, null), sql(PATH, 3, 'DROP TABLE orders'), sql(PATH, 4, 'DROP TABLE rows')];
    const drafts = destructiveSql.apply(changeView(changed(), ...facts));
    expect(drafts.map(({ title }) => title)).toEqual([`Data loss: ${PATH} removes data 2 times`]);
  });

  it.each([
    ['an index goes', PATH, 'DROP INDEX by_total', 'DROP INDEX by_total;'],
    ['rows are chosen', PATH, 'DELETE FROM orders WHERE paid', 'DELETE FROM orders WHERE paid;'],
    ['rows may be chosen on the next line', PATH, 'DELETE FROM orders', 'DELETE FROM orders'],
  ])('is no finding where %s', (_, path, statement, quote) => {
    const facts = [migration(5, null), sql(path, 3, statement, quote)];
    expect(destructiveSql.apply(changeView(changed(), ...facts))).toEqual([]);
  });

  it('is no finding in SQL that is no migration, or undoes one', () => {
    const undo = 'db/migrations/005_step.down.sql';
    const facts = [
      sql('src/queries/clear.sql', 3, 'TRUNCATE orders'),
      sql(undo, 3, 'DROP TABLE orders'),
      migration(5, true, undo),
    ];
    const view = changeView(
      [
        ['src/queries/clear.sql', 1, 9],
        [undo, 1, 9],
      ],
      ...facts,
    );
    expect(destructiveSql.apply(view)).toEqual([]);
  });
});
