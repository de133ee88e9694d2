/** From what a person asked for to what is stored: everything that can be refused before a run exists is refused here. */
import { BatonError, nearest } from '../core/errors.ts';
import type { Refs } from '../core/ports/repository.ts';
import type { RunRequest } from '../core/service.ts';
import type { Flow } from '../core/step-spec.ts';

export const MOST_FOCUS = 4000;

// C0 controls but tab and newline, and DEL: they mean nothing in a question and can hurt a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The person's focus, cleaned; the flow's own question when there is none. Throws `blank_focus` or `long_focus`. */
export function questionOf(flow: Flow, typed: string | null): { question: string; focused: boolean } {
  if (typed === null) return { question: flow.question, focused: false };
  const question = typed.replaceAll('\r\n', '\n').replace(CONTROLS, '').toWellFormed().trim();
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
  if ([...question].length > MOST_FOCUS) {
    const length = [...question].length.toLocaleString('en');
    throw new BatonError(
      'refused',
      'long_focus',
      `The focus has ${length} characters; the most is ${MOST_FOCUS.toLocaleString('en')}.`,
      {
        path: 'input.question',
      },
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
