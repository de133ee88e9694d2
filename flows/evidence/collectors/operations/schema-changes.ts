/** What SQL files do to a schema, line by line, and migrations in the order in which they run. Pure. */

import type { FactDraft } from '../../../contracts/collecting.ts';
import { byWorth, compare } from '../../../ordering.ts';
import { draft, quoteOf } from '../../collector.ts';

const NAME = /(?:CONCURRENTLY\s+)?(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:ONLY\s+)?["'`]?([\w.]+)/.source;
const KINDS = [
  /CREATE(?:\s+OR\s+REPLACE)?(?:\s+UNIQUE)?\s+(?:TABLE|INDEX|VIEW|FUNCTION|TYPE|TRIGGER)/,
  /ALTER\s+TABLE/,
  /DROP\s+(?:TABLE|COLUMN|INDEX|VIEW|TYPE|SCHEMA|DATABASE)/,
  /TRUNCATE(?:\s+TABLE)?/,
  /DELETE\s+FROM/,
  /UPDATE/,
];
const STATEMENT = new RegExp(`^\\s*(${KINDS.map((kind) => kind.source).join('|')})\\s+${NAME}(.*)$`, 'i');

const DOWN = /^\s*--\s*(?:\+goose down|\+migrate down|migrate:down|@?down\b|rollback\b)/i;

/** One fact a statement, at the line on which it begins; the part of a migration that undoes it is left out. */
export function statementsIn(path: string, text: string): FactDraft[] {
  const lines = text.split('\n');
  const down = lines.findIndex((source) => DOWN.test(source));
  return lines.slice(0, down === -1 ? undefined : down).flatMap((source, index) => {
    const [, kind, name = '', rest = ''] = STATEMENT.exec(source) ?? [];
    if (kind === undefined) return [];
    const value = kind.toUpperCase().replace(/\s+/g, ' ');
    const statement = quoteOf(`${value} ${name}${rest.replace(/\s*[;(]?\s*$/, '')}`);
    return [
      draft('sql', {
        path,
        line: index + 1,
        quote: source,
        subject: name,
        value,
        text: statement,
        data: { statement },
      }),
    ];
  });
}

/** Destructive statements first, then those that change something, then those that create. */
export function statementWorth(fact: FactDraft): number {
  const statement = fact.kind === 'sql' ? fact.data.statement : '';
  if (/\bDROP\b|^TRUNCATE|^DELETE/i.test(statement)) return 2;
  return /^(ALTER|UPDATE)/.test(statement) ? 1 : 0;
}

interface Migration {
  readonly path: string;
  readonly text: string;
}

/** Numbered in the order of their names, in which tools run them; changed ones first, then the newest. */
export function migrationFacts(migrations: readonly Migration[], changed: ReadonlySet<string>): FactDraft[] {
  const paths = new Set(migrations.map(({ path }) => path));
  // The way back is a part of its migration, not one of its own.
  const isWayBack = (path: string): boolean =>
    path.endsWith('.down.sql') && paths.has(path.replace(/\.down\.sql$/, '.up.sql'));
  const forward = migrations.filter(({ path }) => !isWayBack(path));
  const many = forward.length;
  return forward
    .sort((a, b) => compare(a.path, b.path))
    .map((migration, index) => ({
      path: migration.path,
      order: index + 1,
      reversible: isReversible(migration, migrations),
    }))
    .sort(
      byWorth(
        ({ path, order }) => (changed.has(path) ? many : 0) + order,
        ({ path }) => path,
      ),
    )
    .map(({ path, order, reversible }) =>
      draft('migrations', {
        path,
        value: order,
        text: `migration ${order} of ${many}, ${BACK[String(reversible)]}`,
        data: { reversible },
      }),
    );
}

const BACK: Readonly<Record<string, string>> = {
  true: 'says how it is undone',
  false: 'has no way back',
  null: 'does not say whether it can be undone',
};

/** Null where the format leaves it open. */
function isReversible({ path, text }: Migration, all: readonly Migration[]): boolean | null {
  if (/\.(up|down)\.sql$/.test(path)) {
    const twin = path.replace(/\.(up|down)\.sql$/, (end) =>
      end.startsWith('.up') ? '.down.sql' : '.up.sql',
    );
    return all.some((other) => other.path === twin);
  }
  if (path.endsWith('.sql'))
    return /--\s*(?:\+goose down|migrate:down|@?down\b|rollback)/i.test(text) || null;
  if (!/\.([cm]?[jt]s|py|php)$/.test(path)) return null;
  const down = /\bdown(?:grade)?\b\s*(?:=[^{]*|\([^)]*\)[^{:]*)[{:]\s*(\S+)/.exec(text);
  if (down === null) return /\bup(?:grade)?\b/.test(text) ? false : null;
  return !/^(?:\}|pass\b|throw\b|raise\b)/.test(down[1] ?? '');
}
