/**
 * Checks a request: everything that can be refused before a run, or a follow-up question, is stored is refused here.
 */
import { posix } from 'node:path';
import { BatonError, nearest } from '../core/errors.ts';
import type { Catalogue } from '../core/ports/catalogue.ts';
import type { Pin, Project, Refs, Repositories } from '../core/ports/repository.ts';
import type { PostTo, RunRequest } from '../core/ports/service.ts';
import { cleanQuestion, lengthOf, MOST_QUESTION } from '../core/question.ts';
import type { Flow } from '../core/step-spec.ts';

/** Returns the user's focus, cleaned, or else the flow's own question. Throws `blank_focus` or `long_focus`. */
export function questionOf(flow: Flow, typed: string | null): { question: string; focused: boolean } {
  if (typed === null) return { question: flow.question, focused: false };
  const question = cleanQuestion(typed);
  if (question === '') {
    throw new BatonError(
      'refused',
      'blank_focus',
      'The focus is blank. Say what to look at, or leave it out for the flow’s own question.',
      {
        path: 'input.question',
      },
    );
  }
  const length = lengthOf(question);
  if (length > MOST_QUESTION) {
    throw new BatonError(
      'refused',
      'long_focus',
      `The focus has ${length.toLocaleString('en')} characters; the most is ${MOST_QUESTION.toLocaleString('en')}.`,
      { path: 'input.question' },
    );
  }
  return { question, focused: true };
}

/** Throws `unknown_flow`, which suggests similar names. */
export function flowNamed(flows: readonly Flow[], name: string): Flow {
  const flow = flows.find((candidate) => candidate.name === name);
  if (flow !== undefined) return flow;
  const names = flows.map((candidate) => candidate.name);
  const near = nearest(name, names);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are: ${names.join(', ')}.`;
  throw new BatonError('refused', 'unknown_flow', `There is no flow "${name}". ${hint}`, {
    path: 'flow_name',
  });
}

/** Throws `no_base_here` if a base is given for a flow that compares nothing. */
export function refsOf(flow: Flow, request: RunRequest): Refs {
  if (request.base !== null && !flow.compares) {
    throw new BatonError(
      'refused',
      'no_base_here',
      `The flow ${flow.name} compares nothing, so it takes no base.`,
      { path: 'base' },
    );
  }
  return { base: request.base, head: request.head, compares: flow.compares };
}

/** Returns a follow-up question, cleaned. Throws `blank_question` or `long_question`. */
export function followUpOf(typed: string): string {
  const question = cleanQuestion(typed);
  const length = lengthOf(question);
  if (question === '') {
    throw new BatonError('refused', 'blank_question', 'The question is blank. Say what you want to know.', {
      path: 'question',
    });
  }
  if (length > MOST_QUESTION) {
    throw new BatonError(
      'refused',
      'long_question',
      `The question has ${length.toLocaleString('en')} characters; the most is ${MOST_QUESTION.toLocaleString('en')}.`,
      { path: 'question' },
    );
  }
  return question;
}

/** Throws `no_platform` if the run is to appear on a platform that is not configured. */
export function assertPlatform(place: PostTo | null, platforms: readonly string[]): void {
  if (place === null || platforms.includes(place.platform)) return;
  const known = platforms.length === 0 ? 'no chat platform is' : `only ${platforms.join(' and ')} is`;
  throw new BatonError(
    'refused',
    'no_platform',
    `The platform ${place.platform} is not configured, so the run can't appear there; ${known}.`,
    { path: 'post_to' },
  );
}

/** Returns the paths relative to the repository's root. Throws `bad_path` for one that is blank or leads out of it. */
export function pathsOf(paths: readonly string[], project: Project): string[] {
  return paths.map((given) => {
    const typed = given.trim();
    const inside = project.path !== null && `${typed}/`.startsWith(`${project.path}/`);
    const path = posix.normalize(inside ? typed.slice((project.path ?? '').length + 1) || '.' : typed);
    if (typed !== '' && path !== '..' && !path.startsWith('../')) return path === './' ? '.' : path;
    const why =
      typed === '' ? 'A path is blank' : `The path ${JSON.stringify(given)} leads out of the repository`;
    throw new BatonError('refused', 'bad_path', `${why}. Paths count from the repository's root.`, {
      path: 'paths',
    });
  });
}

/** Throws `no_files` if the paths match neither a file of the commit nor a changed one. */
export async function assertPaths(
  { repositories, catalogue }: { readonly repositories: Repositories; readonly catalogue: Catalogue },
  project: Project,
  pin: Pin,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  const repository = await repositories.open(project, pin);
  try {
    const files = (await repository.list()).map(({ path }) => path);
    if (catalogue.pathFault(paths, files) === null) return;
    // A deleted file is only in the diff.
    const changed = await repository.diff();
    const all = [...files, ...changed.flatMap(({ path, from }) => (from === null ? [path] : [path, from]))];
    const fault = catalogue.pathFault(paths, all);
    if (fault !== null) throw new BatonError('refused', 'no_files', fault, { path: 'paths' });
  } finally {
    await repository.close();
  }
}
