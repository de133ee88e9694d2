/** What a person did on Discord, as it came in: the action, and the handle by which Discord lets it be answered. */
import { type APIInteraction, type APIMessage, type APIUser, MessageFlags } from 'discord.js';
import type {
  FormValues,
  Person,
  Place,
  UserAction,
  UserActionKind,
} from '../../runner/core/ports/platform.ts';
import { isThread } from './channels.ts';
import type { OpenForm } from './form-values.ts';
import type { Pressed } from './render/buttons.ts';
import type { Origin } from './render/form-envelope.ts';

export interface IncomingAction {
  readonly action: UserAction;
  /** null for a message, which can't be answered to one person in its place */
  readonly reply: ReplyHandle | null;
}

export interface ReplyHandle {
  readonly id: string;
  readonly token: string;
  readonly application: string;
  readonly kind: 'command' | 'suggest' | 'component' | 'modal';
  /** the message whose button was pressed, or that a modal was opened from */
  readonly source: APIMessage | null;
  /** that message is seen by this person alone, so that an answer may take its place */
  readonly isOwn: boolean;
  /** that message is a form, or the question of a button that asked first */
  readonly isForm: boolean;
  /** it has served its purpose once this act is answered */
  readonly closes: boolean;
  /** the form, as it was when the act was done */
  readonly form: OpenForm | null;
  /** what is to be typed of the form shall be opened */
  readonly opens: boolean;
  /** the button that was pressed, for a form that it opens */
  readonly origin: Origin;
}

/** Where people are: Discord names no server for what happens in direct messages. */
export interface Scene {
  readonly workspace: string;
  person(user: APIUser, interaction: APIInteraction): Person;
}

export type ParsedInteraction =
  | { readonly kind: 'action'; readonly incoming: IncomingAction }
  /** a button that asks first */
  | { readonly kind: 'ask'; readonly pressed: Pressed; readonly label: string }
  /** the answer to that was no */
  | { readonly kind: 'no' }
  /** nothing of ours, or not any more */
  | { readonly kind: 'unknown' };

export const UNKNOWN: ParsedInteraction = { kind: 'unknown' };

export function userOf(interaction: APIInteraction): APIUser | undefined {
  return interaction.member?.user ?? interaction.user;
}

/** What was done, with what it takes to answer it. `once`: an id that a second click has too. */
export function acted(
  scene: Scene,
  interaction: APIInteraction,
  performed: UserActionKind,
  reply: Partial<ReplyHandle> & Pick<ReplyHandle, 'kind'>,
  once: string | null = null,
): ParsedInteraction {
  const user = userOf(interaction);
  const place = placeOf(scene.workspace, interaction);
  if (user === undefined || place === null) return UNKNOWN;
  const source = ('message' in interaction ? interaction.message : undefined) ?? null;
  const isOwn = ((source?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  const { id, token, application_id: application } = interaction;
  const nothing = { isForm: false, closes: false, form: null, opens: false, origin: null } as const;
  return {
    kind: 'action',
    incoming: {
      action: {
        id: once ?? id,
        platform: 'discord',
        place,
        person: scene.person(user, interaction),
        ...performed,
      },
      reply: { id, token, application, source, isOwn, ...nothing, ...reply },
    },
  };
}

/** In a thread, the channel is the one that the thread belongs to. */
function placeOf(workspace: string, { channel }: APIInteraction): Place | null {
  if (channel === undefined || channel.id === undefined) return null;
  const parent = 'parent_id' in channel ? channel.parent_id : null;
  if (!isThread(channel.type) || typeof parent !== 'string') {
    return { workspace, channel: channel.id, thread: null };
  }
  return { workspace, channel: parent, thread: channel.id };
}

/** The channels that were chosen in a form: a view does not know them. */
export function channelsIn(form: OpenForm | null): FormValues {
  return form?.values ?? {};
}
