/** `baton run <flow>`: a run with no chat platform, from start to report. */
import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import { BatonError } from '../../../runner/core/errors.ts';
import type { Project } from '../../../runner/core/ports/repository.ts';
import { flowNamed, parseOptions } from '../../../runner/core/run-request.ts';
import { missingIn, type Said, settleInput, takes } from '../../../runner/core/settled-input.ts';
import type { Flow } from '../../../runner/core/step-spec.ts';
import type { Config } from '../../config/config.ts';
import { resolveProject } from '../../config/projects.ts';
import { type RunTarget, runTarget } from '../../config/run-target.ts';
import type { Arguments, Command, CommandForm, Option } from '../command.ts';
import type { Context, Terminal, Wiring } from '../context.ts';
import { followRun } from '../followed-run.ts';
import { inputTexts } from '../input-texts.ts';
import { soundCatalogue } from '../own-problems.ts';
import { checkOutFolder } from '../report-files.ts';
import { flagOf, inFlags, RUN_FLAGS, typedFlags } from '../run-flags.ts';

export const runCommand: Command = {
  name: 'run',
  summary: 'run a flow on a repository and wait for its report',
  details: `Agents only read: the repository stays byte for byte as it is. Progress goes to stderr, the verdict and the
paths of the report to stdout. Exit code: 0 completed, 1 failed or cancelled, 2 refused, 130 Ctrl-C. A run in which
every lens failed has failed; "baton retry" retries what failed. Some flows take more than a focus, such as a ticket
or a log: "baton run FLOW --help" shows what. Such a text may come from a file (@FILE) or a pipe (@-).`,
  positionals: ['flow'],
  options: {
    ...Object.fromEntries(RUN_FLAGS.map((option) => [option.name, flagOf(option)])),
    out: {
      value: 'DIR',
      description: "where report.md, report.html and run.json go (default: Baton's own folder)",
    },
    json: { description: 'print one JSON document {run, steps, report, verdict} at the end' },
  },
  examples: [
    {
      line: 'baton run code-review',
      description: 'reviews the branch you are on against the default branch',
    },
    {
      line: 'baton run code-review --pr https://github.com/acme/shop/pull/123',
      description: 'reviews a pull request of this repository, or of a project in baton.yaml',
    },
    {
      line: 'baton run code-review --base v1.2.0 --head main --out review',
      description: 'what changed since v1.2.0; the report is review/report.md',
    },
    {
      line: "baton run tech-debt --size medium --focus 'error handling' --path 'src/**'",
      description: 'a broader look at one topic in one folder',
    },
  ],
  run,
  help,
};

/** Shows the options of the flow that is named, or which flows take each input. */
async function help(given: Arguments, wiring: Wiring): Promise<CommandForm> {
  const { flows } = (await wiring.catalogue(null)).catalogue;
  const flow = flows.find(({ name }) => name === given.positionals[0]);
  const inputs = RUN_FLAGS.flatMap(({ name, input }) => (input === undefined ? [] : [{ name, input }]));
  const options = Object.entries(runCommand.options).flatMap(([name, option]): [string, Option][] => {
    const input = inputs.find((each) => each.name === name)?.input;
    if (input === undefined) return [[name, option]];
    const takers = flows.filter((each) => takes(each, input));
    if (flow !== undefined) return takers.includes(flow) ? [[name, needsOf(flow, option, input)]] : [];
    const names = takers.map((each) => each.name).join(', ');
    return names === '' ? [] : [[name, { ...option, description: `${option.description} (${names})` }]];
  });
  const form = { ...runCommand, options: Object.fromEntries(options) };
  if (flow === undefined) return form;
  const own = exampleFor(flow, flow.inputs?.filter(({ needed }) => needed).map(({ name }) => name) ?? []);
  return {
    ...form,
    summary: `${flow.title}: ${flow.purpose}`,
    examples: [{ line: own, description: flow.purpose }],
  };
}

function needsOf({ inputs = [] }: Flow, option: Option, name: string): Option {
  const input = inputs.find((each) => each.name === name);
  const needed = input?.or === undefined ? 'needed' : `this or --${input.or} is needed`;
  const stands = input?.focus === true ? '; --focus does as well' : '';
  return input?.needed === true
    ? { ...option, description: `${option.description} (${needed}${stands})` }
    : option;
}

async function run(given: Arguments, context: Context): Promise<number> {
  const { config, terminal, wiring } = context;
  const { flows } = await soundCatalogue(wiring, config);
  const flow = flowNamed(flows, given.positionals[0] ?? '');
  const { project, pull_request } = await targetOf(given, config);
  const path = projectGlobs(given.values('path'), project, config.callerDirectory);
  const texts = await inputTexts(given, RUN_FLAGS, { folder: config.callerDirectory, stdin: terminal.stdin });
  const options = parseOptions({ ...typedFlags(RUN_FLAGS, given), ...texts, path }, inFlags);
  const said = saidTo(flow, flows, options, terminal);
  const out = outFolder(given, config.callerDirectory);
  return await followRun(context, { out, json: given.switch('json') }, async (service) => {
    const requested_by = `cli:${terminal.user}`;
    const { project_id: _, ...wanted } = options;
    const target = { project, pull_request, flow_name: flow.name };
    const settled = { id: null, ...target, resolves: 'now', requested_by } as const;
    const { run_id } = await service.start({ ...wanted, ...said, ...settled });
    return run_id;
  });
}

/** Throws what the flow refuses, with a line to copy where something is missing. */
function saidTo(flow: Flow, flows: readonly Flow[], said: Said, { stderr }: Terminal): Said {
  const settled = settleInput(flow, flows, said, inFlags);
  if ('said' in settled) {
    if (settled.cutLog) stderr.write(CUT_LOG);
    return settled.said;
  }
  const [first] = settled.refusals;
  const missing = missingIn(flow, settled.refusals);
  if (first === undefined || missing.length === 0) throw first ?? new Error('refused without a reason');
  const message = `${first.message} For example: ${exampleFor(flow, missing)}`;
  throw new BatonError('refused', first.code, message, { path: first.path });
}

const CUT_LOG = 'baton: the log is long, so only the part around its last stack trace, or its end, is read\n';

function exampleFor({ name: flow }: Flow, inputs: readonly string[]): string {
  const flags = RUN_FLAGS.filter(({ name }) => inputs.includes(name)).map(
    ({ name, example = '…' }) => ` --${name} '${example}'`,
  );
  return `baton run ${flow}${flags.join('')}`;
}

/** A pull request of no project that is named is looked for in the checkout that the person is in, then in `baton.yaml`. */
async function targetOf(given: Arguments, config: Config): Promise<RunTarget> {
  const typed = given.value('pr');
  const { pull_request: change } = parseOptions({ pr: typed }, inFlags);
  const named = given.value('project');
  const project = resolveProject(named, config);
  const wanted = named === null ? { project: null, usual: project } : { project, usual: null };
  return (await runTarget({ ...wanted, change }, config)) ?? { project, pull_request: null };
}

/** Returns the folder of `--out`, verified to be writable; null if it was not given. */
export function outFolder(given: Arguments, caller: string): string | null {
  const named = given.value('out');
  if (named === null) return null;
  const folder = resolve(caller, named);
  checkOutFolder(folder);
  return folder;
}

/**
 * Converts `--path` globs from the user's current folder to the project's root. Outside the project, and for URL projects, globs are
 * relative to the project's root.
 */
export function projectGlobs(globs: readonly string[], project: Project, caller: string): string[] {
  const way = project.path === null ? null : relative(project.path, caller);
  const inside = way !== null && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  const folder = inside ? way.split(sep).join('/') : '';
  return globs.map((glob) => fromTop(glob, folder, project));
}

function fromTop(glob: string, folder: string, project: Project): string {
  const typed =
    project.path !== null && isAbsolute(glob) ? relative(project.path, glob) : posix.join(folder, glob);
  const tidy = posix.normalize(typed);
  if (glob.trim() === '' || tidy === '..' || tidy.startsWith('../') || isAbsolute(tidy)) {
    const where = project.path ?? project.id;
    throw new BatonError('refused', 'bad_path', `--path ${JSON.stringify(glob)} is not inside ${where}.`, {
      path: '--path',
    });
  }
  return tidy === '.' || tidy === '' ? '**' : tidy.replace(/^\.\//, '');
}
