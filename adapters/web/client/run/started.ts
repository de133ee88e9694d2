/** Who asked for a run, and where: a person of a chat, a schedule, the command line, the API. */
import type { RunDocument } from '../../../../runner/core/documents.ts';
import { html, type View } from '../html.ts';

export function Started({ run }: { readonly run: RunDocument }): View {
  const { schedule, requested_by, input } = run;
  const source = input.source;
  return html`
    ${actorName(requested_by, schedule?.name ?? null)}
    ${source !== undefined && html`${' '}(<a href=${source.url} rel="noreferrer">on this message</a>)`}
  `;
}

/** An actor in words, without what only its platform knows of it. */
export function actorName(actor: string, schedule: string | null = null): string {
  const [kind = '', ...rest] = actor.split(':');
  if (actor === 'api') return 'the API or this console';
  if (kind === 'cli') return `${rest.join(':')} on the command line`;
  if (kind === 'schedule') return `schedule ${schedule ?? rest.join(':')}`;
  return rest.length === 2 ? `someone on ${kind}` : actor;
}
