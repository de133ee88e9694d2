/** Who asked for a run, and where: a person of a chat, a schedule, the command line, the API. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { RunDocument } from '../../../../runner/core/documents.ts';
import type { RunChatDocument } from '../../../../runner/core/run-chat.ts';
import { html, type View } from '../html.ts';

/** What chat platforms tell of the run; null until they have. */
export const InChats = createContext<RunChatDocument | null>(null);

export function Started({ run }: { readonly run: RunDocument }): View {
  const { schedule, requested_by: actor, input } = run;
  const name = useContext(InChats)?.requested_by.name ?? actor;
  const source = input.source;
  return html`
    ${name === actor ? actorName(actor, schedule?.name ?? null) : name}
    ${source !== undefined && html`${' '}(<a href=${source.url} rel="noreferrer">on this message</a>)`}
  `;
}

/** An actor by the name that their platform has, or in words. */
export function useActorName(): (actor: string) => string {
  const people = useContext(InChats)?.people ?? [];
  return (actor) => people.find((person) => person.actor === actor)?.name ?? actorName(actor);
}

/** Links to the messages in chats that show the run. */
export function Threads(): View {
  const threads = useContext(InChats)?.threads ?? [];
  return threads.map(
    ({ title, channel, url }, at) =>
      html`${at > 0 && ', '}<a key=${url} href=${url} rel="noreferrer">${title}${channel !== null && ` ${channel}`}</a>`,
  );
}

/** What is done in the console is done by this actor. */
export const CONSOLE_ACTOR = 'api';

/** An actor in words, without what only its platform knows of it. */
export function actorName(actor: string, schedule: string | null = null): string {
  const [kind = '', ...rest] = actor.split(':');
  if (actor === CONSOLE_ACTOR) return 'the API or this console';
  if (kind === 'cli') return `${rest.join(':')} on the command line`;
  if (kind === 'schedule') return `schedule ${schedule ?? rest.join(':')}`;
  return rest.length === 2 ? `someone on ${kind}` : actor;
}
