/** `baton flows` and `baton personas`: list them; `baton flows check` checks the operator's own. None needs a database. */
import { BatonError } from '../../../runner/core/errors.ts';
import { flowList, personaList } from '../../../runner/core/listings.ts';
import { plural } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Contents, Context } from '../context.ts';
import { ownFilesMessage, problemLines, shownProblems } from '../own-problems.ts';
import { printableText } from '../screen-text.ts';
import { tableLines } from '../table.ts';

const OWN = 'own';

export const flowsCommand: Command = {
  name: 'flows',
  summary: 'list the flows that can be run, or check your own',
  details: `"check" reads the folders of baton.yaml (flows, personas), or the files and folders that are named, and prints each
error with file, line and column. Exit code: 0 without errors, 1 with some, 2 refused.`,
  positionals: [],
  further: '[check [path…]]',
  options: { json: JSON_OPTION },
  examples: [
    { line: 'baton flows', description: 'each flow with the question that it answers' },
    { line: 'baton flows check', description: 'the errors of your own flows and personas' },
    { line: 'baton flows check ./flows ./personas', description: 'those of these folders' },
  ],
  run: async (given, context) => {
    const [action, ...paths] = given.positionals;
    if (action === 'check') return await check(given, context, paths);
    if (action !== undefined) {
      const message = `baton flows does not know what to do with ${JSON.stringify(action)}. See: baton flows --help`;
      throw new BatonError('refused', 'bad_arguments', message);
    }
    const contents = await context.wiring.catalogue(context.config);
    const list = flowList(contents.catalogue.flows);
    const rows = list.flows.map(({ name, category, purpose, own }) => [name, category, mark(own), purpose]);
    const head = ['FLOW', 'CATEGORY', '', 'PURPOSE'];
    return print(given, context, { contents, list, head, rows, total: plural(rows.length, 'flow') });
  },
};

export const personasCommand: Command = {
  name: 'personas',
  summary: 'list the personas that the agents take on',
  positionals: [],
  options: { json: JSON_OPTION },
  examples: [{ line: 'baton personas', description: 'each persona with what it delivers' }],
  run: async (given, context) => {
    const contents = await context.wiring.catalogue(context.config);
    const list = personaList(contents.catalogue.personas);
    const rows = list.personas.map(({ id, category, contract, own }) => [id, category, mark(own), contract]);
    const head = ['PERSONA', 'CATEGORY', '', 'DELIVERS'];
    return print(given, context, { contents, list, head, rows, total: plural(rows.length, 'persona') });
  },
};

const mark = (own: true | undefined): string => (own === true ? OWN : '');

interface Listing {
  readonly contents: Contents;
  /** for `--json` */
  readonly list: unknown;
  readonly head: readonly string[];
  /** the third cell marks own ones */
  readonly rows: readonly (readonly string[])[];
  readonly total: string;
}

/** What is sound is listed; errors in own files follow on stderr, and the exit code is 2. */
function print(given: Arguments, { terminal, config }: Context, listing: Listing): number {
  const { contents, list, total } = listing;
  const { problems } = contents;
  const marked = listing.rows.some((row) => row[2] === OWN);
  const cut = (row: readonly string[]): string[] => row.filter((_, column) => marked || column !== 2);
  const rows = listing.rows.map(cut);
  const columns = terminal.stdoutIsTty ? terminal.size().columns : null;
  const lines = given.switch('json')
    ? [JSON.stringify(list, null, 2)]
    : [...tableLines(cut(listing.head), rows, columns), ...(rows.length === 0 ? [] : ['']), total];
  terminal.stdout.write(`${lines.join('\n')}\n`);
  if (problems.length === 0) return 0;
  terminal.stderr.write(`baton: ${printableText(ownFilesMessage(problems, config))}\n`);
  return 2;
}

async function check(
  given: Arguments,
  { config, terminal, wiring }: Context,
  paths: readonly string[],
): Promise<number> {
  const { flows, personas, problems } = await wiring.checkFlows(config, paths);
  const ok = problems.length === 0;
  const read = `${plural(flows, 'flow')} and ${plural(personas, 'persona')} checked`;
  const errors = ok ? 'no errors' : plural(problems.length, 'error');
  const text = given.switch('json')
    ? JSON.stringify({ ok, flows, personas, problems: shownProblems(problems, config) }, null, 2)
    : [...problemLines(problems, config), `${read}: ${errors}`].join('\n');
  terminal.stdout.write(`${printableText(text)}\n`);
  return ok ? 0 : 1;
}
