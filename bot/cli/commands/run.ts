/** `baton run <flow>`: a run with no chat platform, from start to report. */
import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import { BatonError } from '../../../runner/core/errors.ts';
import type { Project } from '../../../runner/core/ports/repository.ts';
import {
  flowNamed,
  type GivenOptions,
  parseOptions,
  RUN_OPTIONS,
  type RunOption,
} from '../../../runner/core/run-request.ts';
import type { Config } from '../../config/config.ts';
import { resolveProject } from '../../config/projects.ts';
import { type RunTarget, runTarget } from '../../config/run-target.ts';
import type { Arguments, Command, Option } from '../command.ts';
import type { Context } from '../context.ts';
import { followRun } from '../followed-run.ts';
import { soundCatalogue } from '../own-problems.ts';
import { checkOutFolder } from '../report-files.ts';

const FLAGS = RUN_OPTIONS.filter(({ faces }) => faces.includes('flag'));

export const runCommand: Command = {
  name: 'run',
  summary: 'run a flow on a repository and wait for its report',
  details: `Agents only read: the repository stays byte for byte as it is. Progress goes to stderr, the verdict and the
paths of the report to stdout. Exit code: 0 completed, 1 failed or cancelled, 2 refused, 130 Ctrl-C. A run in which
every lens failed has failed; "baton retry" retries what failed.`,
  positionals: ['flow'],
  options: {
    ...Object.fromEntries(FLAGS.map((option) => [option.name, flagOf(option)])),
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
};

async function run(given: Arguments, context: Context): Promise<number> {
  const { config, terminal, wiring } = context;
  const { flows } = await soundCatalogue(wiring, config);
  const flow = flowNamed(flows, given.positionals[0] ?? '');
  const { project, pull_request } = await targetOf(given, config);
  const path = projectGlobs(given.values('path'), project, config.callerDirectory);
  const options = parseOptions({ ...typedIn(given), path }, ({ name }) => `--${name}`);
  const out = outFolder(given, config.callerDirectory);
  return await followRun(context, { out, json: given.switch('json') }, async (service) => {
    const requested_by = `cli:${terminal.user}`;
    const { project_id: _, ...wanted } = options;
    const target = { project, pull_request, flow_name: flow.name };
    const settled = { id: null, ...target, resolves: 'now', requested_by } as const;
    const { run_id } = await service.start({ ...wanted, ...settled });
    return run_id;
  });
}

/** A pull request of no project that is named is looked for in the checkout that the person is in, then in `baton.yaml`. */
async function targetOf(given: Arguments, config: Config): Promise<RunTarget> {
  const typed = given.value('pr');
  const { pull_request: change } = parseOptions({ pr: typed }, ({ name }) => `--${name}`);
  const named = given.value('project');
  const project = resolveProject(named, config);
  const wanted = named === null ? { project: null, usual: project } : { project, usual: null };
  return (await runTarget({ ...wanted, change }, config)) ?? { project, pull_request: null };
}

function typedIn(given: Arguments): GivenOptions {
  const values = FLAGS.map(({ name, value, multiple }) => {
    if (value === undefined) return [name, given.switch(name)];
    return [name, multiple === true ? given.values(name) : given.value(name)];
  });
  return Object.fromEntries(values);
}

function flagOf({ description, without, ...option }: RunOption): Option {
  const usual = without?.cli === undefined ? '' : ` (default: ${without.cli})`;
  return { ...option, description: `${description}${usual}` };
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
