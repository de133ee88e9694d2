/** A chat that keeps what is posted in it, for tests of what is told of schedules. */
import { SLACK_SYNTAX } from '../../../adapters/slack/syntax.ts';
import type { NoticeOptions } from '../../../bot/threads/schedule-notices.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { Place } from '../../../runner/core/ports/platform.ts';

export interface NoticeChat {
  /** `C0SHOP01 notice:7`, in order */
  readonly posted: string[];
  /** channels where what is posted is refused */
  readonly closed: Set<string>;
  /** what the next posts fail with; they may have taken effect all the same */
  readonly failures: { readonly error: DeliveryError; readonly takesEffect: boolean }[];
  /** how many calls of `post` there were */
  readonly calls: () => number;
  /** how often messages were looked for */
  readonly looks: () => number;
  readonly adapter: NoticeOptions['adapter'];
}

export function noticeChat(platform = 'slack'): NoticeChat {
  const posted: string[] = [];
  const closed = new Set<string>();
  const failures: { readonly error: DeliveryError; readonly takesEffect: boolean }[] = [];
  let [calls, looks] = [0, 0];
  const adapter: NoticeOptions['adapter'] = {
    platform,
    syntax: SLACK_SYNTAX,
    connected: () => true,
    onWorkspaces: (listener) => {
      listener(['T1']);
      return () => undefined;
    },
    direct: async (_workspace, person) => `D-${person}`,
    async post({ channel }: Place, _view, { key }) {
      calls += 1;
      if (closed.has(channel)) throw new DeliveryError('place', 'the bot is not in that channel');
      const failure = failures.shift();
      if (failure === undefined || failure.takesEffect) posted.push(`${channel} ${key}`);
      if (failure !== undefined) throw failure.error;
      return 'reference';
    },
    async find({ channel }, doubtful) {
      looks += 1;
      const found = doubtful.filter(({ key }) => posted.includes(`${channel} ${key}`));
      return new Map(found.map(({ key }) => [key, 'reference'] as const));
    },
  };
  return { posted, closed, failures, calls: () => calls, looks: () => looks, adapter };
}
