/** What answering one act takes: what the person did, and the means to do something about it. */
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { PlatformAdapter, UserAction } from '../../runner/core/ports/platform.ts';
import type { Posts } from '../../runner/core/posts.ts';
import type { RunnerService } from '../../runner/core/service.ts';
import type { ChannelSetting, Policy } from '../config/chat.ts';
import type { Config } from '../config/config.ts';

export interface ChatOptions {
  readonly service: Pick<
    RunnerService,
    'start' | 'cancel' | 'retry' | 'run' | 'runs' | 'resolveRunId' | 'ask'
  >;
  readonly posts: Pick<Posts, 'thread' | 'want' | 'first' | 'runAt' | 'audit'>;
  readonly adapter: Pick<PlatformAdapter, 'platform' | 'enter' | 'direct'>;
  readonly catalogue: Pick<Catalogue, 'flows' | 'personas' | 'plan'>;
  readonly settings: ChatSettings;
  /** where reports can be read in a browser, without a slash at its end; null when nowhere */
  readonly publicUrl: string | null;
  readonly log: (line: string) => void;
}

export interface ChatSettings {
  /** of this platform, by channel id */
  readonly channels: Readonly<Record<string, ChannelSetting>>;
  readonly policy: Policy;
  readonly projects: Pick<Config, 'callerDirectory' | 'projects' | 'roots' | 'home' | 'homeSource'>;
}

export interface ActionContext extends ChatOptions {
  readonly action: UserAction;
  /** who did it, as stored with runs, questions and in the audit log */
  readonly actor: string;
}

export function contextOf(options: ChatOptions, action: UserAction): ActionContext {
  return { ...options, action, actor: `${action.platform}:${action.place.workspace}:${action.person.id}` };
}

/** Writes down what was done, or was not allowed; that it can't be written keeps nobody from it. */
export async function record(
  context: ActionContext,
  action: string,
  run_id: string | null,
  detail: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    await context.posts.audit({ actor: context.actor, action, run_id, detail });
  } catch (error) {
    context.log(`chat: ${action} of ${context.actor} is not in the audit log: ${String(error)}`);
  }
}
