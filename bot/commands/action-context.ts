/**
 * The context that a command handler needs to answer one user action: the action, the runner, the adapter and the
 * settings.
 */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { HandledActions } from '../../runner/core/ports/handled-actions.ts';
import type { Ledger } from '../../runner/core/ports/ledger.ts';
import type { ButtonPress, PlatformAdapter, UserAction } from '../../runner/core/ports/platform.ts';
import type { Posts } from '../../runner/core/ports/posts.ts';
import type { Schedules } from '../../runner/core/ports/schedules.ts';
import type { RunnerService } from '../../runner/core/ports/service.ts';
import type { ChannelSetting, Policy } from '../config/chat.ts';
import type { Config } from '../config/config.ts';
import type { AppliedQuery, AppliedSetting } from './applied-setting.ts';
import type { ListRefs } from './ref-cache.ts';

export interface ChatDependencies {
  readonly service: Pick<
    RunnerService,
    'start' | 'cancel' | 'retry' | 'run' | 'brief' | 'runs' | 'resolveRunId' | 'ask'
  >;
  readonly schedules: Pick<
    Schedules,
    'list' | 'get' | 'add' | 'change' | 'pause' | 'resume' | 'remove' | 'run'
  >;
  readonly posts: Pick<Posts, 'thread' | 'want' | 'first' | 'runAt' | 'mute' | 'isMuted' | 'audit'>;
  readonly handled: HandledActions;
  readonly ledger: Pick<Ledger, 'vote' | 'dismiss' | 'restore'>;
  readonly adapter: Pick<PlatformAdapter, 'platform' | 'syntax' | 'enter' | 'direct'>;
  readonly catalogue: Pick<Catalogue, 'flows' | 'personas' | 'plan'>;
  readonly settings: ChatSettings;
  /** the branches and tags of a project, the newest first; none if they can't be listed */
  readonly listRefs: ListRefs;
  /** what applies to whom, and why */
  readonly explain: (asked: AppliedQuery) => Promise<readonly AppliedSetting[]>;
  /** where reports can be read in a browser, without a trailing slash; null if there is no public URL */
  readonly publicUrl: string | null;
  readonly log: (line: string) => void;
}

export interface ChatSettings {
  /** this platform's channels, by channel id */
  readonly channels: Readonly<Record<string, ChannelSetting>>;
  readonly policy: Policy;
  readonly projects: Pick<Config, 'callerDirectory' | 'projects' | 'roots' | 'home' | 'homeSource'>;
}

export interface ActionContext extends ChatDependencies {
  readonly action: UserAction;
  /** the user, as stored with runs, questions and in the audit log */
  readonly actor: string;
}

export function contextOf(options: ChatDependencies, action: UserAction): ActionContext {
  return { ...options, action, actor: `${action.platform}:${action.place.workspace}:${action.person.id}` };
}

/** Writes an entry to the audit log. A failure to write it does not block the action. */
export async function writeAudit(
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

/**
 * Derives a UUID (version 8) that is the same for the same action in every process, so that an action delivered twice
 * starts one run or asks one question.
 */
export function requestIdOf({ platform, place, id }: UserAction): string {
  return uuidOf([platform, place.workspace, id]);
}

function uuidOf(parts: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Returns the press of a button as it is stored; null for what is no press. */
export function pressIdOf(action: UserAction): ButtonPress | null {
  if (action.kind !== 'button' || action.press === undefined) return null;
  const { platform, place, press } = action;
  return { ...press, button: uuidOf([platform, place.workspace, 'button', press.button]) };
}

/**
 * Whether this is the first delivery of the action, for what goes to the person at once and is stored nowhere by which a
 * second delivery would be known.
 */
export function isFirstDelivery({ action, posts }: ActionContext, run_id: string): Promise<boolean> {
  const { platform, place, id } = action;
  return posts.first({ run_id, platform, workspace: place.workspace, act_id: id });
}

/** Returns a flow's title; the name of one that no longer exists. */
export function flowTitleIn({ catalogue }: Pick<ActionContext, 'catalogue'>): (flow_name: string) => string {
  return (flow_name) => catalogue.flows.find(({ name }) => name === flow_name)?.title ?? flow_name;
}
