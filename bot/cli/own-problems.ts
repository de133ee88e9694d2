/** How the command line shows what is wrong with the operator's own flows and personas. */
import { relative } from 'node:path';
import { type Problem, problemLine } from '../../flows/own/problem.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { Config } from '../config/config.ts';
import type { Wiring } from './context.ts';

/** Files below the caller's directory are named by their way from there. */
export function shownProblems(problems: readonly Problem[], { callerDirectory }: Config): Problem[] {
  return problems.map((problem) => ({ ...problem, file: shown(problem.file, callerDirectory) }));
}

/** One line for each, as a linter prints them. */
export function problemLines(problems: readonly Problem[], config: Config): string[] {
  return shownProblems(problems, config).map(problemLine);
}

function shown(file: string, from: string): string {
  const way = relative(from, file);
  return way === '' || way.startsWith('..') ? file : way;
}

/** Throws `bad_own_files` (kind `refused`) if an own flow or persona has an error: the run may have meant it. */
export async function soundCatalogue(wiring: Wiring, config: Config): Promise<Catalogue> {
  const { catalogue, problems } = await wiring.catalogue(config);
  if (problems.length === 0) return catalogue;
  throw new BatonError('refused', 'bad_own_files', ownFilesMessage(problems, config));
}

export function ownFilesMessage(problems: readonly Problem[], config: Config): string {
  return ['own flows and personas have errors:', ...problemLines(problems, config)].join('\n');
}
