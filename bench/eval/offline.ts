/**
 * Runs flows without a model over a folder of checkouts and counts what each rule finds, so that a change of a rule shows
 * its effect on real code. Each run is a `baton run` of its own, at the commit that the checkout is at.
 */
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { runBaton } from '../surroundings/baton-process.ts';
import { type RuleFinding, ruleFindings } from './rule-findings.ts';

export interface OfflineRequest {
  /** a folder whose folders are git repositories, or one repository */
  readonly repositories: string;
  readonly flow: string;
  readonly band: string;
  /** for flows that compare: the ref to compare with, e.g. `HEAD~5` */
  readonly base: string | null;
}

export interface OfflineResult {
  readonly findings: readonly RuleFinding[];
  /** one per repository, in the order of their names */
  readonly runs: readonly OfflineRun[];
}

export interface OfflineRun {
  readonly repository: string;
  readonly commit: string | null;
  readonly seconds: number;
  /** why there is no report; null if there is one */
  readonly failure: string | null;
  readonly words: number;
}

/** `folder`: temporary; the caller removes it. `says` reports progress. Throws only if there is nothing to run on. */
export async function runOffline(
  request: OfflineRequest,
  folder: string,
  signal: AbortSignal,
  says: (line: string) => void,
): Promise<OfflineResult> {
  const home = join(folder, 'home');
  await mkdir(home, { mode: 0o700 });
  const findings: RuleFinding[] = [];
  const runs: OfflineRun[] = [];
  for (const path of await repositoriesIn(request.repositories)) {
    const repository = basename(path);
    says(`${request.flow} on ${repository}`);
    const out = join(folder, repository);
    const began = performance.now();
    try {
      await runBaton(argumentsOf(request, path, out), { home }, signal);
      const found = ruleFindings(repository, JSON.parse(await readFile(join(out, 'run.json'), 'utf8')));
      const report = await readFile(join(out, 'report.md'), 'utf8');
      const words = report.split(/\s+/).filter((word) => word !== '').length;
      findings.push(...found.findings);
      runs.push({ repository, commit: found.commit, seconds: secondsSince(began), failure: null, words });
    } catch (error) {
      signal.throwIfAborted();
      const failure = error instanceof Error ? error.message : String(error);
      runs.push({ repository, commit: null, seconds: secondsSince(began), failure, words: 0 });
    }
  }
  return { findings, runs };
}

function argumentsOf({ flow, band, base }: OfflineRequest, project: string, out: string): string[] {
  const compared = base === null ? [] : ['--base', base];
  return [
    'run',
    flow,
    '--project',
    project,
    '--size',
    band,
    '--backend',
    'offline',
    '--out',
    out,
    ...compared,
  ];
}

/** Paths in the order of their names. A folder counts as a repository if git's files are in it. */
async function repositoriesIn(folder: string): Promise<string[]> {
  const root = resolve(folder);
  if (await isRepository(root)) return [root];
  const names = (await readdir(root)).sort();
  const found: string[] = [];
  for (const name of names) {
    const path = join(root, name);
    if (await isRepository(path)) found.push(path);
  }
  if (found.length === 0) throw new Error(`there is no git repository in ${root}`);
  return found;
}

async function isRepository(path: string): Promise<boolean> {
  const exists = (name: string) =>
    stat(join(path, name)).then(
      () => true,
      () => false,
    );
  return (await exists('.git')) || ((await exists('HEAD')) && (await exists('objects')));
}

function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 100) / 10;
}
