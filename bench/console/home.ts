/** What a service of the part `console` reads: a small project, and agents by a script. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Script } from '../../adapters/agents/script.ts';
import { makeProject } from '../chat/project.ts';

const PROJECT = 'shop';

/** Makes the folder, and gives the variables that name what is in it. */
export async function furnish(
  folder: string,
  script: Script,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  await mkdir(folder, { mode: 0o700 });
  const project = join(folder, 'project');
  await makeProject(project, signal);
  const limits = '{ agents_per_worker: 100, agents_per_run: 100, agents_per_project: 100 }';
  await writeFile(
    join(folder, 'baton.yaml'),
    `projects:\n  ${PROJECT}: { path: ${project} }\nlimits: ${limits}\n`,
  );
  const file = join(folder, 'script.json');
  await writeFile(file, JSON.stringify(script));
  return { BATON_BACKEND: 'scripted', BATON_SCRIPT: file };
}

/** Starts a small run and returns its id. */
export async function startRun(address: string, question: string): Promise<string> {
  const response = await fetch(`${address}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ project_id: PROJECT, flow_name: 'tech-debt', band: 'small', input: { question } }),
  });
  if (!response.ok) throw new Error(`a run was not started: ${await response.text()}`);
  return ((await response.json()) as { run_id: string }).run_id;
}
