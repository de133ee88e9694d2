/** `/flow notify on|off`: whether the ends of the runs that a person starts notify that person. */
import type { Answer } from '../../runner/core/ports/platform.ts';
import type { ActionContext } from './action-context.ts';
import { privateText } from './messages.ts';

/** Without a word, tells how it is. */
export async function setNotify({ action, posts, adapter }: ActionContext, text: string): Promise<Answer> {
  const { platform, place, person } = action;
  const id = { platform, workspace: place.workspace, person: person.id };
  const wanted = text.trim().toLowerCase();
  if (wanted === 'on' || wanted === 'off') await posts.mute(id, wanted === 'off');
  const isMuted = wanted === '' ? await posts.isMuted(id) : wanted === 'off';
  const other = adapter.syntax.command({ kind: 'verb', verb: 'notify', text: isMuted ? 'on' : 'off' });
  if (isMuted) return privateText(`Your runs end without a notification. To get one again: ${other}`);
  return privateText(
    `You are notified once when a run that you started ends. To get no notification: ${other}`,
  );
}
