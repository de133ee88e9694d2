/** Reviews the pull requests of a set with a model, as a person would: by `baton run code-review`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MODEL_VARIABLES } from '../../../adapters/agents/variables.ts';
import { runBaton } from '../../surroundings/baton-process.ts';
import type { ReviewCase } from './cases.ts';
import type { Judge } from './judge.ts';
import type { ReviewedCase, ReviewFinding } from './scores.ts';

export interface ReviewSettings {
  readonly backend: string;
  readonly model: string;
  readonly band: string;
  /** where repositories are cloned from, with `{owner}` and `{name}` */
  readonly remotes: string;
  readonly environment: NodeJS.ProcessEnv;
}

const RunDocument = z.object({
  run: z.object({
    usage: z.object({ cost: z.number().nullable() }).nullable(),
    outcome: z.object({ findings: z.array(z.object({ id: z.string() })) }).nullable(),
  }),
  steps: z.array(z.object({ step_id: z.string(), output: z.string().nullable() })),
});

const Verdict = z.object({
  claims: z.array(
    z.object({
      kind: z.string(),
      outcome: z.string(),
      id: z.string(),
      title: z.string(),
      claim: z.string(),
      evidence: z.array(z.object({ path: z.string().nullable(), start: z.number().nullable() })),
    }),
  ),
});

/** `folder`: for this case alone. Throws if the run fails, or if the judge does. */
export async function reviewCase(
  one: ReviewCase,
  settings: ReviewSettings,
  judge: Judge,
  folders: { readonly home: string; readonly out: string },
  signal: AbortSignal,
): Promise<ReviewedCase> {
  const began = performance.now();
  const { home, out } = folders;
  await runBaton(
    reviewArguments(one, settings, out),
    { home, variables: keysOf(settings.environment) },
    signal,
  );
  const seconds = (performance.now() - began) / 1000;
  const document = RunDocument.parse(JSON.parse(await readFile(join(out, 'run.json'), 'utf8')));
  const findings = findingsOf(document.steps.find(({ step_id }) => step_id === 'verdict')?.output ?? null);
  const matches = await judge(findings, one.valid, signal);
  return { case: one, findings, matches, cost: document.run.usage?.cost ?? null, seconds };
}

export function reviewArguments(one: ReviewCase, settings: ReviewSettings, out: string): string[] {
  const { backend, model, band, remotes } = settings;
  const project = remotes.replaceAll('{owner}', one.owner).replaceAll('{name}', one.name);
  const target =
    one.head === null
      ? ['--head', `refs/pull/${one.number}/head`]
      : ['--head', one.head, ...(one.base === null ? [] : ['--base', one.base])];
  const agent = ['--backend', backend, '--model', model, '--size', band];
  return ['run', 'code-review', '--project', project, ...target, ...agent, '--out', out];
}

/** The keys and addresses of models, and nothing else of the caller's environment. */
export function keysOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.keys(MODEL_VARIABLES).flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function findingsOf(output: string | null): ReviewFinding[] {
  if (output === null) throw new Error('the run has no verdict');
  return Verdict.parse(JSON.parse(output))
    .claims.filter(({ kind, outcome }) => kind === 'finding' && outcome === 'shown')
    .map(({ id, title, claim, evidence }) => {
      const place = evidence.find(({ path }) => path !== null);
      return { id, title, claim, path: place?.path ?? null, line: place?.start ?? null };
    });
}
