/** `baton flows` and `baton personas`: list them. Neither needs a database. */
import { flowList, personaList } from '../../../runner/core/listings.ts';
import { plural } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';

export const flowsCommand: Command = {
  name: 'flows',
  summary: 'list the flows that can be run',
  positionals: [],
  options: { json: JSON_OPTION },
  examples: [{ line: 'baton flows', description: 'each flow with the question that it answers' }],
  run: async (given, context) => {
    const list = flowList((await context.wiring.catalogue()).flows);
    const rows = list.flows.map(({ name, category, purpose }) => [name, category, purpose]);
    return print(given, context, list, ['FLOW', 'CATEGORY', 'PURPOSE'], rows, plural(rows.length, 'flow'));
  },
};

export const personasCommand: Command = {
  name: 'personas',
  summary: 'list the personas that the agents take on',
  positionals: [],
  options: { json: JSON_OPTION },
  examples: [{ line: 'baton personas', description: 'each persona with what it delivers' }],
  run: async (given, context) => {
    const list = personaList((await context.wiring.catalogue()).personas);
    const rows = list.personas.map(({ id, category, contract }) => [id, category, contract]);
    return print(
      given,
      context,
      list,
      ['PERSONA', 'CATEGORY', 'DELIVERS'],
      rows,
      plural(rows.length, 'persona'),
    );
  },
};

function print(
  given: Arguments,
  { terminal }: Context,
  list: unknown,
  head: readonly string[],
  rows: readonly string[][],
  total: string,
): number {
  const columns = terminal.stdoutIsTty ? terminal.size().columns : null;
  const lines = given.switch('json')
    ? [JSON.stringify(list, null, 2)]
    : [...tableLines(head, rows, columns), ...(rows.length === 0 ? [] : ['']), total];
  terminal.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
