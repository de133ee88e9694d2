/** `baton why`: what applies in a channel of a chat platform to a person, and which line of `baton.yaml` says so. */
import { BatonError } from '../../../runner/core/errors.ts';
import { flowNamed } from '../../../runner/core/run-request.ts';
import { appliedSettings } from '../../commands/applied.ts';
import { appliedDocument, personAndChannel } from '../../commands/applied-document.ts';
import type { AppliedQuery, AppliedSetting } from '../../commands/applied-setting.ts';
import { resolveProject } from '../../config/projects.ts';
import { sourceText } from '../../config/setting-sources.ts';
import { textOfLine } from '../../wording.ts';
import type { Arguments, Command } from '../command.ts';
import type { Context } from '../context.ts';
import { soundCatalogue } from '../own-problems.ts';
import { printableLine } from '../screen-text.ts';
import { tableLines } from '../table.ts';

export const whyCommand: Command = {
  name: 'why',
  summary: 'show what applies to a person in a channel, and which line says so',
  details: `Shows the project and the flow, who may do what, the back end and the budgets, each with the key of baton.yaml, its
line, or the variable that decides. It asks no chat platform, so it can't tell who is in a group.`,
  positionals: [],
  options: {
    who: { value: 'WHO', description: 'a person of a chat platform, as slack:T0TEAM:U0ALICE' },
    where: { value: 'WHERE', description: 'a channel, as slack:C0GENERAL1' },
    flow: { value: 'FLOW', description: 'a flow (default: the channel’s own)' },
    project: { value: 'ID', description: 'an id, a path or a URL (default: the channel’s own)' },
    json: { description: 'print JSON {who, where, settings: [{name, value, source, because}]}' },
  },
  examples: [
    {
      line: 'baton why --who slack:T0TEAM:U0ALICE --where slack:C0GENERAL1',
      description: 'what Alice may do in that channel, and what starts there',
    },
    {
      line: 'baton why --who slack:T0TEAM:U0ALICE --where slack:C0GENERAL1 --project shop --flow code-review',
      description: 'the same for a run that names its project and flow',
    },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  const { config, terminal, wiring } = context;
  const named = { who: needed(given, 'who'), where: needed(given, 'where') };
  const { flows } = await soundCatalogue(wiring, config);
  const flow = given.value('flow');
  const project = given.value('project');
  const query: AppliedQuery = {
    ...personAndChannel(named, (field) => `--${field}`),
    flow: flow === null ? null : flowNamed(flows, flow).name,
    project: project === null ? null : resolveProject(project, config).id,
    forOperator: true,
  };
  const settings = await appliedSettings(config, await wiring.chooseBackend(config), query);
  const text = given.switch('json')
    ? JSON.stringify(appliedDocument(named, settings), null, 2)
    : tableOf(settings, terminal.stdoutIsTty ? terminal.size().columns : null).join('\n');
  terminal.stdout.write(`${text}\n`);
  return 0;
}

function needed(given: Arguments, name: 'who' | 'where'): string {
  const typed = given.value(name);
  if (typed !== null) return typed;
  throw refused(`Give --${name}. For example: ${whyCommand.examples[0]?.line}`, `--${name}`);
}

function refused(message: string, path: string): BatonError {
  return new BatonError('refused', 'bad_arguments', message, { path });
}

function tableOf(settings: readonly AppliedSetting[], columns: number | null): string[] {
  const rows = settings.map(({ name, value, source }) => [
    name,
    printableLine(textOfLine(value)),
    printableLine(sourceText(source)),
  ]);
  return tableLines(['WHAT', 'APPLIES', 'BECAUSE OF'], rows, columns);
}
