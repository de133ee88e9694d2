/** The tables of `docs/configuration.md`, made from the declarations of variables and of the keys of `baton.yaml`. */
import { z } from 'zod';
import { ALL_VARIABLES } from '../../bot/config/environment.ts';
import { Settings } from '../../bot/config/settings.ts';

export function variablesTable(): string {
  const rows = Object.entries(ALL_VARIABLES).map(([name, { meaning, unset }]) => [
    `\`${name}\``,
    meaning,
    unset,
  ]);
  return tableOf([['variable', 'meaning', 'default'], ...rows]);
}

/** One row per key; `*` is a name of the operator's own. */
export function keysTable(): string {
  const schema = z.toJSONSchema(Settings, { io: 'input', unrepresentable: 'any' });
  return tableOf([['key', 'meaning', 'default'], ...rowsOf('', schema)]);
}

function rowsOf(path: string, schema: z.core.JSONSchema.BaseSchema): string[][] {
  const children = Object.entries(schema.properties ?? {});
  const { additionalProperties: others, description = '' } = schema;
  if (typeof others === 'object' && others.properties !== undefined) children.push(['*', others]);
  const below = children.flatMap(([key, child]) =>
    typeof child === 'object' ? rowsOf(path === '' ? key : `${path}.${key}`, child) : [],
  );
  // A map of keys may go without a description: its keys have one each.
  if (path === '' || (description === '' && below.length > 0)) return below;
  const initial = typeof schema.default === 'object' ? undefined : schema.default;
  return [[`\`${path}\``, description, initial === undefined ? '' : `\`${initial}\``], ...below];
}

function tableOf([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
