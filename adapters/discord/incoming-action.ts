/** An incoming Discord action: what the user did, and the handle by which it can be answered. */
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
  /** the interaction's id; two interactions may be one action */
  readonly delivery?: string;
  /** null for a message, which can't be answered privately in its channel */
  readonly reply: ReplyHandle | null;
}

export interface ReplyHandle {
  readonly id: string;
  readonly token: string;
  readonly application: string;
  readonly kind: 'command' | 'suggest' | 'component' | 'modal';
  /** the message whose button was pressed, or from which a modal was opened */
  readonly source: APIMessage | null;
  /** only this user sees that message, so an answer may replace it */
  readonly isOwn: boolean;
  /** that message is a form, or a button's confirmation */
  readonly isForm: boolean;
  /** the message is no longer needed once the action is answered */
  readonly closes: boolean;
  /** the form, as it was at the time of the action */
  readonly form: OpenForm | null;
  /** the form's text fields are to be opened in a modal */
  readonly opens: boolean;
  /** the pressed button, for a form that it opens */
  readonly origin: Origin;
}

/** The user's server: Discord names none for direct messages. */
export interface Scene {
  readonly workspace: string;
  person(user: APIUser, interaction: APIInteraction): Person;
}

export type ParsedInteraction =
  | { readonly kind: 'action'; readonly incoming: IncomingAction }
  /** a button that requires confirmation */
  | { readonly kind: 'ask'; readonly pressed: Pressed; readonly label: string }
  /** the confirmation was declined */
  | { readonly kind: 'no' }
  /** does not belong to Baton, or not to this version */
  | { readonly kind: 'unknown' };

export const UNKNOWN: ParsedInteraction = { kind: 'unknown' };

export function userOf(interaction: APIInteraction): APIUser | undefined {
  return interaction.member?.user ?? interaction.user;
}

/** Builds the incoming action. `once`: an id that a second click shares. */
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
      delivery: id,
      reply: { id, token, application, source, isOwn, ...nothing, ...reply },
    },
  };
}

/** For a thread, `channel` is its parent channel. */
function placeOf(workspace: string, { channel }: APIInteraction): Place | null {
  if (channel === undefined || channel.id === undefined) return null;
  const parent = 'parent_id' in channel ? channel.parent_id : null;
  if (!isThread(channel.type) || typeof parent !== 'string') {
    return { workspace, channel: channel.id, thread: null };
  }
  return { workspace, channel: parent, thread: channel.id };
}

/** Returns the channels chosen in a form, which its view does not contain. */
export function channelsIn(form: OpenForm | null): FormValues {
  return form?.values ?? {};
}
