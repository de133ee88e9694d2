/** From what a person asked for to what is stored: everything that can be refused before a run exists is refused here. */
import { BatonError, nearest } from '../core/errors.ts';
import type { Refs } from '../core/ports/repository.ts';
import type { PostTo, RunRequest } from '../core/ports/service.ts';
import { cleanQuestion, lengthOf, MOST_QUESTION } from '../core/question.ts';
import type { Flow } from '../core/step-spec.ts';

/** The person's focus, cleaned; the flow's own question when there is none. Throws `blank_focus` or `long_focus`. */
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

/** Throws `unknown_flow`, with the nearest names. */
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

/** Throws `no_base_here` when a base is given to a flow that compares nothing. */
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

/** What a person asks an agent afterwards, cleaned. Throws `blank_question` or `long_question`. */
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

/** Throws `no_platform` for a place on a platform that this Baton does not speak to. */
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
