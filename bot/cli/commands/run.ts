/** `baton run <flow>`: a run with no chat platform, from start to report. */
import { resolve } from 'node:path';
import { BatonError } from '../../../runner/core/errors.ts';
import type { PostTo } from '../../../runner/core/ports/service.ts';
import { POST_TO_FORM, parsePostTo } from '../../../runner/core/post-to.ts';
import { BANDS } from '../../../runner/core/step-spec.ts';
import { resolveProject } from '../../config/projects.ts';
import type { Arguments, Command } from '../command.ts';
import type { Context } from '../context.ts';
import { flowNamed } from '../flow-names.ts';
import { followRun } from '../followed-run.ts';
import { projectGlobs } from '../path-globs.ts';
import { checkOutFolder } from '../report-files.ts';

export const runCommand: Command = {
  name: 'run',
  summary: 'run a flow on a repository and wait for its report',
  details: `Agents only read: the repository stays byte for byte as it is. Progress goes to stderr, the verdict and the
path of the report to stdout. Exit code: 0 completed, 1 failed or cancelled, 2 refused, 130 Ctrl-C. A run in which
every lens failed has failed; "baton retry" does again what failed.`,
  positionals: ['flow'],
  options: {
    project: { value: 'PATH|ID|URL', description: 'what to read (default: the repository you are in)' },
    size: { value: 'SIZE', choices: BANDS, description: 'how broad the run is (default: small)' },
    fast: { description: 'less breadth and prose, every check stays' },
    focus: {
      value: 'TEXT',
      mayBeBlank: true,
      description: "what to look at (default: the flow's own question)",
    },
    base: { value: 'REF', description: 'compare with this branch, tag or commit' },
    head: { value: 'REF', description: 'read this branch, tag or commit (default: HEAD)' },
    path: { value: 'GLOB', multiple: true, description: 'read only these files' },
    backend: { value: 'NAME', description: 'what executes the agents (default: the first that is there)' },
    model: { value: 'MODEL', description: 'which model the back end uses' },
    'post-to': {
      value: 'CHANNEL',
      description: 'show the run in a channel as well, slack:C… (slack:T…/C… names the workspace)',
    },
    out: { value: 'DIR', description: "where report.md and run.json go (default: Baton's own folder)" },
    json: { description: 'print one JSON document {run, steps, report, verdict} at the end' },
  },
  examples: [
    {
      line: 'baton run code-review',
      description: 'reviews the branch you are on against the default branch',
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
  const { flows } = await wiring.catalogue();
  const flow = flowNamed(given.positionals[0] ?? '', flows);
  const project = resolveProject(given.value('project'), config);
  const out = outFolder(given, config.callerDirectory);
  const request = {
    id: null,
    project,
    flow_name: flow.name,
    band: BANDS.find((band) => band === given.value('size')) ?? 'small',
    fast: given.switch('fast'),
    question: given.value('focus'),
    base: given.value('base'),
    head: given.value('head'),
    paths: projectGlobs(given.values('path'), project, config.callerDirectory),
    model: given.value('model'),
    backend: given.value('backend'),
    resolves: 'now' as const,
    post_to: postTo(given),
    requested_by: `cli:${terminal.user}`,
  };
  return await followRun(context, { out, json: given.switch('json') }, async (service) => {
    const { run_id } = await service.start(request);
    return run_id;
  });
}

function postTo(given: Arguments): PostTo | null {
  const named = given.value('post-to');
  const place = named === null ? null : parsePostTo(named);
  if (named === null || place !== null) return place;
  throw new BatonError(
    'refused',
    'bad_arguments',
    `--post-to is ${POST_TO_FORM}, not ${JSON.stringify(named)}.`,
    {
      path: 'post-to',
    },
  );
}

/** Returns the folder of `--out`, verified to be writable; null if it was not given. */
export function outFolder(given: Arguments, caller: string): string | null {
  const named = given.value('out');
  if (named === null) return null;
  const folder = resolve(caller, named);
  checkOutFolder(folder);
  return folder;
}
